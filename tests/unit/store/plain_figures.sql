-- The figures of 工作台 as anybody would count them, `now` holds the instant, the day and the semester.
CREATE TEMP VIEW paired AS
SELECT b.id, b.kind FROM main.branch b
WHERE b.deleted = 0 AND EXISTS
  (SELECT 1 FROM main.pairing p WHERE p.deleted = 0 AND p.state = 'active' AND p.branch_id = b.id);

CREATE TEMP VIEW counted_activity AS
SELECT a.id, a.theme, a.starts_at, a.project_id FROM main.activity a, now
WHERE a.deleted = 0 AND a.state <> 'cancelled'
  AND a.starts_at >= now.since AND a.starts_at < now.until;

CREATE TEMP VIEW load AS
SELECT b.id, b.kind,
  (SELECT COUNT(DISTINCT a.id) FROM counted_activity a, main.activity_pairing l, main.pairing p
   WHERE l.deleted = 0 AND p.deleted = 0 AND l.activity_id = a.id AND l.pairing_id = p.id
     AND p.branch_id = b.id) AS each,
  (SELECT COUNT(DISTINCT a.id)
   FROM counted_activity a, main.activity_pairing l, main.pairing p, main.project j
   WHERE l.deleted = 0 AND p.deleted = 0 AND l.activity_id = a.id AND l.pairing_id = p.id
     AND p.branch_id = b.id AND j.id = a.project_id AND j.pairing_id = p.id) AS once
FROM paired b;

CREATE TEMP VIEW denominator AS
SELECT SUM(COALESCE(u.branch_total,
  (SELECT COUNT(*) FROM main.branch b, main.department d
   WHERE b.deleted = 0 AND b.department_id = d.id AND d.university_id = u.id))) AS branches
FROM main.university u
WHERE EXISTS (SELECT 1 FROM main.branch b, main.department d
  WHERE b.department_id = d.id AND d.university_id = u.id AND b.id IN (SELECT id FROM paired));

CREATE TEMP VIEW listed AS
SELECT s.id,
  (SELECT COUNT(*) FROM main.attendance t
   WHERE t.deleted = 0 AND t.student_id = s.id AND t.presence = 'present') AS came
FROM main.student s WHERE s.deleted = 0 AND s.branch_id IN (SELECT id FROM paired);

CREATE TEMP VIEW word AS
SELECT p.id, p.state,
  (SELECT c.agreed FROM main.consent c
   WHERE c.deleted = 0 AND c.pairing_id = p.id AND c.side = 'community') AS community,
  COALESCE(
    (SELECT d.agreed FROM main.campus_decision d WHERE d.deleted = 0 AND d.pairing_id = p.id),
    (SELECT c.agreed FROM main.consent c
     WHERE c.deleted = 0 AND c.pairing_id = p.id AND c.side = 'campus')) AS campus
FROM main.pairing p WHERE p.deleted = 0;

CREATE TEMP VIEW term AS
SELECT m.id, m.kind, m.serves, MIN(m.ends_on, COALESCE(m.leaves_on, m.ends_on)) AS last
FROM main.appointment m WHERE m.deleted = 0;

CREATE TEMP VIEW todo AS
SELECT 'ready' AS kind, id FROM word WHERE state = 'proposed' AND community = 1 AND campus = 1
UNION ALL
SELECT 'proposals', id FROM word
WHERE state = 'proposed' AND NOT (COALESCE(community, 0) = 1 AND COALESCE(campus, 0) = 1)
UNION ALL
SELECT 'objected', id FROM word WHERE state = 'active' AND campus = 0
UNION ALL
SELECT 'unprinted', a.id FROM main.activity a, now
WHERE a.deleted = 0 AND a.state IN ('planned', 'ongoing')
  AND a.starts_at >= now.instant AND a.starts_at < now.instant + 7 * 86400
  AND NOT EXISTS
    (SELECT 1 FROM main.sheet_page g WHERE g.deleted = 0 AND g.activity_id = a.id)
UNION ALL
SELECT 'unclosed', a.id FROM main.activity a, now
WHERE a.deleted = 0 AND a.state IN ('planned', 'ongoing') AND a.ends_at <= now.instant
UNION ALL
SELECT DISTINCT 'uncertified', a.id
FROM main.activity a JOIN main.attendance t ON t.activity_id = a.id
WHERE a.deleted = 0 AND a.state = 'closed' AND t.deleted = 0 AND t.presence = 'present'
  AND t.minutes > 0 AND NOT EXISTS
    (SELECT 1 FROM main.certificate f WHERE f.deleted = 0 AND f.state = 'issued'
     AND f.activity_id = a.id AND f.student_id = t.student_id)
UNION ALL
SELECT DISTINCT 'incidents', a.id
FROM main.activity a JOIN main.incident i ON i.activity_id = a.id
WHERE a.deleted = 0 AND i.deleted = 0 AND i.settled = 0
UNION ALL
SELECT 'unsigned', a.id FROM main.activity a
WHERE a.deleted = 0 AND a.state = 'closed' AND a.summary <> '' AND NOT (
  EXISTS (SELECT 1 FROM main.consent c
    WHERE c.deleted = 0 AND c.agreed = 1 AND c.activity_id = a.id AND c.side = 'community')
  AND EXISTS (SELECT 1 FROM main.consent c
    WHERE c.deleted = 0 AND c.agreed = 1 AND c.activity_id = a.id AND c.side = 'campus'))
UNION ALL
SELECT 'below', id FROM load WHERE each < 2
UNION ALL
SELECT 'above', id FROM load WHERE each > 3
UNION ALL
SELECT 'expiring', n.id FROM main.need n, now
WHERE n.deleted = 0 AND n.state = 'open' AND n.valid_until < date(now.day, '+14 days')
UNION ALL
SELECT 'terms', m.id FROM term m, now
WHERE m.last <= date(now.day, '+60 days') AND NOT EXISTS
  (SELECT 1 FROM term o WHERE o.kind = m.kind AND o.serves = m.serves AND o.last > m.last);

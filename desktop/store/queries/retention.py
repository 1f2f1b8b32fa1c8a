"""What has been kept for its term: by kind, which record, and since when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from desktop.domain.retention import ERASED, DataKind
from desktop.foundation.clock import BEIJING, local_day
from desktop.store.store import Reader
from desktop.store.tables.personal import PERSONAL


@dataclass(frozen=True)
class DueRow:
    """A record whose personal data are due, what it is called, and the day that counts."""

    kind: DataKind
    table: str
    id: bytes
    title: str
    since: date


_STUDENTS = """
    SELECT 'student', s.id, s.name, max(s.edited_at, coalesce((
        SELECT max(a.ends_at) FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
        WHERE t.student_id = s.id AND t.deleted = 0), 0)) AS since
    FROM student AS s WHERE s.township = :township AND s.deleted = 0 AND s.name <> :erased"""
_CERTIFICATES = """
    SELECT 'certificate', id, serial, unixepoch(issued_on) AS since FROM certificate
    WHERE township = :township AND deleted = 0 AND name <> :erased AND issued_on IS NOT NULL"""
_CONTACTS = """
    SELECT 'pairing', id, campus_contact, unixepoch(active_until) AS since FROM pairing
    WHERE township = :township AND deleted = 0 AND state IN ('ended', 'declined')
      AND campus_contact NOT IN ('', :erased) AND active_until IS NOT NULL
    UNION ALL
    SELECT 'activity', id, leader, ends_at FROM activity
    WHERE township = :township AND deleted = 0 AND leader NOT IN ('', :erased)
    UNION ALL
    SELECT 'activity_staff', s.id, s.person, a.ends_at FROM activity_staff AS s
    JOIN activity AS a ON a.id = s.activity_id
    WHERE s.township = :township AND s.deleted = 0 AND s.person NOT IN ('', :erased)
    UNION ALL
    SELECT 'appointment', id, person, unixepoch(ends_on) FROM appointment
    WHERE township = :township AND deleted = 0 AND person NOT IN ('', :erased)
      AND ends_on IS NOT NULL
    UNION ALL
    SELECT 'consent', c.id, c.person, unixepoch(p.active_until) FROM consent AS c
    JOIN pairing AS p ON p.id = c.pairing_id
    WHERE c.township = :township AND c.deleted = 0 AND c.person NOT IN ('', :erased)
      AND p.state IN ('ended', 'declined') AND p.active_until IS NOT NULL"""
_DELETED = " UNION ALL ".join(
    f"SELECT '{table}', id, {held.name}, edited_at AS since FROM {table} "
    f"WHERE township = :township AND deleted = 1 AND {held.name} NOT IN ('', :erased)"
    for table, held in PERSONAL.items()
)
_INSURED = """
    SELECT 'insured_person', hex(i.activity_id) || hex(i.student_id), coalesce(s.name, ''),
      unixepoch(i.expires_on) AS since
    FROM insured_person AS i LEFT JOIN student AS s ON s.id = i.student_id
    WHERE i.expires_on IS NOT NULL"""

_QUERIES: dict[DataKind, str] = {
    DataKind.STUDENT: _STUDENTS,
    DataKind.CERTIFICATE: _CERTIFICATES,
    DataKind.CONTACT: _CONTACTS,
    DataKind.DELETED: _DELETED,
    DataKind.INSURED: _INSURED,
}
"""Table, id, title and the moment that counts, in seconds since 1970, of all that is kept."""


def due(reader: Reader, kind: DataKind, before: date) -> list[DueRow]:
    """Return the records of a kind that count from before a day, the oldest first."""
    moment = int(datetime.combine(before, time(), BEIJING).timestamp())
    query = (
        f"SELECT * FROM ({_QUERIES[kind]}) WHERE since IS NOT NULL AND since < :moment "
        "ORDER BY since"
    )
    values = {"township": reader.replica.township, "erased": ERASED, "moment": moment}
    return [
        DueRow(kind, table, _key(row_id), title, local_day(datetime.fromtimestamp(since, UTC)))
        for table, row_id, title, since in reader.connection.exec_driver_sql(query, values)
    ]


def _key(found: bytes | str) -> bytes:
    """Return an id; one that is made of two comes in hex."""
    return bytes.fromhex(found) if isinstance(found, str) else found

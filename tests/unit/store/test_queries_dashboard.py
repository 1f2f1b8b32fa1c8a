from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import (
    ActivityState,
    HandUpState,
    PairingState,
    Presence,
    SafeguardKind,
    Side,
    Theme,
)
from desktop.domain.todo import TodoKind
from desktop.foundation.clock import BEIJING
from desktop.store.queries import dashboard, figures
from desktop.store.queries.dashboard import Todo
from desktop.store.queries.figures import Indicator
from desktop.store.tables import (
    Activity,
    ActivityPairing,
    Attendance,
    Branch,
    Department,
    HandUp,
    Pairing,
    Replica,
    Student,
    University,
)
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.attendance.record_attendance import (
    AttendanceChange,
    mark_all_present,
    record_attendance,
)
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from desktop.usecases.pairing.change_pairing_state import change_pairing_state
from desktop.usecases.pairing.record_consent import Said, record_consent
from tests.unit.township_sample import FAR, NEAR, NOW, NOWHERE, Sample, branch_id

TODAY = date(2026, 11, 20)


def todos(sample: Sample) -> dict[str, Todo]:
    with sample.workspace.store.read() as reader:
        return {todo.kind: todo for todo in dashboard.todos(reader, sample.now)}


def indicators(sample: Sample) -> dict[str, Indicator]:
    with sample.workspace.store.read() as reader:
        return {one.key: one for one in figures.indicators(reader, TODAY)}


def start(sample: Sample, activity: bytes) -> None:
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, activity, kind, done=True)
    change_activity_state(sample.workspace, activity, ActivityState.ONGOING)


def busy_township(sample: Sample) -> None:
    """Three paired branches, one of them far; joint, cancelled and past activities; attendances."""
    one = sample.active(1, "1班")
    two = sample.active(2, "2班")
    far = sample.active(3, "1班", FAR, "专业对口")
    over = sample.active(3, "公益社")
    change_pairing_state(sample.workspace, over, PairingState.ENDED, "毕业")
    project = sample.project(one)
    first = sample.students(5, "1班")
    second = sample.students(3, "2班")
    sample.students(2, "公益社")
    for days, pairings in ((-40, (one, two)), (-30, (one,)), (-20, (one,)), (-10, (one, far))):
        activity = sample.activity(project, *pairings, starts=timedelta(days=days))
        start(sample, activity)
        enrol_students(sample.workspace, activity, [*first, *second])
        record_attendance(
            sample.workspace,
            activity,
            [
                AttendanceChange(first[0]),
                AttendanceChange(second[0]),
                AttendanceChange(second[1], Presence.ABSENT),
            ],
        )
    cancelled = sample.activity(project, two, starts=timedelta(days=-5))
    change_activity_state(sample.workspace, cancelled, ActivityState.CANCELLED)
    sample.activity(project, two, starts=timedelta(days=-200))


def test_an_empty_township_has_nothing_to_do_and_no_figures(sample: Sample) -> None:
    assert todos(sample) == {}
    for one in indicators(sample).values():
        assert (one.numerator, one.denominator, one.value) == (0, 0, None)


def test_coverage_equals_an_independent_count(sample: Sample) -> None:
    busy_township(sample)
    with sample.workspace.store.read() as reader:
        paired = {
            p.branch_id for p in reader.find(Pairing, state=PairingState.ACTIVE) if p.branch_id
        }
        university_of = {d.id: d.university_id for d in reader.find(Department)}
        branches = {b.id: university_of[b.department_id or b""] for b in reader.find(Branch)}
        totals = {u.id: u.branch_total for u in reader.find(University)}
        rows = figures.coverage_rows(reader)
    universities = {branches[branch] for branch in paired}
    whole = sum(
        totals[u or b""] or sum(1 for other in branches.values() if other == u)
        for u in universities
    )
    one = indicators(sample)["coverage"]
    assert (one.numerator, one.denominator) == (len(paired), whole) == (3, 43)
    assert one.value == pytest.approx(3 / 43)
    assert "30%" in one.caption
    assert one.source == (
        "近处大学：省里下发 40 个团支部（团省委年报，截至 2026-09-30）；"
        "远处大学：本机名录 3 个团支部（省里尚未下发总数）"
    )
    assert (sum(row.paired for row in rows), sum(row.total for row in rows)) == (3, 43)
    assert NOWHERE not in one.source


def test_the_band_equals_an_independent_count(sample: Sample) -> None:
    busy_township(sample)
    since, until = semester_bounds(TODAY)
    with sample.workspace.store.read() as reader:
        pairings = {p.id: p for p in reader.find(Pairing)}
        activities = {a.id: a for a in reader.find(Activity)}
        done: dict[bytes | None, set[bytes]] = {
            p.branch_id: set() for p in pairings.values() if p.state is PairingState.ACTIVE
        }
        for joined in reader.find(ActivityPairing):
            activity = activities[joined.activity_id or b""]
            assert activity.starts_at is not None
            if (
                activity.state is not ActivityState.CANCELLED
                and since <= activity.starts_at < until
            ):
                done[pairings[joined.pairing_id or b""].branch_id].add(activity.id)
        rows = figures.band_rows(reader, TODAY)
    assert {row.id: row.activities for row in rows} == {k: len(v) for k, v in done.items()}
    assert sorted(row.activities for row in rows) == [1, 1, 4]
    band = indicators(sample)["band"]
    within = sum(1 for activities_of in done.values() if 2 <= len(activities_of) <= 3)
    assert (band.numerator, band.denominator) == (within, len(done)) == (0, 3)
    assert todos(sample)["below"].count == 2
    assert todos(sample)["above"].ids == (branch_id(NEAR, "1班"),)


def test_reach_equals_an_independent_count(sample: Sample) -> None:
    busy_township(sample)
    with sample.workspace.store.read() as reader:
        came = Counter(
            a.student_id for a in reader.find(Attendance) if a.presence is Presence.PRESENT
        )
        paired = {p.branch_id for p in reader.find(Pairing, state=PairingState.ACTIVE)}
        students = [s.id for s in reader.find(Student) if s.branch_id in paired]
        rows = figures.reach_rows(reader)
    assert {row.id: row.activities for row in rows} == {s: came[s] for s in students}
    reach = indicators(sample)["reach"]
    reached = sum(1 for s in students if came[s])
    assert (reach.numerator, reach.denominator) == (reached, len(students)) == (2, 8)
    assert "本镇街可见" in reach.source


def test_activities_by_month_and_theme_are_counted_in_beijing_time(sample: Sample) -> None:
    project = sample.project(sample.active())
    # 00:30 on 1 December in Beijing
    for starts, theme in (
        (datetime(2026, 11, 30, 16, 30, tzinfo=UTC), Theme.THEORY),
        (datetime(2026, 11, 30, 15, 30, tzinfo=UTC), Theme.THEORY),
        (datetime(2026, 11, 3, 1, 0, tzinfo=UTC), Theme.THEORY),
        (datetime(2026, 11, 3, 1, 0, tzinfo=UTC), Theme.HERITAGE),
        (datetime(2027, 2, 3, 1, 0, tzinfo=UTC), Theme.HERITAGE),
    ):
        ends = starts + timedelta(hours=1)
        plan_activity(sample.workspace, ActivityFields(project, "活动", starts, ends, theme))
    with sample.workspace.store.write() as writer:
        since, until = semester_bounds(TODAY)
        rows = figures.activities_by_month_and_theme(writer, since, until)
        counted = Counter(
            (f"{a.starts_at.astimezone(BEIJING):%Y-%m}", a.theme)
            for a in writer.find(Activity)
            if a.starts_at is not None and since <= a.starts_at < until
        )
    assert {(row.month, row.theme): row.activities for row in rows} == counted
    assert counted["2026-12", Theme.THEORY] == 1


def test_proposals_wait_until_decided(sample: Sample) -> None:
    pairing = sample.proposed()
    assert todos(sample)["proposals"].ids == (pairing,)
    refusal = Said(Side.CAMPUS, "李书记", TODAY, agreed=False, note="太远")
    record_consent(sample.workspace, pairing, refusal)
    assert "proposals" not in todos(sample)


def test_a_sheet_waits_to_be_printed_then_entered_then_certified(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    sample.activity(sample.project(sample.active(2)), starts=timedelta(days=8))
    enrol_students(sample.workspace, activity, sample.students(2))
    assert todos(sample)["unprinted"] == Todo(
        TodoKind.UNPRINTED, "1 个 7 天内的活动还没打印签到表", 1, (activity,)
    )
    make_sheet(sample.workspace, activity)
    assert not {"unprinted", "unentered"} & set(todos(sample))
    start(sample, activity)
    sample.now = NOW + timedelta(days=2)
    assert todos(sample)["unentered"].ids == (activity,)
    assert todos(sample)["unclosed"].ids == (activity,)
    mark_all_present(sample.workspace, activity)
    assert not {"unentered", "uncertified"} & set(todos(sample))
    change_activity_state(sample.workspace, activity, ActivityState.CLOSED)
    assert todos(sample)["uncertified"].ids == (activity,)
    issued = issue_certificates(sample.workspace, activity)
    with sample.workspace.store.write() as writer:  # whatever another version may have written
        writer.add(
            Attendance(
                activity_id=activity,
                student_id=bytes(16),
                presence=Presence.LEAVE,
                minutes=30,
            )
        )
    assert "uncertified" not in todos(sample)
    revoke_certificate(sample.workspace, issued.certificate_ids[0], "有误")
    assert todos(sample)["uncertified"].ids == (activity,)


def test_handing_up_is_asked_for_after_a_month_and_receipts_after_two_weeks(
    sample: Sample,
) -> None:
    sample.need()
    assert todos(sample)["overdue"] == Todo(TodoKind.OVERDUE, "有改动待上报，还没有上报过", 1)
    with sample.workspace.store.write() as writer:
        writer.add(HandUp(number=1, epoch=1, upto=1, made_at=NOW, state=HandUpState.SENT))
    assert not {"overdue", "receipts"} & set(todos(sample))
    sample.now = NOW + timedelta(days=14)
    assert todos(sample)["receipts"].count == 1
    sample.now = NOW + timedelta(days=30)
    assert todos(sample)["overdue"].text == "有改动待上报，距上次上报已 30 天"
    with sample.workspace.store.write() as writer:
        (replica,) = writer.local(Replica)
        replica.acknowledged = 1
    assert not {"overdue", "receipts"} & set(todos(sample))

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from desktop.domain.activity import ActivityRuleError
from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import (
    ActivityState,
    EnrolmentState,
    PairingState,
    SafeguardKind,
    Side,
)
from desktop.foundation.ids import new_id
from desktop.store.queries import activities, branches, projects
from desktop.store.store import MissingRowError
from desktop.store.tables import Activity, Enrolment, IndicatorDefinition
from desktop.usecases.activity.change_activity_state import change_activity_state, record_results
from desktop.usecases.activity.create_project import (
    ProjectFields,
    confirm_project,
    create_project,
    edit_project,
)
from desktop.usecases.activity.enrol_students import (
    enrol_branch,
    enrol_students,
    move_up,
    withdraw_enrolment,
)
from desktop.usecases.activity.plan_activity import (
    ActivityFields,
    edit_activity,
    plan_activity,
)
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.pairing.change_pairing_state import change_pairing_state
from desktop.usecases.pairing.record_consent import Said
from desktop.usecases.roster.delete_student import delete_student
from tests.unit.township_sample import NEAR, NOW, TOWNSHIP, Sample, branch_id

HARD = (SafeguardKind.INSURANCE, SafeguardKind.EMERGENCY, SafeguardKind.BRIEFING)


def fields_of(sample: Sample, project: bytes, *pairings: bytes) -> ActivityFields:
    starts = sample.now + timedelta(days=1)
    return ActivityFields(
        project, "作业辅导", starts, starts + timedelta(hours=2), pairing_ids=pairings
    )


def row_of(sample: Sample, activity: bytes) -> activities.ActivityRow:
    with sample.workspace.store.read() as reader:
        (row,) = activities.page(reader, only={"id": activity})
    return row


def started(sample: Sample) -> bytes:
    activity = sample.activity(sample.project(sample.active()))
    for kind in HARD:
        set_safeguard(sample.workspace, activity, kind, done=True)
    change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    return activity


def said(sample: Sample, side: Side) -> Said:
    return Said(side, "某人", sample.workspace.today())


def test_a_project_belongs_to_an_active_pairing_and_both_sides(sample: Sample) -> None:
    with pytest.raises(ActivityRuleError, match="结对中"):
        sample.project(sample.proposed(community=2))
    project = sample.project(sample.active())
    for side in Side:
        confirm_project(sample.workspace, project, said(sample, side))
    refused = replace(said(sample, Side.CAMPUS), agreed=False, document="会议纪要 3 号")
    confirm_project(sample.workspace, project, refused)
    with sample.workspace.store.read() as reader:
        (row,) = projects.page(reader, text="课堂 东社区")
    assert (row.community_confirmed, row.campus_confirmed) == (True, False)
    assert (row.branch, row.university) == ("1班", NEAR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"campus_owner": " "},
        {"starts_on": NOW.date(), "ends_on": NOW.date() - timedelta(days=1)},
    ],
)
def test_a_project_that_makes_no_sense_is_refused(sample: Sample, wrong: dict[str, object]) -> None:
    pairing = sample.active()
    right = ProjectFields(pairing, "课堂", community_owner="甲", campus_owner="乙")
    lsn = sample.lsn
    with pytest.raises(ActivityRuleError):
        create_project(sample.workspace, replace(right, **wrong))  # type: ignore[arg-type] # any field
    assert sample.lsn == lsn


def test_a_project_is_edited_but_stays_with_its_pairing(sample: Sample) -> None:
    pairing = sample.active()
    project = sample.project(pairing)
    fields = ProjectFields(pairing, "新名", community_owner="甲", campus_owner="乙")
    edit_project(sample.workspace, project, fields)
    with pytest.raises(ActivityRuleError, match="另一个结对"):
        edit_project(sample.workspace, project, replace(fields, pairing_id=new_id()))
    with sample.workspace.store.read() as reader:
        assert projects.page(reader)[0].name == "新名"


def test_numbers_count_up_by_year_and_device_and_are_never_reused(sample: Sample) -> None:
    project = sample.project(sample.active())
    first = plan_activity(sample.workspace, fields_of(sample, project))
    assert first.number == "HD2026-A3F0-0001"
    second = plan_activity(sample.workspace, fields_of(sample, project))
    assert second.number == "HD2026-A3F0-0002"
    with sample.workspace.store.write() as writer:
        writer.delete(writer.get(Activity, second.activity_id))
    assert plan_activity(sample.workspace, fields_of(sample, project)).number == "HD2026-A3F0-0003"
    # half past midnight on New Year's Day in Beijing is still the old year in UTC
    sample.now = datetime(2026, 12, 30, 16, 30, tzinfo=UTC)
    assert plan_activity(sample.workspace, fields_of(sample, project)).number == "HD2027-A3F0-0001"


def test_a_planned_activity_has_five_open_safeguards_and_its_projects_pairing(
    sample: Sample,
) -> None:
    pairing = sample.active()
    activity = sample.activity(sample.project(pairing))
    with sample.workspace.store.read() as reader:
        lines = activities.safeguards(reader, activity)
        linked = activities.linked_pairings(reader, activity)
    assert [(line.kind, line.done) for line in lines] == [(kind, False) for kind in SafeguardKind]
    assert [(one.id, one.branch) for one in linked] == [(pairing, "1班")]


def test_warnings_name_load_overlap_and_confirmation(sample: Sample) -> None:
    project = sample.project(sample.active())
    first = plan_activity(sample.workspace, fields_of(sample, project))
    assert first.warnings == ("项目还没有经双方确认", "1班本学期 1 次，不足 2 次")
    for side in Side:
        confirm_project(sample.workspace, project, said(sample, side))
    second = plan_activity(sample.workspace, fields_of(sample, project))
    assert second.warnings == ("与HD2026-A3F0-0001时间重叠",)
    sample.now += timedelta(days=3)
    assert plan_activity(sample.workspace, fields_of(sample, project)).warnings == ()
    sample.now += timedelta(days=3)
    (warning,) = plan_activity(sample.workspace, fields_of(sample, project)).warnings
    assert warning.startswith("1班本学期 4 次，已超过 3 次")
    with sample.workspace.store.write() as writer:
        without_end = '{"ceiling": 0}'
        writer.add(IndicatorDefinition(key="band", version=2, parameters=without_end, epoch=1))
    sample.now += timedelta(days=3)
    assert plan_activity(sample.workspace, fields_of(sample, project)).warnings == ()


def test_a_joint_activity_counts_for_each_branch_and_a_cancelled_one_for_none(
    sample: Sample,
) -> None:
    one, other = sample.active(branch="1班"), sample.active(branch="2班")
    project = sample.project(one)
    sample.activity(project, one, other)
    cancelled = sample.activity(project, one)
    change_activity_state(sample.workspace, cancelled, ActivityState.CANCELLED)
    sample.activity(project, one, starts=timedelta(days=120))  # the semester after
    with sample.workspace.store.read() as reader:
        listed = branches.listing(semester_bounds(sample.workspace.today()))
        loads = listed.page(reader, only={"paired": True})
    assert {load.branch: load.activities for load in loads} == {"1班": 1, "2班": 1}


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"capacity": -1}, {"ends_at": NOW - timedelta(days=9)}]
)
def test_an_activity_that_makes_no_sense_is_refused(
    sample: Sample, wrong: dict[str, object]
) -> None:
    project = sample.project(sample.active())
    lsn = sample.lsn
    with pytest.raises(ActivityRuleError):
        plan_activity(sample.workspace, replace(fields_of(sample, project), **wrong))  # type: ignore[arg-type] # any field
    assert sample.lsn == lsn


def test_a_suspended_pairing_takes_no_new_activity_and_nothing_is_half_written(
    sample: Sample,
) -> None:
    pairing = sample.active()
    project = sample.project(pairing)
    change_pairing_state(sample.workspace, pairing, PairingState.SUSPENDED, "考试")
    lsn = sample.lsn
    with pytest.raises(ActivityRuleError, match="不能开展"):
        plan_activity(sample.workspace, fields_of(sample, project))
    assert sample.lsn == lsn
    with sample.workspace.store.read() as reader:
        assert activities.count(reader) == 0


def test_editing_moves_the_links_and_keeps_the_number(sample: Sample) -> None:
    one, other = sample.active(branch="1班"), sample.active(branch="2班")
    project = sample.project(one)
    planned = plan_activity(sample.workspace, fields_of(sample, project, one))
    edited = edit_activity(
        sample.workspace,
        planned.activity_id,
        replace(fields_of(sample, project, other), title="改名", place="文化室"),
    )
    assert edited.number == planned.number
    row = row_of(sample, planned.activity_id)
    assert (row.title, row.place) == ("改名", "文化室")
    with sample.workspace.store.read() as reader:
        linked = activities.linked_pairings(reader, planned.activity_id)
    assert [p.branch for p in linked] == ["2班"]


def test_hard_safeguards_hold_an_activity_back(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    assert set_safeguard(
        sample.workspace, activity, SafeguardKind.INSURANCE, done=True, note="保单 1"
    ).missing == (SafeguardKind.EMERGENCY, SafeguardKind.BRIEFING)
    with pytest.raises(ActivityRuleError, match="紧急联系人、安全教育"):
        change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    for kind in HARD[1:]:
        set_safeguard(sample.workspace, activity, kind, done=True)
    changed = change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    assert (changed.before, changed.now) == (ActivityState.PLANNED, ActivityState.ONGOING)
    assert row_of(sample, activity).open_safeguards == 2
    change_activity_state(sample.workspace, activity, ActivityState.CLOSED)
    with pytest.raises(ActivityRuleError):
        change_activity_state(sample.workspace, activity, ActivityState.CANCELLED)


def test_what_is_over_is_not_planned_again_but_gets_its_results(sample: Sample) -> None:
    activity = started(sample)
    change_activity_state(sample.workspace, activity, ActivityState.CLOSED)
    row = row_of(sample, activity)
    assert row.project_id is not None
    with pytest.raises(ActivityRuleError, match="不再修改"):
        edit_activity(sample.workspace, activity, fields_of(sample, row.project_id))
    record_results(sample.workspace, activity, summary="顺利", residents_served=42)
    row = row_of(sample, activity)
    assert (row.summary, row.residents_served) == ("顺利", 42)
    with pytest.raises(ActivityRuleError, match="负数"):
        record_results(sample.workspace, activity, summary="", residents_served=-1)


def test_why_an_activity_was_cancelled_is_kept_with_it_or_not_at_all(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    record_results(sample.workspace, activity, summary="已备好物资", residents_served=0)
    change = partial(change_activity_state, sample.workspace, activity, reason="取消原因：大雪")
    with pytest.raises(ActivityRuleError):
        change(ActivityState.CLOSED)
    assert row_of(sample, activity).summary == "已备好物资"
    change(ActivityState.CANCELLED)
    assert row_of(sample, activity).summary == "已备好物资\n取消原因：大雪"


def test_a_cancelled_activity_has_no_results(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    change_activity_state(sample.workspace, activity, ActivityState.CANCELLED)
    with pytest.raises(ActivityRuleError, match="没有总结"):
        record_results(sample.workspace, activity, summary="x", residents_served=0)


def test_enrolling_a_branch_twice_changes_nothing(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    students = sample.students(4)
    first = enrol_branch(sample.workspace, activity, branch_id(NEAR, "1班"))
    assert (set(first.added), first.waiting, first.already) == (set(students), (), 0)
    lsn = sample.lsn
    again = enrol_branch(sample.workspace, activity, branch_id(NEAR, "1班"))
    assert (again.added, again.already) == ((), 4)
    assert sample.lsn == lsn
    assert row_of(sample, activity).enrolled == 4


def test_enrolments_go_up_by_the_bulk_path_with_stamps(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    sample.students(3)
    lsn = sample.lsn
    enrol_branch(sample.workspace, activity, branch_id(NEAR, "1班"))
    assert sample.lsn == lsn + 3
    with sample.workspace.store.read() as reader:
        enrolments = reader.find(Enrolment)
        assert {one.township for one in enrolments} == {TOWNSHIP}
        assert {one.epoch for one in enrolments} == {reader.replica.epoch}


def test_withdrawn_students_may_come_back(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))
    one, other, _ = sample.students(3)
    enrol_students(sample.workspace, activity, [one, other, one])
    assert withdraw_enrolment(sample.workspace, activity, [one]).student_ids == (one,)
    assert withdraw_enrolment(sample.workspace, activity, [one]).student_ids == ()
    assert row_of(sample, activity).enrolled == 1
    back = enrol_students(sample.workspace, activity, [one, other])
    assert (back.added, back.already) == ((one,), 1)
    assert row_of(sample, activity).enrolled == 2


def test_of_those_who_asked_at_once_the_first_in_the_list_is_next(sample: Sample) -> None:
    project = sample.project(sample.active())
    planned = plan_activity(sample.workspace, replace(fields_of(sample, project), capacity=2))
    several = sample.students(8)
    enrol_students(sample.workspace, planned.activity_id, list(reversed(several)))
    delete_student(sample.workspace, several.pop(0))  # whose enrolment stays, for undoing it
    gone = withdraw_enrolment(sample.workspace, planned.activity_id, several[-2:])
    assert [one.student_id for one in gone.next_in_line] == several[:2]


def test_who_comes_when_the_list_is_full_waits_and_is_offered_a_free_place(sample: Sample) -> None:
    project = sample.project(sample.active())
    planned = plan_activity(sample.workspace, replace(fields_of(sample, project), capacity=2))
    activity = planned.activity_id
    one, other, third, fourth = sample.students(4)
    first = enrol_students(sample.workspace, activity, [one, other, third])
    assert (first.added, first.waiting) == ((one, other), (third,))
    sample.now += timedelta(minutes=1)
    assert enrol_students(sample.workspace, activity, [fourth, third]).waiting == (fourth,)
    assert row_of(sample, activity).enrolled == 2
    gone = withdraw_enrolment(sample.workspace, activity, [other], "临时有课")
    assert [one.student_id for one in gone.next_in_line] == [third]
    assert move_up(sample.workspace, activity, [third]).added == (third,)
    assert withdraw_enrolment(sample.workspace, activity, [fourth]).next_in_line == ()
    with sample.workspace.store.read() as reader:
        states = {row.student_id: row.state for row in reader.find(Enrolment)}
        (left,) = reader.find(Enrolment, student_id=other)
    assert states[third] is EnrolmentState.ENROLLED
    assert left.reason == "临时有课"


def test_enrolling_is_refused_for_strangers_empty_branches_and_what_is_over(
    sample: Sample,
) -> None:
    activity = sample.activity(sample.project(sample.active()))
    with pytest.raises(MissingRowError):
        enrol_students(sample.workspace, activity, [new_id()])
    with pytest.raises(ActivityRuleError, match="名册"):
        enrol_branch(sample.workspace, activity, branch_id(NEAR, "1班"))
    students = sample.students(1)
    change_activity_state(sample.workspace, activity, ActivityState.CANCELLED)
    with pytest.raises(ActivityRuleError, match="不再报名"):
        enrol_students(sample.workspace, activity, students)


def test_who_has_an_entry_stays_on_the_list(sample: Sample) -> None:
    activity = started(sample)
    students = sample.students(2)
    enrol_students(sample.workspace, activity, students)
    record_attendance(sample.workspace, activity, [AttendanceChange(students[0])])
    with pytest.raises(ActivityRuleError, match="1 名学生已有签到"):
        withdraw_enrolment(sample.workspace, activity, students)
    assert row_of(sample, activity).enrolled == 2

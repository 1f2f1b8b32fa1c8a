"""Sheets found by what is on them, hours corrected, entries by two PCs, what is worth a look."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.activity import ActivityRuleError
from desktop.domain.attendance import AttendanceRuleError
from desktop.domain.indicators import semester_bounds
from desktop.domain.paper_code import PaperCodeError, sheet_text
from desktop.domain.terms import (
    ActivityState,
    EnrolmentState,
    FeedbackGiver,
    Presence,
    SafeguardKind,
)
from desktop.foundation.ids import joined_id
from desktop.store.queries import exceptions, sheets
from desktop.store.queries.exceptions import Oddity
from desktop.store.tables import Attendance, Enrolment
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_students, withdraw_enrolment
from desktop.usecases.activity.import_enrolments import enrolment_import
from desktop.usecases.activity.plan_activity import ActivityFields, edit_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.attendance.open_sheet import find_paper
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.importing.run_import import run_import
from desktop.workbooks.sheet import Layout, write_sheet
from tests.unit.township_sample import Sample

NUMBER = "HD2026-A3F0-0001"


def running(sample: Sample, community: int = 1, branch: str = "1班") -> bytes:
    pairing = sample.active(community=community, branch=branch)
    activity = sample.activity(sample.project(pairing), starts=timedelta(hours=-1))
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, activity, kind, done=True)
    change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    return activity


def listed(sample: Sample, activity: bytes, count: int = 3) -> list[bytes]:
    students = sample.students(count)
    enrol_students(sample.workspace, activity, students)
    return students


def test_a_sheet_is_found_by_its_code_its_number_or_the_end_of_it(sample: Sample) -> None:
    activity = running(sample)
    listed(sample, activity)
    make_sheet(sample.workspace, activity)
    scanned = find_paper(sample.workspace, sheet_text(NUMBER, 1, 1, "1-7", 1))
    assert (scanned.activity.id, scanned.version, scanned.page) == (activity, 1, 1)
    for typed in (NUMBER.lower(), "0001", "作业辅导"):
        assert find_paper(sample.workspace, typed).activity.id == activity
    form = find_paper(sample.workspace, f"{NUMBER}-J")
    assert form.giver is FeedbackGiver.RESIDENT
    make_sheet(sample.workspace, activity)
    assert "第 2 版" in find_paper(sample.workspace, sheet_text(NUMBER, 1, 1, "1-7", 1)).note


@pytest.mark.parametrize("typed", ["9999", f"{NUMBER} 5", sheet_text(NUMBER, 1, 1, "1-7", 9)])
def test_a_paper_that_is_not_known_here_is_said(sample: Sample, typed: str) -> None:
    activity = running(sample)
    listed(sample, activity)
    make_sheet(sample.workspace, activity)
    with pytest.raises(PaperCodeError):
        find_paper(sample.workspace, typed)


def test_a_sheet_is_not_entered_before_the_activity_has_started(sample: Sample) -> None:
    sample.activity(sample.project(sample.active()))
    with pytest.raises(AttendanceRuleError, match="筹备中"):
        find_paper(sample.workspace, NUMBER)


def test_pages_tell_how_far_they_are_entered_by_whom_and_where(sample: Sample) -> None:
    activity = running(sample)
    one, *_ = listed(sample, activity)
    make_sheet(sample.workspace, activity)
    record_attendance(sample.workspace, activity, [AttendanceChange(one)])
    with sample.workspace.store.read() as reader:
        (row,) = sheets.sheet_rows(reader, sample.now - timedelta(days=1))
    assert (row.number, row.page, row.pages, row.students, row.entered) == (NUMBER, 1, 1, 3, 1)
    assert row.last is not None
    assert row.last.here
    assert not row.is_done


def test_hours_are_corrected_apart_from_the_times_and_taken_back_to_them(sample: Sample) -> None:
    activity = running(sample)
    one, other, _ = listed(sample, activity)
    record_attendance(sample.workspace, activity, [AttendanceChange(one, minutes=90)])
    record_attendance(sample.workspace, activity, [AttendanceChange(other)])
    lsn = sample.lsn
    assert (
        record_attendance(sample.workspace, activity, [AttendanceChange(one, minutes=90)]).corrected
        == ()
    )
    assert sample.lsn == lsn
    assert minutes(sample) == {one: 90, other: 120}
    record_attendance(sample.workspace, activity, [AttendanceChange(one)])
    assert minutes(sample) == {one: 120, other: 120}
    with pytest.raises(AttendanceRuleError, match="24 小时"):
        record_attendance(sample.workspace, activity, [AttendanceChange(one, minutes=1441)])


def minutes(sample: Sample) -> dict[bytes | None, int]:
    with sample.workspace.store.read() as reader:
        return {row.student_id: row.minutes for row in reader.find(Attendance)}


def test_a_students_entry_is_the_same_row_on_every_pc_and_comes_back_after_clearing(
    sample: Sample,
) -> None:
    activity = running(sample)
    one, *_ = listed(sample, activity)
    record_attendance(sample.workspace, activity, [AttendanceChange(one)])
    record_attendance(sample.workspace, activity, [AttendanceChange(one, None)])
    again = record_attendance(sample.workspace, activity, [AttendanceChange(one, Presence.LEAVE)])
    assert again.added == (one,)
    with sample.workspace.store.read() as reader:
        (row,) = reader.find(Attendance)
        (enrolment,) = reader.find(Enrolment, student_id=one)
    assert row.id == enrolment.id == joined_id(activity, one)
    assert row.presence is Presence.LEAVE


def test_what_is_worth_a_look_is_listed_with_its_reason(sample: Sample) -> None:
    first = running(sample)
    one, other, third = listed(sample, first)
    second = running(sample, community=2, branch="2班")
    enrol_students(sample.workspace, second, [one])
    changes = [
        AttendanceChange(one),
        AttendanceChange(other, minutes=30),
        AttendanceChange(third, Presence.ABSENT),
    ]
    record_attendance(sample.workspace, first, changes)
    record_attendance(sample.workspace, second, [AttendanceChange(one)])
    with sample.workspace.store.read() as reader:
        found = exceptions.exceptions(reader, *semester_bounds(sample.workspace.today()))
        away = sheets.elsewhere(reader, first)
    assert [(row.oddity, row.student, row.number, row.other) for row in found] == [
        (Oddity.TWICE, "学生1", NUMBER, "HD2026-A3F0-0002"),
        (Oddity.TWICE, "学生1", "HD2026-A3F0-0002", NUMBER),
        (Oddity.SHORT, "学生2", NUMBER, ""),
        (Oddity.ABSENT, "学生3", NUMBER, ""),
    ]
    assert [(one.student_id, one.number) for one in away] == [(one, "HD2026-A3F0-0002")]


def test_a_workbook_enrols_by_name_or_number_until_the_list_is_full(
    sample: Sample, tmp_path: Path
) -> None:
    project = sample.project(sample.active())
    activity = sample.activity(project)
    starts = sample.now + timedelta(days=1)
    plan = ActivityFields(project, "作业辅导", starts, starts + timedelta(hours=2), capacity=2)
    edit_activity(sample.workspace, activity, plan)
    one, other, third = sample.students(3)
    path = tmp_path / "报名.xlsx"
    rows = [("学生1", "", "一组"), ("学生2", "1班002", ""), ("学生3", "", ""), ("生人", "", "")]
    write_sheet(path, Layout("报名表", (("姓名", 10), ("学号", 10), ("小组", 10))), rows)
    importing = enrolment_import(activity, "作业辅导", sample.now)
    result = run_import(sample.workspace, importing, path)
    assert (result.added, len(result.problems)) == (3, 1)
    with sample.workspace.store.read() as reader:
        state = {row.student_id: (row.state, row.team) for row in reader.find(Enrolment)}
    assert state == {
        one: (EnrolmentState.ENROLLED, "一组"),
        other: (EnrolmentState.ENROLLED, ""),
        third: (EnrolmentState.WAITING, ""),
    }
    lsn = sample.lsn
    assert run_import(sample.workspace, importing, path).unchanged == 3
    assert sample.lsn == lsn
    withdraw_enrolment(sample.workspace, activity, [one])
    with pytest.raises(ActivityRuleError):
        change_activity_state(sample.workspace, activity, ActivityState.CLOSED)
    assert run_import(sample.workspace, importing, path).changed == 1

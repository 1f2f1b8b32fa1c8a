"""An act is taken back as a new write; what came later stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop.store.tables import Attendance, Enrolment, Student
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.roster.add_student import add_student
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.student_fields import StudentFields
from desktop.usecases.undo import TakenBack, noting_changes, take_back
from tests.unit.township_sample import NEAR, Sample, branch_id


def rename(sample: Sample, student: bytes, name: str, phone: str = "") -> None:
    fields = StudentFields(branch_id(NEAR, "1班"), name, "1", phone=phone)
    edit_student(sample.workspace, student, fields)


def student(sample: Sample, student_id: bytes) -> Student:
    with sample.workspace.store.read() as reader:
        row = reader.session.get(Student, student_id)
        assert row is not None
        return row


def test_an_edit_gets_its_earlier_values_by_a_new_write(sample: Sample) -> None:
    (one,) = sample.students(1)
    before = student(sample, one)
    _, act = noting_changes(lambda: rename(sample, one, "改了", "13900000000"))
    written = student(sample, one)
    assert take_back(sample.workspace, act) == TakenBack(1, 0)
    after = student(sample, one)
    assert (after.name, after.student_number, after.phone) == (
        before.name,
        before.student_number,
        before.phone,
    )
    assert after.lsn > written.lsn > before.lsn


def test_what_was_written_since_stays(sample: Sample) -> None:
    (one,) = sample.students(1)
    old = student(sample, one).name
    _, act = noting_changes(lambda: rename(sample, one, "先改", "13900000000"))
    rename(sample, one, "先改", "13911111111")
    assert take_back(sample.workspace, act) == TakenBack(1, 1)
    assert student(sample, one).name == old
    assert student(sample, one).phone == "13911111111"


def test_a_deletion_is_taken_back(sample: Sample) -> None:
    (one,) = sample.students(1)
    _, act = noting_changes(lambda: delete_student(sample.workspace, one))
    assert student(sample, one).deleted
    take_back(sample.workspace, act)
    assert not student(sample, one).deleted


def test_a_row_made_is_deleted_unless_another_refers_to_it(sample: Sample) -> None:
    fields = [StudentFields(branch_id(NEAR, "1班"), name, name) for name in "AB"]
    added, act = noting_changes(
        lambda: [add_student(sample.workspace, one).student_id for one in fields]
    )
    activity = sample.activity(sample.project(sample.active()))
    with sample.workspace.store.write() as writer:
        came = writer.add(Attendance(activity_id=activity, student_id=added[0]))
    assert take_back(sample.workspace, act) == TakenBack(1, 1)
    assert [student(sample, one).deleted for one in added] == [False, True]
    with sample.workspace.store.write() as writer:
        writer.delete(writer.get(Attendance, came.id))
    assert take_back(sample.workspace, act).kept == 0


def test_rows_of_one_act_may_refer_to_each_other(sample: Sample) -> None:
    activity = sample.activity(sample.project(sample.active()))

    def work() -> bytes:
        fields = StudentFields(branch_id(NEAR, "1班"), "新来", "9")
        one = add_student(sample.workspace, fields).student_id
        enrol_students(sample.workspace, activity, [one])
        return one

    one, act = noting_changes(work)
    assert take_back(sample.workspace, act) == TakenBack(2, 0)
    with sample.workspace.store.read() as reader:
        assert not reader.find(Enrolment, activity_id=activity)
    assert student(sample, one).deleted


def test_several_writes_of_one_act_are_one_edit(sample: Sample) -> None:
    (one,) = sample.students(1)
    old = student(sample, one).name

    def work() -> None:
        rename(sample, one, "一")
        rename(sample, one, "二", "13900000000")

    _, act = noting_changes(work)
    assert take_back(sample.workspace, act) == TakenBack(1, 0)
    assert (student(sample, one).name, student(sample, one).phone) == (old, "")


def test_taking_back_can_be_taken_back(sample: Sample) -> None:
    (one,) = sample.students(1)
    _, act = noting_changes(lambda: rename(sample, one, "改了"))
    _, back = noting_changes(lambda: take_back(sample.workspace, act))
    take_back(sample.workspace, back)
    assert student(sample, one).name == "改了"


def test_a_failed_act_changed_nothing(sample: Sample) -> None:
    def work() -> None:
        with sample.workspace.store.write() as writer:
            writer.add(Attendance(check_in=datetime(2026, 1, 1, tzinfo=UTC)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        noting_changes(work)
    _, act = noting_changes(lambda: None)
    assert act.empty

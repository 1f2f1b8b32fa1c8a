"""Duplicates, merging, leaving and transfers: nothing is lost, and all can be taken back."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from desktop.documents.blocks import Facts, Table
from desktop.domain.terms import EnrolmentState, Leaving, Presence, StudentEventKind
from desktop.store.queries import students
from desktop.store.queries.history import history
from desktop.store.tables import Attendance, Certificate, Enrolment, Student
from desktop.usecases.paper.draft_record import draft_record
from desktop.usecases.roster.add_student import add_student
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.find_duplicates import find_duplicates, keep_apart, nearly
from desktop.usecases.roster.merge_students import follow_merges, merge_students
from desktop.usecases.roster.move_students import mark_leaving, transfer_students
from desktop.usecases.roster.student_fields import StudentFields, StudentRuleError
from desktop.usecases.undo import noting_changes, take_back
from tests.unit.township_sample import FAR, NEAR, Sample, branch_id

DAY = date(2026, 6, 30)


def add(
    sample: Sample,
    name: str,
    number: str,
    branch: str = "1班",
    university: str = NEAR,
    *,
    phone: str = "",
) -> bytes:
    fields = StudentFields(branch_id(university, branch), name, number, phone=phone)
    return add_student(sample.workspace, fields).student_id


def live(sample: Sample) -> list[tuple[object, ...]]:
    """Return what all people's live rows say, whatever write said so."""
    with sample.workspace.store.read() as reader:
        return sorted(
            (kind.__name__, *(repr(getattr(row, name)) for name in ("id", *kind.model_fields)
                              if name not in {"lsn", "seq", "dots", "past", "edited_at"}))
            for kind in (Student, Attendance, Enrolment, Certificate)
            for row in reader.find(kind)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (("张玮", "00101", "2班", NEAR, ""), ("姓名读音相同", "同一所高校", "学号相同")),
        (("张伟", "99988", "2班", NEAR, ""), None),
        (("张伟", "00102", "2班", NEAR, ""), ("姓名相同", "同一所高校", "学号只差一点")),
        (("张伟", "777", "2班", FAR, "13800000000"), ("姓名相同", "手机号相同")),
        (("李四", "00101", "2班", NEAR, ""), ("同一所高校", "学号相同")),
        (("李四", "00101", "1班", FAR, ""), None),
        (("张伟", "101", "1班", FAR, ""), ("姓名相同", "学号只差一点")),
        (("李四", "888", "1班", NEAR, "13800000000"), None),
    ],
)
def test_a_pair_is_suspected_for_reasons_that_are_told(
    sample: Sample, other: tuple[str, str, str, str, str], reasons: tuple[str, ...] | None
) -> None:
    add(sample, "张伟", "00101", phone="13800000000")
    *place, phone = other
    add(sample, *place, phone=phone)
    found = find_duplicates(sample.workspace)
    assert [one.reasons for one in found] == ([] if reasons is None else [reasons])


def test_numbers_that_are_nearly_the_same() -> None:
    assert nearly("0012", "12")
    assert nearly("2025001", "2025010")
    assert nearly("2025001", "202501")
    assert not nearly("2025001", "2025123")


def test_among_many_of_one_name_those_with_near_numbers_are_found(sample: Sample) -> None:
    numbers = (*(str(at) * 7 for at in range(1, 10)), "2025001", "2025010", "202501", "002025001")
    for number in numbers:
        add(sample, "张伟", number)
    near = {frozenset(pair) for pair in combinations(numbers, 2) if nearly(*pair)}
    found = find_duplicates(sample.workspace)
    assert len(near) == 6
    pairs = {frozenset((one.first.student_number, one.second.student_number)) for one in found}
    assert pairs == near


def test_two_who_are_not_one_person_are_not_asked_about_again(sample: Sample) -> None:
    one, other = add(sample, "张伟", "1"), add(sample, "张玮", "1", "2班")
    (pair,) = find_duplicates(sample.workspace)
    _, act = noting_changes(lambda: keep_apart(sample.workspace, pair.second.id, pair.first.id))
    assert find_duplicates(sample.workspace) == ()
    keep_apart(sample.workspace, one, other)
    take_back(sample.workspace, act)
    assert len(find_duplicates(sample.workspace)) == 1
    keep_apart(sample.workspace, one, other)
    assert find_duplicates(sample.workspace) == ()


def test_all_that_hangs_on_a_record_follows_and_comes_back(sample: Sample) -> None:
    keep, gone = (
        add(sample, "张伟", "1", phone="139"),
        add(sample, "张玮", "01", "2班", phone="138"),
    )
    project = sample.project(sample.active())
    both, alone = sample.activity(project), sample.activity(project)
    with sample.workspace.store.write() as writer:
        writer.add(Attendance(activity_id=both, student_id=keep, presence=Presence.ABSENT))
        writer.add(Attendance(activity_id=both, student_id=gone, minutes=90))
        writer.add(Attendance(activity_id=alone, student_id=gone, minutes=60))
        writer.add(Enrolment(activity_id=alone, student_id=gone))
        writer.add(Enrolment(activity_id=both, student_id=keep, state=EnrolmentState.WITHDRAWN))
        writer.add(Enrolment(activity_id=both, student_id=gone))
        writer.add(Certificate(activity_id=alone, student_id=gone, serial="7", name="张玮"))
    before = live(sample)
    merged, act = noting_changes(
        lambda: merge_students(sample.workspace, keep, gone, frozenset({"name"}))
    )
    assert merged.moved == 5
    with sample.workspace.store.read() as reader:
        (row,) = students.page(reader)
        past = history(reader, keep)
        lost = reader.session.get(Student, gone)
        enrolled = reader.find(Enrolment, student_id=keep)
    assert (row.id, row.name, row.phone, row.activities, row.minutes) == (
        keep,
        "张玮",
        "139",
        2,
        150,
    )
    assert {one.state for one in enrolled} == {EnrolmentState.ENROLLED}
    assert [one.serial for one in past.given] == ["7"]
    (event,) = past.events
    assert event.kind is StudentEventKind.MERGED
    assert "姓名取“张玮”，另一条是“张伟”" in event.note
    assert "手机号取“139”，另一条是“138”" in event.note
    assert "原来记为缺席 0 分钟" in event.note
    assert lost is not None
    assert (lost.deleted, lost.merged_into, lost.phone) == (True, keep, "138")
    take_back(sample.workspace, act)
    assert live(sample) == before


def test_what_comes_later_for_a_merged_record_is_moved(sample: Sample) -> None:
    first, second, third = (add(sample, "张伟", number) for number in ("1", "2", "3"))
    merge_students(sample.workspace, second, first)
    merge_students(sample.workspace, third, second)
    activity = sample.activity(sample.project(sample.active()))
    with sample.workspace.store.write() as writer:
        writer.add(Attendance(activity_id=activity, student_id=first, minutes=30))
    assert follow_merges(sample.workspace) == 1
    lsn = sample.lsn
    assert follow_merges(sample.workspace) == 0
    assert sample.lsn == lsn
    with sample.workspace.store.read() as reader:
        assert [one.student_id for one in reader.find(Attendance)] == [third]
    with pytest.raises(StudentRuleError, match="同一条"):
        merge_students(sample.workspace, third, third)


def test_leaving_is_dated_kept_in_the_history_and_taken_back(sample: Sample) -> None:
    one, other = sample.students(2)
    moved, act = noting_changes(
        lambda: mark_leaving(sample.workspace, [one, other], Leaving.GRADUATED, DAY)
    )
    assert moved.students == 2
    assert mark_leaving(sample.workspace, [one], Leaving.GRADUATED, DAY).students == 0
    with sample.workspace.store.read() as reader:
        assert students.STUDENTS.count(reader, only={"leaving": Leaving.NONE}) == 0
        (event,) = history(reader, one).events
    assert (event.kind, event.on) == (StudentEventKind.GRADUATED, DAY)
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert students.STUDENTS.count(reader, only={"leaving": Leaving.NONE}) == 2
        assert history(reader, one).events == []


def test_a_transfer_keeps_where_one_came_from(sample: Sample) -> None:
    one, other = sample.students(2)
    target = branch_id(FAR, "2班")
    assert transfer_students(sample.workspace, [one], target, DAY).students == 1
    with sample.workspace.store.read() as reader:
        (row,) = students.page(reader, only={"id": one})
        (event,) = history(reader, one).events
    assert (row.university, row.branch) == (FAR, "2班")
    assert (event.before, event.after, event.on) == ("1班", "2班", DAY)
    add(sample, "占号", "1班002", "2班", FAR)
    lsn = sample.lsn
    with pytest.raises(StudentRuleError, match="没有转移任何人"):
        transfer_students(sample.workspace, [other], target, DAY)
    assert sample.lsn == lsn


def test_an_edit_of_the_branch_is_a_transfer_too(sample: Sample) -> None:
    one = add(sample, "张伟", "1")
    edit_student(sample.workspace, one, StudentFields(branch_id(NEAR, "2班"), "张伟", "1"))
    with sample.workspace.store.read() as reader:
        (event,) = history(reader, one).events
    assert (event.before, event.after) == ("1班", "2班")


def test_the_record_of_a_student_is_drafted_by_semester(sample: Sample) -> None:
    one = add(sample, "张伟", "1")
    activity = sample.activity(sample.project(sample.active()))
    with sample.workspace.store.write() as writer:
        writer.add(Attendance(activity_id=activity, student_id=one, minutes=90))
    draft = draft_record(sample.workspace, one)
    facts, practice = draft.attached["基本情况"], draft.attached["实践经历"]
    assert isinstance(facts, Facts)
    assert facts.rows[0][0].value == "张伟"
    assert isinstance(practice, Table)
    assert practice.rows[0][0].endswith("学年第一学期")
    assert practice.total[1] == "1 次"

"""毕业, 离开, 恢复在读 and 转支部, of one student or of many at once, each with its day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desktop.domain.terms import Leaving, StudentEventKind
from desktop.store.queries.bulk import add_all
from desktop.store.store import Writer
from desktop.store.tables import Branch, Student, StudentEvent
from desktop.usecases.roster.student_fields import StudentRuleError
from desktop.usecases.workspace import Workspace

_SHOWN = 3
_KINDS = {
    Leaving.NONE: StudentEventKind.RETURNED,
    Leaving.GRADUATED: StudentEventKind.GRADUATED,
    Leaving.AWAY: StudentEventKind.LEFT,
}


@dataclass(frozen=True)
class StudentsMoved:
    """How many students were changed; those who were so already are not counted."""

    students: int


def mark_leaving(
    workspace: Workspace, student_ids: Collection[bytes], leaving: Leaving, on: date
) -> StudentsMoved:
    """Note that students graduated, left, or are back (`Leaving.NONE`) since a day."""
    with workspace.store.write() as writer:
        events = []
        for student in _students(writer, student_ids):
            if student.leaving == leaving:
                continue
            student.leaving = leaving
            student.left_on = on if leaving is not Leaving.NONE else None
            at = student.branch_id
            events.append(_event(student.id, _KINDS[leaving], on, at, at))
        return StudentsMoved(len(add_all(writer, events)))


def transfer_students(
    workspace: Workspace, student_ids: Collection[bytes], branch_id: bytes, on: date
) -> StudentsMoved:
    """Move students to another branch from a day on; the ledger of the past stays where it was.

    Raises `StudentRuleError` when one's number is in use there; then nobody is moved.
    """
    with workspace.store.write() as writer:
        writer.get(Branch, branch_id)
        moving = [one for one in _students(writer, student_ids) if one.branch_id != branch_id]
        there = {one.student_number for one in writer.find(Student, branch_id=branch_id)}
        if taken := [one.name for one in moving if one.student_number in there]:
            more = f"等 {len(taken)} 人" if len(taken) > _SHOWN else ""
            raise StudentRuleError(
                f"目标团支部里已有相同的学号：{'、'.join(taken[:_SHOWN])}{more}。没有转移任何人。",
                "请先核对是不是重复登记，合并以后再转。",
            )
        events = [transfer(one.id, one.branch_id, branch_id, on) for one in moving]
        for student in moving:
            student.branch_id = branch_id
        return StudentsMoved(len(add_all(writer, events)))


def transfer(
    student_id: bytes, before: bytes | None, after: bytes | None, on: date
) -> StudentEvent:
    """Return the entry of a student's history that says that the branch was changed."""
    return _event(student_id, StudentEventKind.TRANSFERRED, on, before, after)


def _students(writer: Writer, student_ids: Collection[bytes]) -> list[Student]:
    return [writer.get(Student, one) for one in student_ids]


def _event(
    student_id: bytes,
    kind: StudentEventKind,
    on: date,
    before: bytes | None,
    after: bytes | None,
) -> StudentEvent:
    return StudentEvent(
        student_id=student_id,
        kind=kind,
        happened_on=on,
        from_branch_id=before,
        to_branch_id=after,
    )

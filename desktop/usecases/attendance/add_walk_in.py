"""补录: somebody who was not on the printed list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.attendance import check_open
from desktop.domain.terms import AttendanceSource, EnrolmentState, Presence
from desktop.store.store import Writer
from desktop.store.tables import Activity, Enrolment, Student
from desktop.usecases.attendance.record_attendance import AttendanceChange, enter
from desktop.usecases.roster.student_fields import StudentFields, new_student
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class WalkInAdded:
    """The student, known before or new in the roster, who is now on the list and present."""

    student_id: bytes
    new_student: bool


def add_walk_in(
    workspace: Workspace,
    activity_id: bytes,
    who: bytes | StudentFields,
    check_in: datetime | None = None,
    check_out: datetime | None = None,
) -> WalkInAdded:
    """Put a student, by id or new, on the list and enter them as present.

    Raises `AttendanceRuleError`, `StudentRuleError`, `MissingRowError`; then nothing is kept.
    """
    with workspace.store.write() as writer:
        check_open(writer.get(Activity, activity_id).state)
        if isinstance(who, StudentFields):
            student_id = writer.add(new_student(writer, who)).id
        else:
            student_id = writer.get(Student, who).id
        _list(writer, activity_id, student_id)
        change = AttendanceChange(student_id, Presence.PRESENT, check_in, check_out)
        enter(writer, activity_id, [change], AttendanceSource.PAPER)
        return WalkInAdded(student_id, isinstance(who, StudentFields))


def _list(writer: Writer, activity_id: bytes, student_id: bytes) -> None:
    before = writer.local(Enrolment, activity_id=activity_id, student_id=student_id)
    if before:
        before[0].deleted = False
        before[0].state = EnrolmentState.ENROLLED
    else:
        writer.add(Enrolment(activity_id=activity_id, student_id=student_id))

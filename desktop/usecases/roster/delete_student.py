"""删除学生."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.tables import Attendance, Certificate, Student
from desktop.usecases.roster.student_fields import StudentRuleError
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class StudentDeleted:
    """The student who is no longer in the roster."""

    student_id: bytes


def delete_student(workspace: Workspace, student_id: bytes) -> StudentDeleted:
    """Take a student out of the roster and so off every list; enrolments stay, for undoing it.

    Raises `StudentRuleError` for one who took part already: the ledger keeps them.
    """
    with workspace.store.write() as writer:
        student = writer.get(Student, student_id)
        came = writer.find(Attendance, student_id=student_id)
        certified = writer.find(Certificate, student_id=student_id)
        if came or certified:
            raise StudentRuleError(
                "这名学生已有签到或证书记录，不能删除。",
                "台账要保留参加过活动的人；可以改为修改信息。",
            )
        writer.delete(student)
        return StudentDeleted(student_id)

"""删除学生, and 撤销."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.store import MissingRowError
from desktop.store.tables import Attendance, Certificate, Student
from desktop.usecases.roster.student_fields import StudentFields, StudentRuleError, check
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class StudentDeleted:
    """The student who is no longer in the roster."""

    student_id: bytes


@dataclass(frozen=True)
class StudentRestored:
    """The student who is in the roster again."""

    student_id: bytes


def delete_student(workspace: Workspace, student_id: bytes) -> StudentDeleted:
    """Take a student out of the roster and so off every list; may be undone.

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


def restore_student(workspace: Workspace, student_id: bytes) -> StudentRestored:
    """Undo `delete_student`; enrolments come back with the student.

    Raises `StudentRuleError` when the number was given to somebody else since.
    """
    with workspace.store.write() as writer:
        student = writer.session.get(Student, student_id)
        if student is None or student.branch_id is None:
            raise MissingRowError("这名学生不存在，没有改动。", "请刷新名册后重试。")
        check(
            writer,
            StudentFields(student.branch_id, student.name, student.student_number),
            besides=student_id,
        )
        student.deleted = False
        return StudentRestored(student_id)

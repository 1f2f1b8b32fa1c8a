"""修改学生."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.tables import Student
from desktop.usecases.roster.move_students import transfer
from desktop.usecases.roster.student_fields import StudentFields, check, tidy
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class StudentEdited:
    """The student who was changed."""

    student_id: bytes


def edit_student(workspace: Workspace, student_id: bytes, fields: StudentFields) -> StudentEdited:
    """Replace what the roster says of a student; raises `StudentRuleError`, `MissingRowError`."""
    with workspace.store.write() as writer:
        student = writer.get(Student, student_id)
        check(writer, fields, besides=student_id)
        if student.branch_id != fields.branch_id:
            before, student.branch_id = student.branch_id, fields.branch_id
            writer.add(transfer(student_id, before, fields.branch_id, workspace.today()))
        for name, value in tidy(fields).items():
            setattr(student, name, value)
        return StudentEdited(student_id)

"""逐个登记学生."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.usecases.roster.student_fields import StudentFields, new_student
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class StudentAdded:
    """The new student."""

    student_id: bytes


def add_student(workspace: Workspace, fields: StudentFields) -> StudentAdded:
    """Add a student to the roster; raises `StudentRuleError`, `MissingRowError`."""
    with workspace.store.write() as writer:
        return StudentAdded(writer.add(new_student(writer, fields)).id)

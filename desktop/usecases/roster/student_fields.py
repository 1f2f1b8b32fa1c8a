"""What a roster says of a student, and the rules it must meet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from desktop.domain.terms import Gender
from desktop.foundation.errors import QingqiaoError
from desktop.store.store import Reader
from desktop.store.tables import Branch, Student


class StudentRuleError(QingqiaoError):
    """A student who cannot be kept so."""


@dataclass(frozen=True)
class StudentFields:
    """A student as filled in; the number is unique within the branch."""

    branch_id: bytes
    name: str
    student_number: str
    gender: Gender = Gender.UNKNOWN
    phone: str = ""
    source: str = ""


def check(reader: Reader, fields: StudentFields, besides: bytes | None = None) -> None:
    """Raise `StudentRuleError` or `MissingRowError` unless a student may be kept so."""
    if not fields.name.strip():
        raise StudentRuleError("还没有填写姓名。", "请填写学生姓名。")
    if not fields.student_number.strip():
        raise StudentRuleError("还没有填写学号。", "学号用来区分同名学生，请填写。")
    reader.get(Branch, fields.branch_id)
    same = reader.find(
        Student, branch_id=fields.branch_id, student_number=fields.student_number.strip()
    )
    if any(student.id != besides for student in same):
        raise StudentRuleError(
            "这个团支部的名册里已有相同学号的学生。", "请在名册里查找并修改原来的那一条。"
        )


def new_student(reader: Reader, fields: StudentFields) -> Student:
    """Return a student to add; raises `StudentRuleError`, `MissingRowError`."""
    check(reader, fields)
    return Student(**tidy(fields))


def tidy(fields: StudentFields) -> dict[str, Any]:
    """Return the fields as they are kept, without spaces around."""
    values = asdict(fields)
    return {name: value.strip() if type(value) is str else value for name, value in values.items()}

"""导入名册: what its rows mean; nobody is deleted for being missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop.domain.private_use import unicode_form
from desktop.domain.terms import Gender
from desktop.store.queries import students
from desktop.store.queries.bulk import add_all
from desktop.store.store import Reader, Writer
from desktop.store.tables import Student
from desktop.usecases.importing.importing import (
    Changes,
    Fields,
    Importing,
    KnownOtherwise,
    Resolve,
    Show,
    plainly,
)
from desktop.usecases.roster.match_branches import BranchMatcher, named
from desktop.usecases.roster.move_students import transfer
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow
from desktop.workbooks.roster import ROSTER

_GENDERS = {gender.label: gender for gender in Gender}
_PLAIN = ("name", "student_number", "phone", "source")


def _resolver(reader: Reader, rows: Sequence[FormRow]) -> Resolve:
    matcher = BranchMatcher(reader, rows)

    def resolve(row: FormRow) -> Fields:
        branch = matcher.find(named(row))
        if isinstance(branch, str):
            raise FieldError("团支部", branch)
        fields = {name: row.values[name] for name in _PLAIN if name in row.values}
        if gender := row.values.get("gender"):
            fields["gender"] = _GENDERS[gender]
        return {"branch_id": branch, **fields}

    return resolve


def _same(field: str, before: object, said: object) -> bool:
    """Tell whether nothing changes; a name in an old system's characters is its Unicode form."""
    return before == said or (field == "name" and before == unicode_form(str(said)))


def _keep_transfers(writer: Writer, changed: Mapping[bytes, Changes], on: date) -> None:
    moved: list[tuple[bytes, tuple[Any, Any]]] = [
        (student, changes["branch_id"])
        for student, changes in changed.items()
        if "branch_id" in changes
    ]
    add_all(writer, [transfer(student, *branches, on) for student, branches in moved])


def _known_elsewhere(reader: Reader) -> KnownOtherwise:
    """Know students who were in another class of their school by their number and name.

    Whoever joins a club leaves no class: a branch of another kind is no transfer.
    """
    campuses, known = students.campuses(reader), students.numbered(reader)

    def find(fields: Fields) -> bytes | None:
        campus = campuses.get(fields["branch_id"])
        number, name = fields.get("student_number", ""), fields["name"]
        return known.get((campus, number, unicode_form(name))) if campus else None

    return find


def _shower(reader: Reader, rows: Sequence[FormRow]) -> Show:
    said = {row.values["branch"] for row in rows}
    known = [*students.branches_here(reader), *students.branches_named(reader, said)]
    names: dict[object, str] = {one.id: f"{one.branch}（{one.university}）" for one in known}

    def show(field: str, value: object) -> str:
        if field == "branch_id" and value is not None:
            return names.get(value, "（名录里已没有）")
        return plainly(field, value)

    return show


ROSTER_IMPORT = Importing(
    form=ROSTER,
    table=Student,
    key=("branch_id", "student_number"),
    resolver=_resolver,
    labels={
        "name": "姓名",
        "student_number": "学号",
        "branch_id": "团支部",
        "gender": "性别",
        "phone": "手机号",
        "source": "来源",
    },
    topics=("roster",),
    unit="人",
    note="名册里没有的人不会被删除；同一团支部里学号相同的，算同一个人；"
    "换了班级，学校、学号和姓名都没有变的，算转支部。空着的格子不改动原来的内容。",
    named=lambda row: str(row.values["name"]),
    shower=_shower,
    otherwise=_known_elsewhere,
    same=_same,
    people="name",
    keep_history=_keep_transfers,
)

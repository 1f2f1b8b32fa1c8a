"""名册, with what each student did here; and what an import looks things up in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from desktop.domain.terms import Gender, PairingState, Presence
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import (
    ATTENDANCE,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader

CHUNK = 500


@dataclass(frozen=True)
class StudentRow:
    """One student; `activities` and `minutes` count where they were present."""

    id: bytes
    name: str
    student_number: str
    gender: Gender
    phone: str
    source: str
    branch_id: bytes | None
    branch: str
    department: str
    university: str
    activities: int
    minutes: int


@dataclass(frozen=True)
class BranchName:
    """A branch as a roster may name it."""

    id: bytes
    branch: str
    department: str
    university: str


def present_of_student(what: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an aggregate over a student's attendances, as a column beside `student`."""
    return (
        select(what)
        .select_from(ATTENDANCE)
        .where(
            live(ATTENDANCE),
            ATTENDANCE.c.student_id == STUDENT.c.id,
            ATTENDANCE.c.presence == Presence.PRESENT,
        )
        .correlate(STUDENT)
        .scalar_subquery()
    )


_LISTING = Listing(
    StudentRow,
    STUDENT.outerjoin(BRANCH, BRANCH.c.id == STUDENT.c.branch_id)
    .outerjoin(DEPARTMENT, DEPARTMENT.c.id == BRANCH.c.department_id)
    .outerjoin(UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id),
    {
        "id": STUDENT.c.id,
        "name": STUDENT.c.name,
        "student_number": STUDENT.c.student_number,
        "gender": STUDENT.c.gender,
        "phone": STUDENT.c.phone,
        "source": STUDENT.c.source,
        "branch_id": STUDENT.c.branch_id,
        "branch": func.coalesce(BRANCH.c.name, ""),
        "department": func.coalesce(DEPARTMENT.c.name, ""),
        "university": func.coalesce(UNIVERSITY.c.name, ""),
        "activities": present_of_student(func.count()),
        "minutes": present_of_student(func.coalesce(func.sum(ATTENDANCE.c.minutes), 0)),
    },
    live(STUDENT),
    ("name", "student_number", "phone", "branch", "department", "university"),
    (UNIVERSITY.c.name, BRANCH.c.name, STUDENT.c.student_number, STUDENT.c.id),
)

page = _LISTING.page
count = _LISTING.count


def names_of(reader: Reader, student_ids: Iterable[bytes]) -> dict[bytes, str]:
    """Return the names of these students, of those in the roster."""
    wanted = list(dict.fromkeys(student_ids))
    names: dict[bytes, str] = {}
    for start in range(0, len(wanted), CHUNK):
        query = select(STUDENT.c.id, STUDENT.c.name).where(
            live(STUDENT), STUDENT.c.id.in_(wanted[start : start + CHUNK])
        )
        names |= {row.id: row.name for row in reader.session.execute(query)}
    return {key: names[key] for key in wanted if key in names}


def branches_named(reader: Reader, names: Collection[str]) -> list[BranchName]:
    """Return the branches with one of these names."""
    wanted = sorted(names)
    return [
        row
        for start in range(0, len(wanted), CHUNK)
        for row in _branch_names(reader, BRANCH.c.name.in_(wanted[start : start + CHUNK]))
    ]


def branches_here(reader: Reader) -> list[BranchName]:
    """Return the branches with an open pairing or with students in this township."""
    paired = select(PAIRING.c.branch_id).where(
        live(PAIRING),
        PAIRING.c.state.in_([PairingState.PROPOSED, PairingState.ACTIVE, PairingState.SUSPENDED]),
        PAIRING.c.branch_id.is_not(None),
    )
    peopled = select(STUDENT.c.branch_id).where(live(STUDENT), STUDENT.c.branch_id.is_not(None))
    return _branch_names(reader, or_(BRANCH.c.id.in_(paired), BRANCH.c.id.in_(peopled)))


def branches_of_university(reader: Reader, university: str) -> list[BranchName]:
    """Return the branches of the university of just this name."""
    return _branch_names(reader, UNIVERSITY.c.name == university)


def _branch_names(reader: Reader, condition: ColumnElement[bool]) -> list[BranchName]:
    query = (
        select(
            BRANCH.c.id,
            BRANCH.c.name.label("branch"),
            func.coalesce(DEPARTMENT.c.name, "").label("department"),
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
        )
        .select_from(CAMPUS)
        .where(live(BRANCH), condition)
        .order_by(UNIVERSITY.c.name, DEPARTMENT.c.name, BRANCH.c.name)
    )
    return [BranchName(**row) for row in reader.session.execute(query).mappings()]

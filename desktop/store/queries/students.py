"""名册, with what each student did here; and what an import looks things up in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, or_, select

from desktop.domain.pinyin import spelt
from desktop.domain.terms import BranchKind, Gender, Leaving, PairingState, Presence
from desktop.store import search_index
from desktop.store.batches import batches
from desktop.store.queries.listing import Listing, Tally, unindexed
from desktop.store.queries.tables import (
    ACTIVITY,
    ATTENDANCE,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
    with_branch,
)
from desktop.store.store import Reader

_ALIKE = 100
"""Students of one sound; more say nothing."""


@dataclass(frozen=True)
class StudentRow:
    """One student; `activities` and `minutes` count where they were present.

    `term_activities` and `term_minutes` are those of the semester that was asked for.
    """

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
    grade: str
    leaving: Leaving
    left_on: date | None
    activities: int
    minutes: int
    term_activities: int
    term_minutes: int


@dataclass(frozen=True)
class BranchName:
    """A branch as a roster may name it."""

    id: bytes
    branch: str
    department: str
    university: str


Campus = tuple[bytes, BranchKind]
"""A university, and whether its classes or its clubs: a student may belong to one of each."""

Semester = tuple[datetime, datetime]
"""Two aware instants, the second no longer in it."""

_NO_SEMESTER = (datetime(1970, 1, 1, tzinfo=UTC),) * 2


def present_of_student(
    what: ColumnElement[Any], semester: Semester | None = None
) -> ColumnElement[Any]:
    """Return an aggregate over a student's attendances, as a column beside `student`."""
    source: FromClause = ATTENDANCE
    conditions = [
        live(ATTENDANCE),
        ATTENDANCE.c.student_id == STUDENT.c.id,
        ATTENDANCE.c.presence == Presence.PRESENT,
    ]
    if semester is not None:
        source = ATTENDANCE.join(ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id)
        conditions += [ACTIVITY.c.starts_at >= semester[0], ACTIVITY.c.starts_at < semester[1]]
    return select(what).select_from(source).where(*conditions).correlate(STUDENT).scalar_subquery()


def _tallies(semester: Semester) -> dict[str, Tally]:
    """Return the columns that count, counted for all students in one pass each."""
    every = _came().subquery("came")
    held = select(ACTIVITY.c.id).where(
        ACTIVITY.c.starts_at >= semester[0], ACTIVITY.c.starts_at < semester[1]
    )
    term = _came().where(ATTENDANCE.c.activity_id.in_(held)).subquery("came_in_term")
    return {
        name: Tally(source, source.c.student_id == STUDENT.c.id, source.c[what])
        for source, names in ((every, _COUNTED), (term, _COUNTED_IN_TERM))
        for name, what in names.items()
    }


_COUNTED = {"minutes": "minutes"}
"""How often a student came in all is in an index; counting row by row is as quick."""

_COUNTED_IN_TERM = {"term_activities": "activities", "term_minutes": "minutes"}


def _came() -> Select[Any]:
    student = unindexed(ATTENDANCE.c.student_id)  # its order leads all over the file
    return (
        select(
            student.label("student_id"),
            func.count().label("activities"),
            func.sum(ATTENDANCE.c.minutes).label("minutes"),
        )
        .select_from(ATTENDANCE)
        .where(live(ATTENDANCE), ATTENDANCE.c.presence == Presence.PRESENT)
        .group_by(student)
    )


@lru_cache(maxsize=8)
def in_semester(semester: Semester = _NO_SEMESTER) -> Listing[StudentRow]:
    """Return the list of students with what they did in a semester."""
    minutes = func.coalesce(func.sum(ATTENDANCE.c.minutes), 0)
    return Listing(
        StudentRow,
        with_branch(STUDENT),
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
            "grade": func.coalesce(BRANCH.c.grade, ""),
            "leaving": STUDENT.c.leaving,
            "left_on": STUDENT.c.left_on,
            "activities": present_of_student(func.count()),
            "minutes": present_of_student(minutes),
            "term_activities": present_of_student(func.count(), semester),
            "term_minutes": present_of_student(minutes, semester),
        },
        live(STUDENT),
        ("name", "student_number", "phone", "branch", "department", "university"),
        (UNIVERSITY.c.name, BRANCH.c.name, STUDENT.c.student_number, STUDENT.c.id),
        typed_kind="student",
        tallies=_tallies(semester),
    )


STUDENTS = in_semester()

page = STUDENTS.page
rows = STUDENTS.rows


def values_of(reader: Reader, fields: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of these fields the values that students here have, in order."""
    return {
        name: [
            value
            for value in reader.session.execute(
                select(STUDENTS.columns[name])
                .select_from(STUDENTS.source)
                .where(STUDENTS.live)
                .distinct()
                .order_by(STUDENTS.columns[name])
            ).scalars()
            if value
        ]
        for name in fields
    }


def names_of(reader: Reader, student_ids: Iterable[bytes]) -> dict[bytes, str]:
    """Return the names of these students, of those in the roster."""
    wanted = list(dict.fromkeys(student_ids))
    names: dict[bytes, str] = {}
    for some in batches(wanted):
        query = select(STUDENT.c.id, STUDENT.c.name).where(live(STUDENT), STUDENT.c.id.in_(some))
        names |= {row.id: row.name for row in reader.session.execute(query)}
    return {key: names[key] for key in wanted if key in names}


def numbered(reader: Reader) -> dict[tuple[Campus, str, str], bytes]:
    """Return the students by campus, student number and name; two alike are left out."""
    query = (
        select(
            UNIVERSITY.c.id,
            BRANCH.c.kind,
            STUDENT.c.student_number,
            STUDENT.c.name,
            STUDENT.c.id,
        )
        .select_from(CAMPUS.join(STUDENT, STUDENT.c.branch_id == BRANCH.c.id))
        .where(live(STUDENT), STUDENT.c.student_number != "", UNIVERSITY.c.id.is_not(None))
    )
    known: dict[tuple[Campus, str, str], bytes] = {}
    twice = set()
    for university, kind, number, name, student in reader.session.execute(query):
        key = (university, kind), number, name
        if known.setdefault(key, student) != student:
            twice.add(key)
    return {key: student for key, student in known.items() if key not in twice}


def campuses(reader: Reader) -> dict[bytes, Campus]:
    """Return the campus of each branch whose university is known."""
    query = (
        select(BRANCH.c.id, UNIVERSITY.c.id, BRANCH.c.kind)
        .select_from(CAMPUS)
        .where(live(BRANCH), UNIVERSITY.c.id.is_not(None))
    )
    found = reader.session.execute(query)
    return {branch: (university, kind) for branch, university, kind in found}


def branches_named(reader: Reader, names: Collection[str]) -> list[BranchName]:
    """Return the branches with one of these names."""
    return [
        row
        for some in batches(sorted(names))
        for row in _branch_names(reader, BRANCH.c.name.in_(some))
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


def sounding_so(reader: Reader, text: str) -> tuple[bytes, ...]:
    """Return students whose whole name can be read as `text` in characters, in any reading."""
    if text.isascii():
        return ()
    return tuple(search_index.exactly(reader.connection, "student", spelt(text), _ALIKE))

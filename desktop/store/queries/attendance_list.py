"""签到记录: every attendance of the township, a million of them too.

Sorted by what an activity or a student says, the rows come group by group: the small table of the
parents gives the order, one pass over the attendances the rows of each group. A join of every row
to its parent would read pages all over an encrypted file, and take ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    case,
    func,
    literal_column,
    select,
)

from desktop.domain.terms import AttendanceSource, Presence
from desktop.store.queries.attendance_filter import (
    OF_STUDENT,
    Wanted,
    condition_of,
    in_time,
)
from desktop.store.queries.listing import unindexed
from desktop.store.queries.tables import (
    ACTIVITY,
    ATTENDANCE,
    BRANCH,
    DEPARTMENT,
    STUDENT,
    UNIVERSITY,
    live,
    with_branch,
)
from desktop.store.store import Reader

REF_SIZE = 8
"""Bytes of a row's number in an order, hexadecimal. Only VACUUM gives rows other numbers."""

_FIRST = 100
"""Groups among which the first rows are looked for."""

_ROW: ColumnElement[int] = literal_column("attendance.rowid")

_NUMBERS: ColumnElement[str] = literal_column(
    "group_concat(printf('%08x', attendance.rowid), '' ORDER BY attendance.rowid)"
)
"""Of a group, as they were written: of a sheet from its top, of a student through the years."""


@dataclass(frozen=True)
class AttendanceRow:
    """One attendance; what is said of a student or an activity that is not here is empty."""

    id: bytes
    activity_id: bytes | None
    student_id: bytes | None
    name: str
    student_number: str
    branch: str
    department: str
    university: str
    title: str
    number: str
    starts_at: datetime | None
    ends_at: datetime | None
    presence: Presence
    check_in: datetime | None
    check_out: datetime | None
    minutes: int
    source: AttendanceSource
    edited_by: str


@dataclass(frozen=True)
class Sums:
    """What attendances come to: rows, people present counted every time they came, and minutes."""

    rows: int
    present: int
    minutes: int


@dataclass(frozen=True)
class _Groups:
    """Attendances sorted by what the rows that `link` names say."""

    link: Column[Any]
    source: FromClause
    id: ColumnElement[Any]
    key: ColumnElement[Any]
    ties: tuple[ColumnElement[Any], ...]


def _by_activity(key: ColumnElement[Any]) -> _Groups:
    ties = (ACTIVITY.c.starts_at.desc(), ACTIVITY.c.number, ACTIVITY.c.id)
    return _Groups(ATTENDANCE.c.activity_id, ACTIVITY, ACTIVITY.c.id, key, ties)


def _by_student(
    key: ColumnElement[Any], *ties: ColumnElement[Any], source: FromClause = STUDENT
) -> _Groups:
    settled = (*ties, STUDENT.c.student_number, STUDENT.c.id)
    return _Groups(ATTENDANCE.c.student_id, source, STUDENT.c.id, key, settled)


_GROUPS = {
    "starts_at": _by_activity(ACTIVITY.c.starts_at),
    "title": _by_activity(ACTIVITY.c.title),
    "number": _by_activity(ACTIVITY.c.number),
    "name": _by_student(STUDENT.c.name),
    "student_number": _by_student(STUDENT.c.student_number),
    "branch": _by_student(BRANCH.c.name, source=OF_STUDENT),
    "university": _by_student(UNIVERSITY.c.name, BRANCH.c.name, source=OF_STUDENT),
}

_OWN = {name: ATTENDANCE.c[name] for name in ("minutes", "presence", "source")}


def first(reader: Reader, wanted: Wanted, limit: int) -> list[AttendanceRow]:
    """Return the first rows where they are found at once; [] where all have to be looked at."""
    groups = _groups_of(wanted)
    if groups is None or wanted.text:
        return []
    times = in_time(wanted) if groups.source is ACTIVITY else []
    parents = select(groups.id).select_from(groups.source).where(*times)
    sorted_parents = parents.order_by(*_sorting(groups, wanted)).limit(_FIRST)
    ids = list(reader.session.execute(sorted_parents).scalars())
    query = (
        select(groups.link, _ROW)
        .where(condition_of(reader, wanted), groups.link.in_(ids))
        .order_by(_ROW)
    )
    of_group: dict[bytes, list[int]] = {one: [] for one in ids}
    for group, row in reader.session.execute(query):
        of_group[group].append(row)
    found = [row for rows in of_group.values() for row in rows][:limit]
    return _rows(reader, found) if len(found) == limit else []


def order(reader: Reader, wanted: Wanted) -> bytes:
    """Return the numbers of all rows in their order, `REF_SIZE` bytes each, for `rows`.

    All of it happens in SQLite, in one answer: a million rows handed over one by one would keep
    the window's thread waiting for its turn.
    """
    groups = _groups_of(wanted)
    condition = condition_of(reader, wanted, as_they_lie=_is_in_no_index(wanted))
    if groups is None:
        key = _OWN[wanted.sort or ""]
        ordered = (
            select(func.printf("%08x", _ROW).label("refs"))
            .select_from(ATTENDANCE)
            .where(condition)
            .order_by(key.desc() if wanted.descending else key, _ROW)
            .subquery()
        )
    else:
        link = groups.link if _is_in_index(groups, wanted) else unindexed(groups.link)
        grouped = (
            select(link.label("parent"), _NUMBERS.label("refs"))
            .select_from(ATTENDANCE)
            .where(condition)
            .group_by(link)
            .subquery()
        )
        rank = func.row_number().over(order_by=_sorting(groups, wanted)).label("rank")
        ranked = select(groups.id.label("id"), rank).select_from(groups.source).subquery()
        ordered = (  # last those whose parent is not here
            select(grouped.c.refs)
            .select_from(grouped.outerjoin(ranked, ranked.c.id == grouped.c.parent))
            .order_by(ranked.c.rank.nulls_last(), grouped.c.parent)
            .subquery()
        )
    answer: str | None = reader.session.execute(select(_joined(ordered.c.refs))).scalar_one()
    return (answer or "").encode()


def rows(reader: Reader, refs: bytes) -> list[AttendanceRow]:
    """Return the rows of a part of an order; those deleted since are left out."""
    numbers = [int(refs[at : at + REF_SIZE], 16) for at in range(0, len(refs), REF_SIZE)]
    return _rows(reader, numbers)


def sums(reader: Reader, wanted: Wanted) -> Sums:
    """Return what all wanted rows come to."""
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(case((ATTENDANCE.c.presence == Presence.PRESENT, 1))), 0),
            func.coalesce(func.sum(ATTENDANCE.c.minutes), 0),
        )
        .select_from(ATTENDANCE)
        .where(condition_of(reader, wanted))
    )
    return Sums(*reader.session.execute(query).one())


def _groups_of(wanted: Wanted) -> _Groups | None:
    """Return by what the rows are grouped; None: sorted by what they say themselves."""
    return None if wanted.sort in _OWN else _GROUPS[wanted.sort or "starts_at"]


def _sorting(groups: _Groups, wanted: Wanted) -> list[ColumnElement[Any]]:
    descending = wanted.descending or wanted.sort is None
    key = groups.key.desc() if descending else groups.key.asc()
    return [key.nulls_last(), *groups.ties]


def _joined(parts: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.group_concat(parts, "")


def _is_in_index(groups: _Groups, wanted: Wanted) -> bool:
    """Tell whether the index of the groups has all that is asked of a row.

    Otherwise its order is a trap: it leads to pages all over the file. Those of an activity lie
    together, as its sheet was entered.
    """
    if groups.link is ATTENDANCE.c.activity_id:
        return True
    return wanted == Wanted(
        presence=wanted.presence, sort=wanted.sort, descending=wanted.descending
    )


def _is_in_no_index(wanted: Wanted) -> bool:
    """Tell whether every row is sorted by what stands in the row alone."""
    bounds = (wanted.since, wanted.until, wanted.of)
    own = wanted.sort in _OWN and wanted.sort != "presence"
    return own and not wanted.text and bounds == (None, None, None)


_FIELDS: dict[str, ColumnElement[Any]] = {
    "id": ATTENDANCE.c.id,
    "activity_id": ATTENDANCE.c.activity_id,
    "student_id": ATTENDANCE.c.student_id,
    "name": func.coalesce(STUDENT.c.name, ""),
    "student_number": func.coalesce(STUDENT.c.student_number, ""),
    "branch": func.coalesce(BRANCH.c.name, ""),
    "department": func.coalesce(DEPARTMENT.c.name, ""),
    "university": func.coalesce(UNIVERSITY.c.name, ""),
    "title": func.coalesce(ACTIVITY.c.title, ""),
    "number": func.coalesce(ACTIVITY.c.number, ""),
    "starts_at": ACTIVITY.c.starts_at,
    "ends_at": ACTIVITY.c.ends_at,
    "presence": ATTENDANCE.c.presence,
    "check_in": ATTENDANCE.c.check_in,
    "check_out": ATTENDANCE.c.check_out,
    "minutes": ATTENDANCE.c.minutes,
    "source": ATTENDANCE.c.source,
    "edited_by": ATTENDANCE.c.edited_by,
}

_ROWS = (
    select(_ROW.label("ref"), *(column.label(name) for name, column in _FIELDS.items()))
    .select_from(
        with_branch(
            ATTENDANCE.outerjoin(ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id).outerjoin(
                STUDENT, STUDENT.c.id == ATTENDANCE.c.student_id
            )
        )
    )
    .where(live(ATTENDANCE))
)


def _rows(reader: Reader, numbers: Sequence[int]) -> list[AttendanceRow]:
    found = {
        row.pop("ref"): AttendanceRow(**row)
        for row in map(dict, reader.session.execute(_ROWS.where(_ROW.in_(numbers))).mappings())
    }
    return [found[number] for number in numbers if number in found]

"""What is said of rows that a search has found, and which rows of a page stand for one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Row, Select, func, select

from desktop.foundation.clock import BEIJING
from desktop.store.queries.tables import (
    ACTIVITY,
    APPOINTMENT,
    BASE,
    BRANCH,
    CAMPUS,
    CERTIFICATE,
    COMMUNITY,
    DEPARTMENT,
    NEED,
    PAIRING,
    PROJECT,
    STUDENT,
    SURVEY,
    UNIVERSITY,
    live,
    with_branch,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class Found:
    """A row's name, and what tells it from others of that name; `also`: another it is found by."""

    id: bytes
    name: str
    about: str
    also: str = ""


def _activity(row: Row[Any]) -> str:
    day = f"{row.starts_at.astimezone(BEIJING):%Y-%m-%d}" if row.starts_at else ""
    return f"{day}　{row.number}".strip()


_About = Callable[[Row[Any]], str]
_CAMPUS_OF_STUDENT: FromClause = with_branch(STUDENT)
_SAID: dict[str, tuple[Select[Any], _About]] = {
    "student": (
        select(
            STUDENT.c.id,
            STUDENT.c.name,
            STUDENT.c.student_number,
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            func.coalesce(BRANCH.c.name, "").label("branch"),
        ).select_from(_CAMPUS_OF_STUDENT),
        lambda row: f"{row.student_number}　{row.university}{row.branch}",
    ),
    "branch": (
        select(
            BRANCH.c.id,
            BRANCH.c.name,
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            func.coalesce(DEPARTMENT.c.name, "").label("department"),
        ).select_from(CAMPUS),
        lambda row: f"{row.university}{row.department}",
    ),
    "community": (
        select(COMMUNITY.c.id, COMMUNITY.c.name, COMMUNITY.c.kind),
        lambda row: str(row.kind.label),
    ),
    "activity": (
        select(
            ACTIVITY.c.id, ACTIVITY.c.title.label("name"), ACTIVITY.c.number, ACTIVITY.c.starts_at
        ),
        _activity,
    ),
    "project": (
        select(PROJECT.c.id, PROJECT.c.name, PROJECT.c.kind),
        lambda row: str(row.kind.label),
    ),
    "need": (
        select(
            NEED.c.id,
            NEED.c.title.label("name"),
            func.coalesce(COMMUNITY.c.name, "").label("community"),
        ).select_from(NEED.outerjoin(COMMUNITY, COMMUNITY.c.id == NEED.c.community_id)),
        lambda row: str(row.community),
    ),
    "base": (
        select(BASE.c.id, BASE.c.name, BASE.c.kind, BASE.c.contact.label("also")),
        lambda row: f"{row.kind.label}　{row.also}".strip(),
    ),
    "appointment": (
        select(
            APPOINTMENT.c.id,
            APPOINTMENT.c.person.label("name"),
            APPOINTMENT.c.kind,
            APPOINTMENT.c.serves,
        ),
        lambda row: f"{row.serves}　{row.kind.label}",
    ),
    "pairing": (
        select(
            PAIRING.c.id,
            PAIRING.c.campus_contact.label("name"),
            func.coalesce(COMMUNITY.c.name, "").label("community"),
            func.coalesce(BRANCH.c.name, DEPARTMENT.c.name, "").label("campus"),
        ).select_from(
            PAIRING.outerjoin(COMMUNITY, COMMUNITY.c.id == PAIRING.c.community_id)
            .outerjoin(BRANCH, BRANCH.c.id == PAIRING.c.branch_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == PAIRING.c.department_id)
        ),
        lambda row: "　".join(part for part in (row.campus, row.community) if part),
    ),
    "certificate": (
        select(CERTIFICATE.c.id, CERTIFICATE.c.name, CERTIFICATE.c.serial),
        lambda row: str(row.serial),
    ),
}

_OPENED: dict[str, tuple[tuple[str, FromClause, str], ...]] = {
    "student": (("roster", STUDENT, "id"),),
    "branch": (("pairings", PAIRING, "branch_id"), ("roster", STUDENT, "branch_id")),
    "community": (
        ("needs", NEED, "community_id"),
        ("pairings", PAIRING, "community_id"),
        ("needs/surveys", SURVEY, "community_id"),
    ),
    "activity": (("activities", ACTIVITY, "id"),),
    "project": (("activities", ACTIVITY, "project_id"),),
    "need": (("needs", NEED, "id"),),
    "base": (("needs/bases", BASE, "id"),),
    "appointment": (("pairings/appointments", APPOINTMENT, "id"),),
    "pairing": (("pairings", PAIRING, "id"),),
    "certificate": (("certificates", CERTIFICATE, "id"),),
}
"""For each kind the pages to try, and the rows there that refer to it."""

_MOST = 500


def said(reader: Reader, kind: str, ids: Collection[bytes]) -> list[Found]:
    """Return what is said of rows of one kind, in no order."""
    query, about = _SAID[kind]
    rows = reader.session.execute(query.where(query.selected_columns[0].in_(list(ids))))
    if "also" in query.selected_columns:
        return [Found(row.id, row.name, about(row), row.also) for row in rows]
    return [Found(row.id, row.name, about(row)) for row in rows]


def where_to_open(reader: Reader, kind: str, row_id: bytes) -> tuple[str, tuple[bytes, ...]]:
    """Return the page that shows something found, and its rows there; none: all of the page."""
    for page, table, column in _OPENED[kind]:
        query = select(table.c.id).where(live(table), table.c[column] == row_id).limit(_MOST)
        if ids := tuple(reader.session.execute(query).scalars()):
            return page, ids
    return _OPENED[kind][0][0], ()

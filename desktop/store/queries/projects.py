"""项目 with the two sides that own them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from desktop.domain.terms import BranchKind, ProjectKind, Theme
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import (
    ACTIVITY,
    BRANCH,
    CAMPUS,
    COMMUNITY,
    DEPARTMENT,
    PAIRING,
    PROJECT,
    PROJECT_BRANCH,
    UNIVERSITY,
    core,
    live,
    with_campus,
)
from desktop.store.store import Reader
from desktop.store.tables import BudgetLine, Consent

_Part = TypeVar("_Part", BudgetLine, Consent)


@dataclass(frozen=True)
class ProjectRow:
    """One project; at the township's level `community` and `branch` are empty."""

    id: bytes
    name: str
    kind: ProjectKind
    theme: Theme
    goal: str
    starts_on: date | None
    ends_on: date | None
    pairing_id: bytes
    community: str
    branch: str
    department: str
    university: str
    community_owner: str
    campus_owner: str
    community_confirmed: bool
    campus_confirmed: bool
    results: str
    activities: int


@dataclass(frozen=True)
class JoinedClub:
    """A club that joins a project outside its own pairing."""

    id: bytes
    branch_id: bytes
    club: str
    university: str
    note: str


_ACTIVITIES = (
    select(func.count())
    .where(live(ACTIVITY), ACTIVITY.c.project_id == PROJECT.c.id)
    .scalar_subquery()
)

_SOURCE = (
    PROJECT.outerjoin(PAIRING, PAIRING.c.id == PROJECT.c.pairing_id)
    .outerjoin(COMMUNITY, COMMUNITY.c.id == PAIRING.c.community_id)
    .outerjoin(BRANCH, BRANCH.c.id == PAIRING.c.branch_id)
    .outerjoin(
        DEPARTMENT,
        DEPARTMENT.c.id == func.coalesce(BRANCH.c.department_id, PAIRING.c.department_id),
    )
    .outerjoin(UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id)
)

PROJECTS = Listing(
    ProjectRow,
    _SOURCE,
    {
        "id": PROJECT.c.id,
        "name": PROJECT.c.name,
        "kind": PROJECT.c.kind,
        "theme": PROJECT.c.theme,
        "goal": PROJECT.c.goal,
        "starts_on": PROJECT.c.starts_on,
        "ends_on": PROJECT.c.ends_on,
        "pairing_id": PROJECT.c.pairing_id,
        "community": func.coalesce(COMMUNITY.c.name, ""),
        "branch": func.coalesce(BRANCH.c.name, ""),
        "department": func.coalesce(DEPARTMENT.c.name, ""),
        "university": func.coalesce(UNIVERSITY.c.name, ""),
        "community_owner": PROJECT.c.community_owner,
        "campus_owner": PROJECT.c.campus_owner,
        "community_confirmed": PROJECT.c.community_confirmed,
        "campus_confirmed": PROJECT.c.campus_confirmed,
        "results": PROJECT.c.results,
        "activities": _ACTIVITIES,
    },
    live(PROJECT),
    ("name", "goal", "community", "branch", "department", "university"),
    (PROJECT.c.starts_on.desc().nulls_last(), PROJECT.c.name, PROJECT.c.id),
)

page = PROJECTS.page


def joined_clubs(reader: Reader, project_id: bytes) -> list[JoinedClub]:
    """Return the clubs of a project, by name."""
    return clubs_of(reader, [project_id])[project_id]


def clubs_of(reader: Reader, project_ids: Collection[bytes]) -> dict[bytes, list[JoinedClub]]:
    """Return the clubs of each project, by name."""
    query = (
        select(
            PROJECT_BRANCH.c.project_id,
            PROJECT_BRANCH.c.id,
            PROJECT_BRANCH.c.branch_id,
            func.coalesce(BRANCH.c.name, ""),
            func.coalesce(UNIVERSITY.c.name, ""),
            PROJECT_BRANCH.c.note,
        )
        .select_from(
            with_campus(PROJECT_BRANCH.outerjoin(BRANCH, BRANCH.c.id == PROJECT_BRANCH.c.branch_id))
        )
        .where(live(PROJECT_BRANCH), PROJECT_BRANCH.c.project_id.in_(project_ids))
        .order_by(BRANCH.c.name, PROJECT_BRANCH.c.id)
    )
    found: dict[bytes, list[JoinedClub]] = {one: [] for one in project_ids}
    for project_id, *values in reader.session.execute(query):
        found[project_id].append(JoinedClub(*values))
    return found


def of_projects(
    reader: Reader, kind: type[_Part], project_ids: Collection[bytes]
) -> dict[bytes, list[_Part]]:
    """Return the rows of a kind that belong to each project."""
    table = core(kind)
    query = select(kind).where(live(table), table.c.project_id.in_(project_ids))
    found: dict[bytes, list[_Part]] = {one: [] for one in project_ids}
    for row in reader.session.execute(query).scalars():
        found[row.project_id or b""].append(row)
    return found


def all_clubs(reader: Reader) -> list[tuple[bytes, str]]:
    """Return every club that the reference data knows, with its university."""
    query = (
        select(BRANCH.c.id, BRANCH.c.name, func.coalesce(UNIVERSITY.c.name, ""))
        .select_from(CAMPUS)
        .where(live(BRANCH), BRANCH.c.kind == BranchKind.CLUB)
        .order_by(UNIVERSITY.c.name, BRANCH.c.name)
    )
    return [(row[0], f"{row[1]}（{row[2]}）") for row in reader.session.execute(query)]

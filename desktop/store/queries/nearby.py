"""Where this township lies, and the branches and departments around it, nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select

from desktop.domain.pairing import distance_km
from desktop.domain.terms import ActivityState, BranchKind, Theme
from desktop.store.queries.listing import Listing, Only
from desktop.store.queries.pairings import OPEN_STATES
from desktop.store.queries.tables import (
    ACTIVITY,
    ACTIVITY_PAIRING,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRED_ACTIVITY,
    PAIRING,
    PROJECT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader
from desktop.store.tables import Township, TownshipProfile

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True)
class NearbyBranch:
    """A branch to suggest, with what speaks for and against it.

    `distance_km` None: unknown. `pairings` counts its open pairings in this township,
    `activities` those of the semester asked for; `paired_here`: with the community asked for.
    """

    id: bytes
    branch: str
    kind: BranchKind
    grade: str
    headcount: int
    department_id: bytes | None
    department: str
    university_id: bytes | None
    university: str
    distance_km: float | None
    pairings: int
    paired_here: bool
    activities: int


@dataclass(frozen=True)
class NearbyDepartment:
    """A department to suggest to the township itself."""

    id: bytes
    department: str
    university_id: bytes | None
    university: str
    branches: int
    distance_km: float | None
    paired_here: bool


def place(reader: Reader) -> Place | None:
    """Return where the committee says it sits, else where the province puts the township."""
    said: list[TownshipProfile | Township] = [
        *reader.find(TownshipProfile),
        *reader.find(Township),
    ]
    for row in said:
        if row.latitude is not None and row.longitude is not None:
            return row.latitude, row.longitude
    return None


def distances(reader: Reader) -> dict[bytes, float]:
    """Return the distance in km to every university whose place is known."""
    here = place(reader)
    if here is None:
        return {}
    query = select(UNIVERSITY.c.id, UNIVERSITY.c.latitude, UNIVERSITY.c.longitude).where(
        live(UNIVERSITY),
        UNIVERSITY.c.latitude.is_not(None),
        UNIVERSITY.c.longitude.is_not(None),
    )
    return {
        row.id: distance_km(here, (row.latitude, row.longitude))
        for row in reader.session.execute(query)
    }


def branches(
    reader: Reader,
    *,
    community_id: bytes | None,
    semester: tuple[datetime, datetime],
    offset: int = 0,
    limit: int = -1,
    sort: str | None = None,
    descending: bool = False,
    text: str = "",
    only: Only | None = None,
) -> list[NearbyBranch]:
    """Return the branches, nearest first and unknown distances last.

    `semester`: see `domain.indicators.semester_bounds`.
    """
    listing = _branches(_distance(distances(reader)), community_id, semester)
    return listing.page(
        reader,
        offset=offset,
        limit=limit,
        sort=sort,
        descending=descending,
        text=text,
        only=only,
    )


def themed(reader: Reader, theme: Theme) -> dict[bytes, int]:
    """Return how many activities of a theme each branch has held, at any time."""
    query = (
        select(PAIRING.c.branch_id, func.count(ACTIVITY.c.id.distinct()))
        .select_from(PAIRED_ACTIVITY)
        .where(
            live(ACTIVITY),
            live(ACTIVITY_PAIRING),
            live(PAIRING),
            PAIRING.c.branch_id.is_not(None),
            ACTIVITY.c.theme == theme,
            ACTIVITY.c.state == ActivityState.CLOSED,
        )
        .group_by(PAIRING.c.branch_id)
    )
    return {row[0]: row[1] for row in reader.session.execute(query)}


def departments(reader: Reader, *, text: str = "") -> list[NearbyDepartment]:
    """Return the departments, nearest first and unknown distances last."""
    return _departments(_distance(distances(reader))).page(reader, text=text)


def _distance(known: dict[bytes, float]) -> ColumnElement[Any]:
    return case(known, value=UNIVERSITY.c.id) if known else null()


def _branches(
    distance: ColumnElement[Any], community_id: bytes | None, semester: tuple[datetime, datetime]
) -> Listing[NearbyBranch]:
    paired = [live(PAIRING), PAIRING.c.branch_id == BRANCH.c.id, PAIRING.c.state.in_(OPEN_STATES)]
    pairings = select(func.count()).where(*paired).scalar_subquery()
    here = select(PAIRING.c.id).where(*paired, PAIRING.c.community_id == community_id).exists()
    return Listing(
        NearbyBranch,
        CAMPUS,
        {
            "id": BRANCH.c.id,
            "branch": BRANCH.c.name,
            "kind": BRANCH.c.kind,
            "grade": BRANCH.c.grade,
            "headcount": BRANCH.c.headcount,
            "department_id": DEPARTMENT.c.id,
            "department": func.coalesce(DEPARTMENT.c.name, ""),
            "university_id": UNIVERSITY.c.id,
            "university": func.coalesce(UNIVERSITY.c.name, ""),
            "distance_km": distance,
            "pairings": pairings,
            "paired_here": here if community_id is not None else literal(value=False),
            "activities": activities_of_branch(semester),
        },
        live(BRANCH),
        ("branch", "department", "university", "grade"),
        (
            distance.asc().nulls_last(),
            UNIVERSITY.c.name,
            DEPARTMENT.c.name,
            BRANCH.c.name,
            BRANCH.c.id,
        ),
    )


def _departments(distance: ColumnElement[Any]) -> Listing[NearbyDepartment]:
    here = (
        select(PAIRING.c.id)
        .where(
            live(PAIRING),
            PAIRING.c.department_id == DEPARTMENT.c.id,
            PAIRING.c.state.in_(OPEN_STATES),
        )
        .exists()
    )
    branches_of = (
        select(func.count())
        .where(live(BRANCH), BRANCH.c.department_id == DEPARTMENT.c.id)
        .scalar_subquery()
    )
    return Listing(
        NearbyDepartment,
        DEPARTMENT.outerjoin(UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id),
        {
            "id": DEPARTMENT.c.id,
            "department": DEPARTMENT.c.name,
            "university_id": UNIVERSITY.c.id,
            "university": func.coalesce(UNIVERSITY.c.name, ""),
            "branches": branches_of,
            "distance_km": distance,
            "paired_here": here,
        },
        live(DEPARTMENT),
        ("department", "university"),
        (distance.asc().nulls_last(), UNIVERSITY.c.name, DEPARTMENT.c.name, DEPARTMENT.c.id),
    )


def activities_of_branch(
    semester: tuple[datetime, datetime], *, joint: bool = True, besides: bytes | None = None
) -> ColumnElement[int]:
    """Return the number of activities of a branch in a semester, as a column beside `branch`.

    They are those of `branch_activities`, but the one `besides`.
    """
    chosen = branch_activities(BRANCH.c.id, semester, joint=joint)
    if besides is not None:
        chosen = chosen.where(ACTIVITY.c.id != besides)
    return chosen.with_only_columns(func.count(ACTIVITY.c.id.distinct())).scalar_subquery()


def branch_activities(
    branch: ColumnElement[Any], semester: tuple[datetime, datetime], *, joint: bool = True
) -> Select[tuple[bytes]]:
    """Return the query for the activities of a branch in a semester.

    An activity is a branch's when one of the branch's pairings is linked to it; a cancelled one
    counts for none. A `joint` one counts for each branch, else for that of its project alone.
    """
    since, until = semester
    linked = PAIRED_ACTIVITY
    if not joint:
        linked = linked.join(
            PROJECT,
            (PROJECT.c.id == ACTIVITY.c.project_id) & (PROJECT.c.pairing_id == PAIRING.c.id),
        )
    return (
        select(ACTIVITY.c.id)
        .select_from(linked)
        .where(
            live(ACTIVITY),
            live(ACTIVITY_PAIRING),
            live(PAIRING),
            PAIRING.c.branch_id == branch,
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.starts_at >= since,
            ACTIVITY.c.starts_at < until,
        )
    )

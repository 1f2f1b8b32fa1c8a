"""团支部, whether they are paired here, and what they did in a semester."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select

from desktop.domain.definitions import Band
from desktop.domain.terms import BranchKind, PairingState
from desktop.store.queries.listing import Listing
from desktop.store.queries.nearby import activities_of_branch, branch_activities
from desktop.store.queries.tables import (
    ACTIVITY,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader

Semester = tuple[datetime, datetime]


@dataclass(frozen=True)
class BranchLoad:
    """A branch and its activities in the semester asked for; `pairings` are its active ones.

    `load` is below, within or above the band; `near`: its university has a branch paired here.
    """

    id: bytes
    branch: str
    kind: BranchKind
    grade: str
    department: str
    university: str
    headcount: int
    students: int
    pairings: int
    activities: int
    paired: bool
    near: bool
    load: str


def paired_branches() -> Select[tuple[bytes]]:
    """Return the query for the branches with an active pairing."""
    return select(PAIRING.c.branch_id).where(
        live(PAIRING), PAIRING.c.state == PairingState.ACTIVE, PAIRING.c.branch_id.is_not(None)
    )


def paired_universities() -> Select[tuple[bytes]]:
    """Return the query for the universities with a branch that has an active pairing."""
    return (
        select(DEPARTMENT.c.university_id)
        .select_from(BRANCH.join(DEPARTMENT, DEPARTMENT.c.id == BRANCH.c.department_id))
        .where(live(BRANCH), BRANCH.c.id.in_(paired_branches()))
    )


def known(reader: Reader) -> bool:
    """Return whether the province has sent any branch."""
    query = select(exists(select(BRANCH.c.id).where(live(BRANCH))))
    return bool(reader.connection.execute(query).scalar())


def listing(semester: Semester, band: Band | None = None) -> Listing[BranchLoad]:
    """Return the list of all branches with their load in a semester."""
    rule = band or Band()
    activities = activities_of_branch(semester, joint=rule.joint)
    mine = BRANCH.c.id
    return Listing(
        BranchLoad,
        CAMPUS,
        {
            "id": mine,
            "branch": BRANCH.c.name,
            "kind": BRANCH.c.kind,
            "grade": BRANCH.c.grade,
            "department": func.coalesce(DEPARTMENT.c.name, ""),
            "university": func.coalesce(UNIVERSITY.c.name, ""),
            "headcount": BRANCH.c.headcount,
            "students": select(func.count())
            .where(live(STUDENT), STUDENT.c.branch_id == mine)
            .scalar_subquery(),
            "pairings": select(func.count())
            .where(
                live(PAIRING), PAIRING.c.branch_id == mine, PAIRING.c.state == PairingState.ACTIVE
            )
            .scalar_subquery(),
            "activities": activities,
            "paired": mine.in_(paired_branches()),
            "near": func.coalesce(DEPARTMENT.c.university_id.in_(paired_universities()), 0),
            "load": _load(activities, rule),
        },
        live(BRANCH),
        ("branch", "department", "university"),
        (UNIVERSITY.c.name, DEPARTMENT.c.name, BRANCH.c.name, mine),
    )


def _load(activities: ColumnElement[int], band: Band) -> ColumnElement[str]:
    over = [(activities > band.ceiling, "above")] if band.ceiling else []
    return case((activities < band.floor, "below"), *over, else_="within")


def activities(
    reader: Reader, branch_id: bytes, semester: Semester, band: Band
) -> tuple[bytes, ...]:
    """Return the activities that are counted for a branch in a semester, in order."""
    query = branch_activities(literal(branch_id), semester, joint=band.joint)
    ordered = query.distinct().order_by(ACTIVITY.c.starts_at)
    return tuple(reader.session.execute(ordered).scalars())

"""团支部 that are paired here, and what they did in a semester."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from desktop.domain.terms import BranchKind, PairingState
from desktop.store.queries.listing import Listing
from desktop.store.queries.nearby import activities_of_branch
from desktop.store.queries.tables import (
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class BranchLoad:
    """A branch with an active pairing and its activities in the semester asked for."""

    id: bytes
    branch: str
    kind: BranchKind
    department: str
    university: str
    headcount: int
    students: int
    activities: int


def loads(
    reader: Reader,
    semester: tuple[datetime, datetime],
    *,
    branch_ids: Collection[bytes] | None = None,
) -> list[BranchLoad]:
    """Return the branches with an active pairing, or just those named, paired or not."""
    paired = select(PAIRING.c.branch_id).where(
        live(PAIRING), PAIRING.c.state == PairingState.ACTIVE, PAIRING.c.branch_id.is_not(None)
    )
    students = (
        select(func.count())
        .where(live(STUDENT), STUDENT.c.branch_id == BRANCH.c.id)
        .scalar_subquery()
    )
    chosen = paired if branch_ids is None else list(branch_ids)
    listing = Listing(
        BranchLoad,
        CAMPUS,
        {
            "id": BRANCH.c.id,
            "branch": BRANCH.c.name,
            "kind": BRANCH.c.kind,
            "department": func.coalesce(DEPARTMENT.c.name, ""),
            "university": func.coalesce(UNIVERSITY.c.name, ""),
            "headcount": BRANCH.c.headcount,
            "students": students,
            "activities": activities_of_branch(semester),
        },
        live(BRANCH) & BRANCH.c.id.in_(chosen),
        ("branch", "department", "university"),
        (UNIVERSITY.c.name, DEPARTMENT.c.name, BRANCH.c.name, BRANCH.c.id),
    )
    return listing.page(reader)

"""结对 of both levels, and what the two sides said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from desktop.domain.terms import ConsentMeans, PairingLevel, PairingState, Side
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import (
    ACTIVITY,
    ACTIVITY_PAIRING,
    BRANCH,
    COMMUNITY,
    CONSENT,
    DEPARTMENT,
    NEED,
    PAIRING,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader

OPEN_STATES = (PairingState.PROPOSED, PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class PairingRow:
    """One pairing; `community` and `branch` are empty at the township's level.

    `community_agreed` and `campus_agreed`: True, False, or None while nothing is recorded.
    """

    id: bytes
    level: PairingLevel
    state: PairingState
    community_id: bytes | None
    community: str
    branch_id: bytes | None
    branch: str
    department_id: bytes | None
    department: str
    university_id: bytes | None
    university: str
    need_id: bytes | None
    need: str
    distance_km: float | None
    distance_reason: str
    proposed_on: date | None
    active_from: date | None
    active_until: date | None
    reason: str
    campus_contact: str
    campus_phone: str
    community_agreed: bool | None
    campus_agreed: bool | None
    activities: int


@dataclass(frozen=True)
class ConsentRow:
    """What one side said to a pairing."""

    id: bytes
    side: Side
    agreed: bool
    person: str
    means: ConsentMeans
    given_on: date | None
    note: str


def _agreed(side: Side) -> ColumnElement[Any]:
    return (
        select(CONSENT.c.agreed)
        .where(live(CONSENT), CONSENT.c.pairing_id == PAIRING.c.id, CONSENT.c.side == side)
        .order_by(CONSENT.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


_ACTIVITIES = (
    select(func.count())
    .select_from(ACTIVITY_PAIRING.join(ACTIVITY, ACTIVITY.c.id == ACTIVITY_PAIRING.c.activity_id))
    .where(live(ACTIVITY_PAIRING), live(ACTIVITY), ACTIVITY_PAIRING.c.pairing_id == PAIRING.c.id)
    .scalar_subquery()
)

_SOURCE = (
    PAIRING.outerjoin(COMMUNITY, COMMUNITY.c.id == PAIRING.c.community_id)
    .outerjoin(BRANCH, BRANCH.c.id == PAIRING.c.branch_id)
    .outerjoin(
        DEPARTMENT,
        DEPARTMENT.c.id == func.coalesce(BRANCH.c.department_id, PAIRING.c.department_id),
    )
    .outerjoin(UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id)
    .outerjoin(NEED, NEED.c.id == PAIRING.c.need_id)
)

_LISTING = Listing(
    PairingRow,
    _SOURCE,
    {
        "id": PAIRING.c.id,
        "level": PAIRING.c.level,
        "state": PAIRING.c.state,
        "community_id": PAIRING.c.community_id,
        "community": func.coalesce(COMMUNITY.c.name, ""),
        "branch_id": PAIRING.c.branch_id,
        "branch": func.coalesce(BRANCH.c.name, ""),
        "department_id": DEPARTMENT.c.id,
        "department": func.coalesce(DEPARTMENT.c.name, ""),
        "university_id": UNIVERSITY.c.id,
        "university": func.coalesce(UNIVERSITY.c.name, ""),
        "need_id": PAIRING.c.need_id,
        "need": func.coalesce(NEED.c.title, ""),
        "distance_km": PAIRING.c.distance_km,
        "distance_reason": PAIRING.c.distance_reason,
        "proposed_on": PAIRING.c.proposed_on,
        "active_from": PAIRING.c.active_from,
        "active_until": PAIRING.c.active_until,
        "reason": PAIRING.c.reason,
        "campus_contact": PAIRING.c.campus_contact,
        "campus_phone": PAIRING.c.campus_phone,
        "community_agreed": _agreed(Side.COMMUNITY),
        "campus_agreed": _agreed(Side.CAMPUS),
        "activities": _ACTIVITIES,
    },
    live(PAIRING),
    ("community", "branch", "department", "university", "need"),
    (PAIRING.c.level.desc(), COMMUNITY.c.name, UNIVERSITY.c.name, BRANCH.c.name, PAIRING.c.id),
)

page = _LISTING.page
count = _LISTING.count


def consents(reader: Reader, pairing_id: bytes) -> list[ConsentRow]:
    """Return what was said to a pairing, the community's side first."""
    names = ("id", "side", "agreed", "person", "means", "given_on", "note")
    query = (
        select(*(CONSENT.c[name] for name in names))
        .where(live(CONSENT), CONSENT.c.pairing_id == pairing_id)
        .order_by(CONSENT.c.side.desc(), CONSENT.c.seq)
    )
    return [ConsentRow(**row) for row in reader.session.execute(query).mappings()]


def open_pairings(
    reader: Reader,
    *,
    community_id: bytes | None,
    branch_id: bytes | None,
    department_id: bytes | None,
) -> list[bytes]:
    """Return the ids of the pairings of just these partners that are not over."""
    wanted = {
        PAIRING.c.community_id: community_id,
        PAIRING.c.branch_id: branch_id,
        PAIRING.c.department_id: department_id,
    }
    query = select(PAIRING.c.id).where(
        live(PAIRING),
        PAIRING.c.state.in_(OPEN_STATES),
        *(
            column.is_(None) if value is None else column == value
            for column, value in wanted.items()
        ),
    )
    return list(reader.session.execute(query).scalars())

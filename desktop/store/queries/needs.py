"""需求 with their communities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from desktop.domain.terms import NeedState, PairingState, ReportMode, Theme
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import COMMUNITY, NEED, PAIRING, live
from desktop.store.store import Reader
from desktop.store.tables import TownshipProfile

EXPIRES_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class NeedRow:
    """One need; `headcount` in people, `pairings` counts those proposed or active for it."""

    id: bytes
    community_id: bytes
    community: str
    title: str
    theme: Theme
    mode: ReportMode
    headcount: int
    detail: str
    skills: str
    support: str
    valid_from: date | None
    valid_until: date | None
    state: NeedState
    priorities: str
    pairings: int


_PAIRINGS = (
    select(func.count())
    .where(
        live(PAIRING),
        PAIRING.c.need_id == NEED.c.id,
        PAIRING.c.state.in_([PairingState.PROPOSED, PairingState.ACTIVE]),
    )
    .scalar_subquery()
)

_LISTING = Listing(
    NeedRow,
    NEED.outerjoin(COMMUNITY, COMMUNITY.c.id == NEED.c.community_id),
    {
        "id": NEED.c.id,
        "community_id": NEED.c.community_id,
        "community": func.coalesce(COMMUNITY.c.name, ""),
        "title": NEED.c.title,
        "theme": NEED.c.theme,
        "mode": NEED.c.mode,
        "headcount": NEED.c.headcount,
        "detail": NEED.c.detail,
        "skills": NEED.c.skills,
        "support": NEED.c.support,
        "valid_from": NEED.c.valid_from,
        "valid_until": NEED.c.valid_until,
        "state": NEED.c.state,
        "priorities": NEED.c.priorities,
        "pairings": _PAIRINGS,
    },
    live(NEED),
    ("community", "title", "detail", "skills"),
    (COMMUNITY.c.name, NEED.c.title, NEED.c.id),
)

page = _LISTING.page
count = _LISTING.count


def open_needs(reader: Reader, community_id: bytes, today: date) -> list[bytes]:
    """Return the ids of the community's needs that are open and valid today, oldest first."""
    query = (
        select(NEED.c.id)
        .where(
            live(NEED),
            NEED.c.community_id == community_id,
            NEED.c.state == NeedState.OPEN,
            or_(NEED.c.valid_until.is_(None), NEED.c.valid_until >= today),
        )
        .order_by(NEED.c.valid_until.is_(None), NEED.c.valid_until, NEED.c.seq)
    )
    return list(reader.session.execute(query).scalars())


def expiring(reader: Reader, today: date) -> list[bytes]:
    """Return the open needs whose last day is past or near: to be prolonged, met or withdrawn."""
    query = (
        select(NEED.c.id)
        .where(
            live(NEED),
            NEED.c.state == NeedState.OPEN,
            NEED.c.valid_until < today + EXPIRES_WITHIN,
        )
        .order_by(NEED.c.valid_until, NEED.c.seq)
    )
    return list(reader.session.execute(query).scalars())


def priorities(reader: Reader) -> tuple[str, ...]:
    """Return the township's 镇街中心工作, the most pressing first."""
    profiles = reader.find(TownshipProfile)
    lines = profiles[0].priorities.splitlines() if profiles else []
    return tuple(line.strip() for line in lines if line.strip())

"""社区（村） of this township with what goes on there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from desktop.domain.terms import CommunityKind, NeedState, PairingState
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import COMMUNITY, NEED, PAIRING, live


@dataclass(frozen=True)
class CommunityRow:
    """One community; `needs` counts the open ones, `pairings` the active ones."""

    id: bytes
    code: int
    name: str
    kind: CommunityKind
    labels: str
    needs: int
    pairings: int


_NEEDS = (
    select(func.count())
    .where(live(NEED), NEED.c.community_id == COMMUNITY.c.id, NEED.c.state == NeedState.OPEN)
    .scalar_subquery()
)
_PAIRINGS = (
    select(func.count())
    .where(
        live(PAIRING),
        PAIRING.c.community_id == COMMUNITY.c.id,
        PAIRING.c.state == PairingState.ACTIVE,
    )
    .scalar_subquery()
)

_LISTING = Listing(
    CommunityRow,
    COMMUNITY,
    {
        "id": COMMUNITY.c.id,
        "code": COMMUNITY.c.code,
        "name": COMMUNITY.c.name,
        "kind": COMMUNITY.c.kind,
        "labels": COMMUNITY.c.labels,
        "needs": _NEEDS,
        "pairings": _PAIRINGS,
    },
    live(COMMUNITY),
    ("name", "labels"),
    (COMMUNITY.c.code, COMMUNITY.c.id),
)

page = _LISTING.page
count = _LISTING.count

"""实践阵地 and 调研摸排, as the window lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from desktop.domain.terms import BaseKind
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import BASE, COMMUNITY, SURVEY, live


@dataclass(frozen=True)
class BaseRow:
    """One base; `communities` as the table holds them."""

    id: bytes
    name: str
    kind: BaseKind
    communities: str
    address: str
    capacity: int
    contact: str
    phone: str
    note: str


@dataclass(frozen=True)
class SurveyRow:
    """One survey with its community."""

    id: bytes
    community_id: bytes
    community: str
    surveyed_on: date | None
    surveyor: str
    told_by: str
    scenes: str
    resources: str
    intents: str


BASES = Listing(
    BaseRow,
    BASE,
    {name: BASE.c[name] for name in BaseRow.__annotations__},
    live(BASE),
    ("name", "address", "contact", "note"),
    (BASE.c.kind, BASE.c.name, BASE.c.id),
)

SURVEYS = Listing(
    SurveyRow,
    SURVEY.outerjoin(COMMUNITY, COMMUNITY.c.id == SURVEY.c.community_id),
    {
        name: func.coalesce(COMMUNITY.c.name, "") if name == "community" else SURVEY.c[name]
        for name in SurveyRow.__annotations__
    },
    live(SURVEY),
    ("community", "surveyor", "told_by", "scenes", "resources", "intents"),
    (SURVEY.c.surveyed_on.desc(), COMMUNITY.c.name, SURVEY.c.id),
)

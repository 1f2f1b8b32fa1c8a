"""结对 of both levels, and what the two sides said."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from desktop.domain.definitions import Succession
from desktop.domain.succession import graduation, is_near
from desktop.domain.terms import ConsentMeans, PairingLevel, PairingState, Side, Theme
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import (
    ACTIVITY,
    ACTIVITY_PAIRING,
    BRANCH,
    CAMPUS_DECISION,
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

    `community_agreed` and `campus_agreed`: True, False, or None while nothing is recorded; what
    the province says of the campus side goes before what was recorded here.
    """

    id: bytes
    level: PairingLevel
    state: PairingState
    community_id: bytes | None
    community: str
    branch_id: bytes | None
    branch: str
    grade: str
    department_id: bytes | None
    department: str
    university_id: bytes | None
    university: str
    need_id: bytes | None
    need: str
    need_theme: Theme | None
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

    @property
    def ready(self) -> bool:
        """Whether it waits only for being put into force."""
        agreed = bool(self.community_agreed and self.campus_agreed)
        return self.state is PairingState.PROPOSED and agreed

    @property
    def state_words(self) -> str:
        """The state in words: with both sides agreed nobody is waited for any more."""
        return "待生效" if self.ready else self.state.label


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
    document: str


def _agreed(side: Side) -> ColumnElement[Any]:
    return (
        select(CONSENT.c.agreed)
        .where(live(CONSENT), CONSENT.c.pairing_id == PAIRING.c.id, CONSENT.c.side == side)
        .order_by(CONSENT.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


_DECIDED = (
    select(CAMPUS_DECISION.c.agreed)
    .where(live(CAMPUS_DECISION), CAMPUS_DECISION.c.pairing_id == PAIRING.c.id)
    .order_by(CAMPUS_DECISION.c.seq.desc())
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

PAIRINGS = Listing(
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
        "grade": func.coalesce(BRANCH.c.grade, ""),
        "department_id": DEPARTMENT.c.id,
        "department": func.coalesce(DEPARTMENT.c.name, ""),
        "university_id": UNIVERSITY.c.id,
        "university": func.coalesce(UNIVERSITY.c.name, ""),
        "need_id": PAIRING.c.need_id,
        "need": func.coalesce(NEED.c.title, ""),
        "need_theme": NEED.c.theme,
        "distance_km": PAIRING.c.distance_km,
        "distance_reason": PAIRING.c.distance_reason,
        "proposed_on": PAIRING.c.proposed_on,
        "active_from": PAIRING.c.active_from,
        "active_until": PAIRING.c.active_until,
        "reason": PAIRING.c.reason,
        "campus_contact": PAIRING.c.campus_contact,
        "campus_phone": PAIRING.c.campus_phone,
        "community_agreed": _agreed(Side.COMMUNITY),
        "campus_agreed": func.coalesce(_DECIDED, _agreed(Side.CAMPUS)),
        "activities": _ACTIVITIES,
    },
    live(PAIRING),
    ("community", "branch", "department", "university", "need"),
    (PAIRING.c.level.desc(), COMMUNITY.c.name, UNIVERSITY.c.name, BRANCH.c.name, PAIRING.c.id),
)

page = PAIRINGS.page
count = PAIRINGS.count


def consents(reader: Reader, pairing_ids: Collection[bytes]) -> dict[bytes, tuple[ConsentRow, ...]]:
    """Return what was said to each pairing: the community's side first, the last word last.

    The province's word on the campus side comes after what was recorded here.
    """
    names = ("id", "side", "agreed", "person", "means", "given_on", "note", "document")
    wanted = list(pairing_ids)
    recorded = (
        select(CONSENT.c.pairing_id, *(CONSENT.c[name] for name in names))
        .where(live(CONSENT), CONSENT.c.pairing_id.in_(wanted))
        .order_by(CONSENT.c.side.desc(), CONSENT.c.seq)
    )
    columns = CAMPUS_DECISION.c
    decided = (
        select(
            columns.pairing_id,
            columns.id,
            literal(Side.CAMPUS, CONSENT.c.side.type),
            columns.agreed,
            columns.person,
            literal(ConsentMeans.PROVINCE, CONSENT.c.means.type),
            columns.given_on,
            columns.note,
            columns.document,
        )
        .where(live(CAMPUS_DECISION), columns.pairing_id.in_(wanted))
        .order_by(columns.seq)
    )
    found: dict[bytes, tuple[ConsentRow, ...]] = dict.fromkeys(wanted, ())
    for query in (recorded, decided):
        for pairing_id, *values in reader.session.execute(query):
            found[pairing_id] = (*found[pairing_id], ConsentRow(*values))
    return found


def words_in_force(said: Iterable[ConsentRow]) -> dict[Side, ConsentRow]:
    """Return the word of each side that counts: its last."""
    return {one.side: one for one in said}


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


def waiting(reader: Reader) -> tuple[list[bytes], list[bytes]]:
    """Return the proposals that lack a side's word, and those to which both sides agreed."""
    only = {"state": PairingState.PROPOSED}
    rows = PAIRINGS.values(reader, "id", "community_agreed", "campus_agreed", only=only)
    ready = {row.id for row in rows if row.community_agreed and row.campus_agreed}
    return [row.id for row in rows if row.id not in ready], list(ready)


def objected(reader: Reader) -> list[bytes]:
    """Return the pairings in force that the campus, by way of the province, does not agree to."""
    only = {"state": PairingState.ACTIVE, "campus_agreed": False}
    return [row.id for row in PAIRINGS.values(reader, "id", only=only)]


def graduating(reader: Reader, today: date, rule: Succession) -> list[bytes]:
    """Return the active pairings whose branch graduates soon, while nobody takes over.

    Another branch that stays longer and is proposed for, or paired on, the same need takes over.
    """
    only = {"state": (PairingState.ACTIVE, PairingState.PROPOSED)}
    rows = PAIRINGS.values(reader, "id", "state", "grade", "need_id", only=only)
    stays: dict[bytes | None, date] = {}
    for row in rows:
        last = graduation(row.grade, rule) or date.max
        stays[row.need_id] = max(stays.get(row.need_id, date.min), last)
    return [
        row.id
        for row in rows
        if row.state is PairingState.ACTIVE
        and (leaves := graduation(row.grade, rule)) is not None
        and is_near(leaves, today, rule)
        and (row.need_id is None or leaves >= stays[row.need_id])
    ]

"""What the township says of itself, its needs and its pairings."""

from __future__ import annotations

from typing import ClassVar

from desktop.domain.terms import (
    ConsentMeans,
    NeedState,
    PairingLevel,
    PairingState,
    ReportMode,
    Side,
    Theme,
)
from desktop.store.tables.base import (
    Synced,
    date,
    day,
    flag,
    integer,
    link,
    real,
    sequence_index,
    text,
    word,
)


class TownshipProfile(Synced, table=True):
    """The committee of this township; one row, its id follows from the code.

    `priorities` are the 镇街中心工作 of the day, a line for each, the most pressing first.
    """

    __tablename__ = "township_profile"
    __table_args__ = sequence_index("township_profile")
    FIXED_IDS: ClassVar[bool] = True

    committee: str = text()
    contact: str = text()
    phone: str = text()
    address: str = text()
    latitude: float | None = real()
    longitude: float | None = real()
    priorities: str = text()


class Need(Synced, table=True):
    """需求 of a community; `priorities` are those of the township it serves, a line for each."""

    __tablename__ = "need"
    __table_args__ = sequence_index("need")

    community_id: bytes | None = link()
    title: str = text()
    theme: Theme = word(Theme.VOLUNTEER)
    mode: ReportMode = word(ReportMode.REGULAR)
    headcount: int = integer()
    detail: str = text()
    skills: str = text()
    support: str = text()
    valid_from: date | None = day()
    valid_until: date | None = day()
    state: NeedState = word(NeedState.OPEN)
    priorities: str = text()


class Pairing(Synced, table=True):
    """结对 of a community with a branch, or of the township with a department."""

    __tablename__ = "pairing"
    __table_args__ = sequence_index("pairing")

    level: PairingLevel = word(PairingLevel.COMMUNITY)
    community_id: bytes | None = link()
    department_id: bytes | None = link()
    branch_id: bytes | None = link()
    need_id: bytes | None = link()
    state: PairingState = word(PairingState.PROPOSED)
    distance_km: float | None = real()
    distance_reason: str = text()
    proposed_on: date | None = day()
    active_from: date | None = day()
    active_until: date | None = day()
    reason: str = text()
    campus_contact: str = text()
    campus_phone: str = text()


class Consent(Synced, table=True):
    """What one side said to a pairing, a project or the close of an activity: who, when, how.

    `document` is the paper's number.
    """

    __tablename__ = "consent"
    __table_args__ = sequence_index("consent")

    pairing_id: bytes | None = link()
    side: Side = word(Side.COMMUNITY)
    agreed: bool = flag(default=True)
    person: str = text()
    means: ConsentMeans = word(ConsentMeans.PAPER)
    given_on: date | None = day()
    note: str = text()
    document: str = text()
    project_id: bytes | None = link()
    activity_id: bytes | None = link()

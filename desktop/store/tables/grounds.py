"""Where students may practise, and what was found out about a community."""

from __future__ import annotations

from desktop.domain.terms import BaseKind
from desktop.store.tables.base import Synced, date, day, integer, link, sequence_index, text, word


class Base(Synced, table=True):
    """实践阵地; `capacity` in people at a time, 0: not said.

    `communities` are the ids, in hexadecimal, of those it belongs to, separated by spaces; empty:
    open to all of the township.
    """

    __tablename__ = "base"
    __table_args__ = sequence_index("base")

    kind: BaseKind = word(BaseKind.SERVICE_CENTRE)
    name: str = text()
    address: str = text()
    capacity: int = integer()
    contact: str = text()
    phone: str = text()
    communities: str = text()
    note: str = text()


class Survey(Synced, table=True):
    """调研摸排 of a community on a day: scenes, resources and intents; needs are rows of `need`."""

    __tablename__ = "survey"
    __table_args__ = sequence_index("survey")

    community_id: bytes | None = link()
    surveyed_on: date | None = day()
    surveyor: str = text()
    told_by: str = text()
    scenes: str = text()
    resources: str = text()
    intents: str = text()

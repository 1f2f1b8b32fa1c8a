"""What the province decides: the answers of campuses, and how figures are counted."""

from __future__ import annotations

from typing import ClassVar

from desktop.store.tables.base import (
    OWNER_PROVINCE,
    Synced,
    date,
    day,
    flag,
    integer,
    link,
    sequence_index,
    text,
)


class CampusDecision(Synced, table=True):
    """The campus side's word on a pairing, as a university gave it to the province."""

    __tablename__ = "campus_decision"
    __table_args__ = sequence_index("campus_decision")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    pairing_id: bytes | None = link()
    agreed: bool = flag(default=True)
    person: str = text()
    given_on: date | None = day()
    document: str = text()
    note: str = text()


class IndicatorDefinition(Synced, table=True):
    """How a figure is counted from a day on; `parameters` as JSON, see domain/definitions.py."""

    __tablename__ = "indicator_definition"
    __table_args__ = sequence_index("indicator_definition")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    key: str = text()
    version: int = integer()
    starts_on: date | None = day()
    parameters: str = text()
    note: str = text()


class MergedFigure(Synced, table=True):
    """An indicator counted over all townships' rows.

    For the branches and students of one township, or of the whole province (township 0);
    `semester` is its first day.
    """

    __tablename__ = "merged_figure"
    __table_args__ = sequence_index("merged_figure")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    key: str = text()
    version: int = integer()
    semester: date | None = day()
    numerator: int = integer()
    denominator: int = integer()
    counted_on: date | None = day()

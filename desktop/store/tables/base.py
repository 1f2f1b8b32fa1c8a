"""What all tables share: field shorthands, and the columns by which rows travel."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Float, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from desktop.domain.terms import Term
from desktop.foundation.ids import new_id
from desktop.store.types import Day, Flag, Instant, Word

OWNER_PROVINCE, OWNER_TOWNSHIP = "province", "township"


def text(*, index: bool = False) -> Any:  # noqa: ANN401 - a field of any annotation
    """Return a text field, empty unless given."""
    return Field(default="", sa_type=Text, nullable=False, index=index)


def integer(default: int | None = 0, *, index: bool = False) -> Any:  # noqa: ANN401 - as above
    """Return a whole-number field; nullable when the default is None."""
    return Field(default=default, sa_type=BigInteger, nullable=default is None, index=index)


def real() -> Any:  # noqa: ANN401 - as above
    """Return a float field, NULL unless given."""
    return Field(default=None, sa_type=Float, nullable=True)


def flag(*, default: bool = False) -> Any:  # noqa: ANN401 - as above
    """Return a yes-or-no field."""
    return Field(default=default, sa_type=Flag, nullable=False)


def instant() -> Any:  # noqa: ANN401 - as above
    """Return an aware-datetime field, NULL unless given."""
    return Field(default=None, sa_type=Instant, nullable=True)


def day() -> Any:  # noqa: ANN401 - as above
    """Return a calendar-day field, NULL unless given."""
    return Field(default=None, sa_type=Day, nullable=True)


def link(*, index: bool = True) -> Any:  # noqa: ANN401 - as above
    """Return a reference to another row's id, NULL unless given.

    There are no foreign-key constraints: rows may arrive before their parents.
    """
    return Field(default=None, sa_type=LargeBinary, nullable=True, index=index)


def blob() -> Any:  # noqa: ANN401 - as above
    """Return a bytes field, NULL unless given."""
    return Field(default=None, sa_type=LargeBinary, nullable=True)


def word(default: Term) -> Any:  # noqa: ANN401 - as above
    """Return a field of the vocabulary that `default` belongs to."""
    return Field(default=default, sa_type=Word(type(default)), nullable=False)


class Table(SQLModel):
    """A table of this database."""

    __table_args__: ClassVar[Any] = {"sqlite_strict": True}


class Synced(Table):
    """A table whose rows travel.

    `township` is the 9-digit code whose row it is (0: the whole province). (epoch, lsn) is the
    row's newest write; `past` and `dots` say which writes else went into it, see
    store/provenance.py, and `base_values` what it said, as JSON, when its writes got new names.
    `seq` is this database's own count of writes and does not travel. Triggers fill all of these,
    see store/capture.py.
    """

    OWNER: ClassVar[str] = OWNER_TOWNSHIP
    FIXED_IDS: ClassVar[bool] = False
    """Whether every PC gives the same row the same id; else ids are random."""

    id: bytes = Field(default_factory=new_id, sa_type=LargeBinary, primary_key=True)
    township: int = integer(0)
    deleted: bool = flag()
    epoch: int = integer(0)
    lsn: int = integer(0)
    past: str | None = Field(default=None, sa_type=Text, nullable=True)
    dots: str | None = Field(default=None, sa_type=Text, nullable=True)
    base_values: str | None = Field(default=None, sa_type=Text, nullable=True)
    edited_at: int = integer(0)
    edited_by: str = text()
    unknown: bytes | None = blob()
    seq: int = integer(0)


STAMPS = ("epoch", "lsn", "past", "dots", "base_values", "edited_at", "edited_by")
"""Columns that triggers fill and bundles carry, beside id, township, deleted and the fields."""


def sequence_index(name: str) -> tuple[Any, ...]:
    """Return the table arguments of a synced table: strict, found by township and sequence."""
    return (Index(f"ix_{name}_seq", "township", "seq"), {"sqlite_strict": True})


def synced_tables(owner: str | None = None) -> dict[str, type[Synced]]:
    """Return the synced tables by name, by name."""
    kinds = [kind for kind in Synced.__subclasses__() if owner in (None, kind.OWNER)]
    named = {str(kind.__tablename__): kind for kind in kinds}
    return dict(sorted(named.items()))


def local_tables() -> set[str]:
    """Return the names of the tables that stay in this database."""
    return {str(kind.__tablename__) for kind in Table.__subclasses__() if kind is not Synced}


__all__ = [
    "OWNER_PROVINCE",
    "OWNER_TOWNSHIP",
    "STAMPS",
    "Synced",
    "Table",
    "blob",
    "date",
    "datetime",
    "day",
    "flag",
    "instant",
    "integer",
    "link",
    "local_tables",
    "real",
    "sequence_index",
    "synced_tables",
    "text",
    "word",
]

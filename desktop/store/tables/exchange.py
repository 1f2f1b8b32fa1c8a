"""What the exchange remembers."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from desktop.domain.terms import HandUpState
from desktop.store.tables.base import (
    Synced,
    Table,
    blob,
    date,
    datetime,
    day,
    flag,
    instant,
    integer,
    sequence_index,
    text,
    word,
)


class Conflict(Synced, table=True):
    """Two versions of a row that neither side may lose; both as JSON of the fields that differ."""

    __tablename__ = "conflict"
    __table_args__ = sequence_index("conflict")
    FIXED_IDS: ClassVar[bool] = True

    table_name: str = text()
    row_id: bytes | None = blob()
    kept: str = text()
    kept_by: str = text()
    kept_at: int = integer()
    other: str = text()
    other_by: str = text()
    other_at: int = integer()
    settled: bool = flag()


class Replica(Table, table=True):
    """This database; one row (id 1).

    `lsn` is the last write; `acknowledged` the lsn up to which the other end has everything;
    `heard_*` is how far the other end's rows have come in; `township` is 0 at the province.
    `capture` is off only inside a take-in's own transaction.
    """

    __tablename__ = "replica"

    id: int = Field(
        default=1, sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    schema_version: int = integer()
    township: int = integer()
    device: bytes | None = blob()
    epoch: int = integer()
    lsn: int = integer()
    operator: str = text()
    capture: bool = flag(default=True)
    acknowledged: int = integer()
    bundle_number: int = integer()
    heard_epoch: int = integer()
    heard_lsn: int = integer()
    heard_number: int = integer()
    heard_sha256: bytes | None = blob()
    join_token: bytes | None = blob()
    province_key: bytes | None = blob()
    province_recipient: str = text()
    instance: bytes | None = blob()


class Lineage(Table, table=True):
    """An epoch began at `fork_lsn` of its parent."""

    __tablename__ = "lineage"

    epoch: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    parent: int = integer()
    fork_lsn: int = integer()


class HandUp(Table, table=True):
    """A bundle made here: it carries the rows after `since` up to `upto`, and some photos."""

    __tablename__ = "hand_up"

    number: int = Field(sa_type=BigInteger, primary_key=True)
    epoch: int = Field(sa_type=BigInteger, primary_key=True)
    sha256: bytes | None = blob()
    since: int = integer()
    upto: int = integer()
    rows: int = integer()
    photos: int = integer()
    size: int = integer()
    path: str = text()
    made_at: datetime | None = instant()
    state: HandUpState = word(HandUpState.MADE)
    received_at: datetime | None = instant()
    receipt: str = text()


class Refusal(Table, table=True):
    """At a township: a row that the province did not take from bundle `number`, and why.

    It held what was written here up to `upto`; what is written later goes up again.
    """

    __tablename__ = "refusal"

    table_name: str = Field(sa_type=Text, primary_key=True)
    row_id: bytes = Field(sa_type=LargeBinary, primary_key=True)
    number: int = integer()
    upto: int = integer()
    reason: str = text()


class Device(Table, table=True):
    """At the province: a PC of a township, from its enrolment on."""

    __tablename__ = "device"

    id: bytes = Field(sa_type=LargeBinary, primary_key=True)
    township: int = integer(index=True)
    name: str = text()
    token: bytes | None = blob()
    enrolled_at: datetime | None = instant()
    expires_on: date | None = day()
    joined_at: datetime | None = instant()
    verify_key: bytes | None = blob()
    recipient: str = text()
    revoked: bool = flag()
    forked: bool = flag()
    down_number: int = integer()
    down_heard: int = integer()
    epoch: int = integer()
    have: int = integer()


class AcceptedBundle(Table, table=True):
    """At the province: a bundle taken in; its file lies in the archive."""

    __tablename__ = "accepted_bundle"
    __table_args__ = (
        Index("ix_accepted_bundle_device", "device", "epoch"),
        {"sqlite_strict": True},
    )

    sha256: bytes = Field(sa_type=LargeBinary, primary_key=True)
    device: bytes | None = blob()
    epoch: int = integer()
    number: int = integer()
    since: int = integer()
    upto: int = integer()
    new: int = integer()
    merged: int = integer()
    conflicting: int = integer()
    refused: int = integer()
    photos: int = integer()
    reasons: str = text()
    made_at: str = text()
    taken_in_at: datetime | None = instant()
    highest: int = integer()
    """The highest lsn that it named; see usecases/province/leaps.py."""


class TownshipFigures(Table, table=True):
    """At the province: live rows of a township by kind, kept by store/kept_figures.py.

    Of attendances those who came, of certificates those that are valid.
    """

    __tablename__ = "township_figures"

    township: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    pairings: int = integer()
    activities: int = integer()
    students: int = integer()
    attendances: int = integer()
    certificates: int = integer()


class KnownBundle(Table, table=True):
    """At the province: a bundle that is known to exist, by device, epoch and number.

    One that a device mentioned (it may never arrive), or one made here for the device. The same
    number with another content tells that one end is a copy or was restored.
    """

    __tablename__ = "known_bundle"

    device: bytes = Field(sa_type=LargeBinary, primary_key=True)
    epoch: int = Field(sa_type=BigInteger, primary_key=True)
    number: int = Field(sa_type=BigInteger, primary_key=True)
    sha256: bytes | None = blob()


class Setting(Table, table=True):
    """A remembered choice of this database's users."""

    __tablename__ = "setting"

    key: str = Field(sa_type=Text, primary_key=True)
    value: str = text()

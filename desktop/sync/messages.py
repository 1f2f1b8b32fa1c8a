"""What the two ends say to each other: the first frame of every bundle and enrolment."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

SCHEMA = 1
"""Of the rows and messages below."""

READER = 1
"""The oldest reader that can take in what this version writes."""

PROVINCE = "province"
"""The province's name in a bundle; a device's name is its id in hex."""

Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Epoch = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Sha256 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
Recipient = Annotated[str, Meta(pattern="^age1[02-9ac-hj-np-z]{58}$", max_length=62)]
Columns = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=200)]
Tables = Annotated[dict[Annotated[str, Meta(max_length=64)], Columns], Meta(max_length=200)]
Lineage = list[tuple[Epoch, Count, Count]]


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields that an older reader does not know are passed over."""


class Join(Message, frozen=True, kw_only=True):
    """A device that the province has not yet answered presents its keys."""

    verify_key: Key
    recipient: Recipient
    name: Annotated[str, Meta(max_length=64)]
    proof: bytes


class Heard(Message, frozen=True, kw_only=True):
    """How far the other end's rows have come in, and the newest bundle that brought any.

    A bundle that the other end does not remember tells it that it was restored.
    """

    epoch: Count
    upto: Count
    number: Count
    sha256: Annotated[bytes, Meta(max_length=32)] = b""


class Accepted(Message, frozen=True, kw_only=True):
    """One bundle that the province took in, and what became of its rows."""

    number: Epoch
    sha256: Sha256
    new: Count
    merged: Count
    conflicting: Count
    refused: Count
    reasons: list[str] = []
    photos: int = 0


class Receipt(Message, frozen=True, kw_only=True):
    """The province's answer to who spoke last: it has every row of `epoch` up to `have`.

    A device that knows neither the epoch nor the bundles named is a twin, or was restored.
    `forked` says that the last bundle was refused for that reason, `revoked` that the device is
    no longer one of ours. `attachments` are the SHA-256 of all bytes that it has of the township.
    `digest` and `rows` are of all its rows there, see `store.rows.digest`: only a receipt says
    them, for they cost a look at every row.
    """

    epoch: Count
    have: Count
    accepted: list[Accepted]
    digest: Count
    rows: Count
    forked: bool = False
    revoked: bool = False
    attachments: list[bytes] = []


class Manifest(Message, frozen=True, kw_only=True):
    """The first frame of a bundle.

    The rows are those that the sender wrote after `since` up to `upto` in its own count.
    `lineage` holds (epoch, parent, fork lsn); `chain` (number, SHA-256) of the epoch's earlier
    bundles; `tables` the columns of each table once; `rows` is how many rows come at most.
    `attachments` and `attachment_bytes` say how many come after the rows and how large they are in
    all. From the province, `reference` names the tables that it owns, for those who do not know
    them all.
    """

    sender: str
    recipient: str
    township: Count
    epoch: Epoch
    number: Epoch
    since: Count
    upto: Count
    lineage: Lineage
    chain: list[tuple[Epoch, Sha256]]
    tables: Tables
    rows: Count
    heard: Heard | None = None
    join: Join | None = None
    receipt: Receipt | None = None
    attachments: int = 0
    attachment_bytes: int = 0
    reference: list[str] = []

    def __post_init__(self) -> None:
        """Raise `ValueError`, which msgspec reports as its own, for an interval that is none."""
        if self.since > self.upto:
            raise ValueError("an interval that ends before it begins")

    @property
    def binding(self) -> tuple[str, str, int, int, int]:
        """What the clear line says as well."""
        return self.sender, self.recipient, self.township, self.epoch, self.number


class Enrolment(Message, frozen=True, kw_only=True):
    """The first frame of an enrolment file; rows of reference data follow."""

    township: Count
    device: Annotated[bytes, Meta(min_length=16, max_length=16)]
    token: Key
    verify_key: Key
    recipient: Recipient
    epoch: Epoch
    upto: Count
    lineage: Lineage
    tables: Tables
    expires: str

"""What the two ends say to each other: the first frame of every bundle and enrolment."""

from __future__ import annotations

import msgspec

SCHEMA = 1
"""Of the rows and messages below."""

READER = 1
"""The oldest reader that can take in what this version writes."""

PROVINCE = "province"
"""The province's name in a bundle; a device's name is its id in hex."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields that an older reader does not know are passed over."""


class Join(Message, frozen=True, kw_only=True):
    """A device that the province has not yet answered presents its keys."""

    verify_key: bytes
    recipient: str
    name: str
    proof: bytes


class Heard(Message, frozen=True, kw_only=True):
    """How far the other end's rows have come in, and the newest bundle that brought any.

    A bundle that the other end does not remember tells it that it was restored.
    """

    epoch: int
    upto: int
    number: int
    sha256: bytes = b""


class Accepted(Message, frozen=True, kw_only=True):
    """One bundle that the province took in, and what became of its rows."""

    number: int
    sha256: bytes
    new: int
    merged: int
    conflicting: int
    refused: int
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

    epoch: int
    have: int
    accepted: list[Accepted]
    digest: int
    rows: int
    forked: bool = False
    revoked: bool = False
    attachments: list[bytes] = []


class Manifest(Message, frozen=True, kw_only=True):
    """The first frame of a bundle.

    The rows are those that the sender wrote after `since` up to `upto` in its own count.
    `lineage` holds (epoch, parent, fork lsn); `chain` (number, SHA-256) of the epoch's earlier
    bundles; `tables` the columns of each table once. `attachments` and `attachment_bytes`
    say how many come after the rows and how large they are in all. From the province, `reference`
    names the tables that it owns, for those who do not know them all.
    """

    sender: str
    recipient: str
    township: int
    epoch: int
    number: int
    since: int
    upto: int
    lineage: list[tuple[int, int, int]]
    chain: list[tuple[int, bytes]]
    tables: dict[str, list[str]]
    rows: int
    heard: Heard | None = None
    join: Join | None = None
    receipt: Receipt | None = None
    attachments: int = 0
    attachment_bytes: int = 0
    reference: list[str] = []


class Enrolment(Message, frozen=True, kw_only=True):
    """The first frame of an enrolment file; rows of reference data follow."""

    township: int
    device: bytes
    token: bytes
    verify_key: bytes
    recipient: str
    epoch: int
    upto: int
    lineage: list[tuple[int, int, int]]
    tables: dict[str, list[str]]
    expires: str

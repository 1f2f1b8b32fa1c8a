"""Where the exchange of a township stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.terms import HandUpState
from desktop.store import contents
from desktop.store.queries.totals import Totals, township_totals
from desktop.store.store import Reader
from desktop.store.tables import Conflict, HandUp, Replica, Township
from desktop.usecases.exchange.packing import own_rows, sequences
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class SentBundle:
    """One hand-up on the timeline."""

    number: int
    rows: int
    size: int
    path: str
    state: HandUpState
    made_at: datetime | None
    received_at: datetime | None
    receipt: str


@dataclass(frozen=True)
class ExchangeStatus:
    """What waits, rows and photos apart, what went, what came back."""

    waiting: int
    conflicts: int
    joined: bool
    last_made: datetime | None
    last_receipt: datetime | None
    bundles: tuple[SentBundle, ...]
    photos: int = 0
    photo_bytes: int = 0


def exchange_status(workspace: Workspace) -> ExchangeStatus:
    """Return the state of the exchange, newest bundle first."""
    with workspace.store.read() as reader:
        replica = reader.replica
        bundles = sorted(reader.local(HandUp), key=lambda b: (b.made_at, b.number), reverse=True)
        receipts = [b.received_at for b in bundles if b.received_at]
        photos = contents.waiting(reader.connection, replica.township)
        return ExchangeStatus(
            waiting=len(waiting_rows(reader, replica)),
            conflicts=len(reader.find(Conflict, settled=False)),
            joined=replica.heard_number > 0,
            last_made=bundles[0].made_at if bundles else None,
            last_receipt=max(receipts, default=None),
            bundles=tuple(
                SentBundle(
                    b.number, b.rows, b.size, b.path, b.state, b.made_at, b.received_at, b.receipt
                )
                for b in bundles
            ),
            photos=len(photos),
            photo_bytes=sum(photo.size for photo in photos),
        )


@dataclass(frozen=True)
class TownshipStatus:
    """A township's own figures and where its exchange stands."""

    code: int
    name: str
    totals: Totals
    exchange: ExchangeStatus


def township_status(workspace: Workspace) -> TownshipStatus:
    """Return the status of this township."""
    with workspace.store.read() as reader:
        code = reader.replica.township
        (township,) = reader.find(Township, code=code)
        totals = township_totals(reader, code)
    return TownshipStatus(code, township.name, totals, exchange_status(workspace))


def waiting_rows(reader: Reader, replica: Replica) -> list[int]:
    """Return the sequence numbers of rows that the province has not acknowledged."""
    return sequences(reader, own_rows(reader, replica.acknowledged, replica.lsn))


def mark_sent(workspace: Workspace, number: int) -> None:
    """Note that a bundle has left the house, by USB drive or e-mail."""
    with workspace.store.write() as writer:
        for bundle in writer.local(HandUp, number=number):
            if bundle.state is HandUpState.MADE:
                bundle.state = HandUpState.SENT

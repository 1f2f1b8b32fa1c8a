"""Where the exchange of a township stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.terms import HandUpState
from desktop.store import contents
from desktop.store.queries.dashboard import late_receipts, overdue
from desktop.store.queries.totals import Totals, township_totals
from desktop.store.store import Reader
from desktop.store.tables import HandUp, Lineage, Setting, Township
from desktop.usecases.exchange.conflicts import count_conflicts
from desktop.usecases.exchange.packing import WHOLE_UNTIL, counts, own_rows
from desktop.usecases.exchange.receipt_code import BY_PHONE
from desktop.usecases.exchange.refusals import wanting
from desktop.usecases.exchange.take_in import REVOKED
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class SentBundle:
    """One hand-up on the timeline; `missing`: the province has later ones, and not this one."""

    number: int
    rows: int
    size: int
    path: str
    state: HandUpState
    made_at: datetime | None
    received_at: datetime | None
    receipt: str
    missing: bool = False


@dataclass(frozen=True)
class ExchangeStatus:
    """What waits, rows and photos apart, what went, what came back.

    `kinds` are the waiting rows by table; `refused` the rows that the province did not take and
    nobody has mended. `renewed`: this database was found to be copied or restored, `rejoined`: it
    got a new enrolment, and no receipt has come since. `overdue` and `late` are as on 工作台.
    """

    waiting: int
    conflicts: int
    joined: bool
    last_receipt: datetime | None
    bundles: tuple[SentBundle, ...]
    photos: int = 0
    photo_bytes: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    refused: int = 0
    renewed: bool = False
    rejoined: bool = False
    revoked: bool = False
    overdue: bool = False
    late: int = 0

    @property
    def urgent(self) -> int:
        """How many things want a decision of a clerk."""
        return self.conflicts + self.refused


def exchange_status(workspace: Workspace) -> ExchangeStatus:
    """Return the state of the exchange, newest bundle first."""
    now = workspace.now()
    with workspace.store.read() as reader:
        replica = reader.replica
        kinds = counts(reader, own_rows(reader, replica.acknowledged, replica.lsn))
        whole = reader.local(Setting, key=WHOLE_UNTIL)
        rejoined = bool(whole) and replica.acknowledged < int(whole[0].value)
        bundles = sorted(reader.local(HandUp), key=lambda b: (b.made_at, b.number), reverse=True)
        receipts = [b.received_at for b in bundles if b.received_at]
        photos = contents.waiting(reader.connection, replica.township)
        return ExchangeStatus(
            waiting=sum(kinds.values()),
            conflicts=count_conflicts(reader),
            joined=replica.heard_number > 0,
            last_receipt=max(receipts, default=None),
            bundles=tuple(
                SentBundle(
                    b.number,
                    b.rows,
                    b.size,
                    b.path,
                    b.state,
                    b.made_at,
                    b.received_at,
                    b.receipt,
                    _is_missing(b, bundles),
                )
                for b in bundles
            ),
            photos=len(photos),
            photo_bytes=sum(photo.size for photo in photos),
            kinds=tuple(kinds.items()),
            refused=wanting(reader),
            renewed=not rejoined and _is_unheard(reader, bundles),
            rejoined=rejoined,
            revoked=bool(reader.local(Setting, key=REVOKED)),
            overdue=overdue(reader, now) is not None,
            late=late_receipts(reader, now),
        )


def _is_missing(bundle: HandUp, bundles: Sequence[HandUp]) -> bool:
    """Tell whether a signed receipt answered a later bundle of the same life, and not this one."""
    return bundle.state is not HandUpState.RECEIVED and any(
        later.epoch == bundle.epoch
        and later.number > bundle.number
        and later.state is HandUpState.RECEIVED
        and later.receipt != BY_PHONE
        for later in bundles
    )


def _is_unheard(reader: Reader, bundles: Sequence[HandUp]) -> bool:
    """Tell whether this life follows another one and no receipt has come in it."""
    epoch = reader.replica.epoch
    follows = any(life.parent for life in reader.local(Lineage, epoch=epoch))
    return follows and not any(
        bundle.epoch == epoch and bundle.state is HandUpState.RECEIVED for bundle in bundles
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


def mark_sent(workspace: Workspace, number: int) -> None:
    """Note that a bundle has left the house, by USB drive or e-mail."""
    with workspace.store.write() as writer:
        for bundle in writer.local(HandUp, number=number):
            if bundle.state is HandUpState.MADE:
                bundle.state = HandUpState.SENT

"""Lives of a database: when a new one begins, and what tells that it must.

A database that was copied or restored writes on under numbers that its other self has used. Each
end finds out by the other's memory of bundles, begins a new epoch, and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.foundation.ids import new_epoch
from desktop.store import rows
from desktop.store.queries.lives import lives
from desktop.store.store import Reader, Writer
from desktop.store.tables import HandUp, Lineage
from desktop.sync.messages import Manifest, Receipt
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.packing import lineage_of

EVERYTHING = 2**63 - 1
"""As the fork lsn: all that the parent epoch ever wrote lies in the past of the new one."""


def is_copy(reader: Reader, manifest: Manifest, receipt: Receipt) -> bool:
    """Tell whether another copy of this database writes, or wrote, in its present epoch.

    Every number is recorded here before its file appears: a bundle of our epoch that the province
    has and we have not was made by another copy, or by this database before it was restored. So
    was an epoch that began in ours without our knowing. Our former epochs no longer concern us.
    """
    replica = reader.replica
    if receipt.epoch == replica.epoch:
        bundles = reader.local(HandUp, epoch=replica.epoch)
        if receipt.have > max((bundle.upto for bundle in bundles), default=_fork(reader)):
            return True  # of rows that never left this database
        made = {bundle.number: bundle.sha256 for bundle in bundles}
        return any(made.get(bundle.number) != bundle.sha256 for bundle in receipt.accepted)
    if receipt.epoch in {epoch for epoch, _, _ in lineage_of(reader, replica.epoch)}:
        return False
    ancestry = Ancestry.of(manifest.lineage)
    return receipt.epoch not in ancestry.parents or replica.epoch in ancestry.epochs(receipt.epoch)


def confirmed(reader: Reader, receipt: Receipt) -> int:
    """Return up to where the province still has what this copy handed up under its names.

    That is what it acknowledged, unless the receipt names none of our bundles where they should
    stand: then a life of the province acknowledged them that is lost.
    """
    replica = reader.replica
    made = {one.number: one for one in reader.local(HandUp, epoch=replica.epoch)}
    named = {one.number: one.sha256 for one in receipt.accepted}
    ours = [one.upto for number, one in made.items() if named.get(number) == one.sha256]
    untold = not ours and made and named and max(made) < min(named)
    if receipt.epoch != replica.epoch or untold:
        return replica.acknowledged
    return min(replica.acknowledged, max(ours, default=_fork(reader)))


def _fork(reader: Reader) -> int:
    """Return where the present epoch left its parent."""
    return reader.local(Lineage, epoch=reader.replica.epoch)[0].fork_lsn


def begin_epoch(writer: Writer, fork_lsn: int, parent: int = 0) -> None:
    """Begin a new life that shares the old one's writes up to `fork_lsn` with the other end.

    A township forks at what was acknowledged to it: rows written since then are stamped anew, so
    that nothing that another copy wrote is taken for them. The province forks at `EVERYTHING`: it
    alone writes its tables, so its present state goes before all that its lost life sent out.
    `parent` names a life that comes between the old one and the new one.
    """
    replica = writer.replica
    old, replica.epoch = replica.epoch, new_epoch()
    writer.add(Lineage(epoch=replica.epoch, parent=parent or old, fork_lsn=fork_lsn))
    after = 0 if fork_lsn == EVERYTHING else fork_lsn
    rows.restamp(writer.connection, old, replica.epoch, after)


def follow_province(writer: Writer, epoch: int, lineage: Sequence[tuple[int, int, int]]) -> None:
    """Let lives of the province that are new here come after the one that was heard last.

    A province that was restored twice, or made anew, has lost lives that it says nothing of;
    without this what it says now would be the word of a stranger.
    """
    known, latest = lives(writer), writer.replica.heard_epoch
    for life in reversed(Ancestry.of(lineage).epochs(epoch)):
        if life not in known and latest:
            writer.add(Lineage(epoch=life, parent=latest, fork_lsn=EVERYTHING))
            latest = life

"""How far the province has a device's rows."""

from __future__ import annotations

from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Lineage
from desktop.sync.versions import contiguous


def position(reader: Reader, device: bytes, epoch: int) -> int:
    """Return the lsn up to which every row of a device's epoch is here.

    A forked epoch starts where it left its parent, if the parent's rows are here up to there.
    """
    intervals = [
        (bundle.since, bundle.upto)
        for bundle in reader.local(AcceptedBundle, device=device, epoch=epoch)
    ]
    return contiguous(_start(reader, device, epoch), intervals)


def _start(reader: Reader, device: bytes, epoch: int) -> int:
    for fork in reader.local(Lineage, epoch=epoch):
        if fork.parent and position(reader, device, fork.parent) >= fork.fork_lsn:
            return fork.fork_lsn
    return 0

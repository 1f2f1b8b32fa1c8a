"""How far the province has a device's rows."""

from __future__ import annotations

from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Lineage
from desktop.sync.versions import Ancestry, contiguous


def position(reader: Reader, device: bytes, epoch: int) -> int:
    """Return the lsn up to which every row of a device's epoch is here.

    A forked epoch starts where it left its parent, if the parent's rows are here up to there.
    """
    ancestry = Ancestry.of((r.epoch, r.parent, r.fork_lsn) for r in reader.local(Lineage))
    have = 0
    for life in reversed(ancestry.epochs(epoch)):  # from the first one on
        fork = ancestry.parents.get(life, (0, 0))[1]
        intervals = [
            (bundle.since, bundle.upto)
            for bundle in reader.local(AcceptedBundle, device=device, epoch=life)
        ]
        have = contiguous(fork if have >= fork else 0, intervals)
    return have

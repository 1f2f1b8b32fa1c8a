"""How far the province has a device's rows."""

from __future__ import annotations

from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Lineage
from desktop.sync.versions import contiguous


def position(reader: Reader, device: bytes, epoch: int) -> int:
    """Return the lsn up to which every row of a device's epoch is here.

    A forked epoch starts where it left its parent, if the parent's rows are here up to there.
    """
    have = 0
    for life, _, fork in reversed(_lives(reader, epoch)):  # from the first one on
        intervals = [
            (bundle.since, bundle.upto)
            for bundle in reader.local(AcceptedBundle, device=device, epoch=life)
        ]
        have = contiguous(fork if have >= fork else 0, intervals)
    return have


def _lives(reader: Reader, epoch: int) -> list[tuple[int, int, int]]:
    """Return an epoch and its ancestors as (epoch, parent, fork lsn), the youngest first.

    One look-up each: the province knows the lives of all devices, and asks for every bundle.
    """
    lives: dict[int, tuple[int, int, int]] = {}
    while epoch and epoch not in lives:
        found = reader.local(Lineage, epoch=epoch)
        parent, fork = (found[0].parent, found[0].fork_lsn) if found else (0, 0)
        lives[epoch] = (epoch, parent, fork)
        epoch = parent
    return list(lives.values())

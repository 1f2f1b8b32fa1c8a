"""Which version of a row came before which; no clock takes part.

A version is (epoch, lsn): the epoch names one unbroken life of one database, the lsn counts its
writes. An epoch that was forked off another knows from where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Version(NamedTuple):
    """One write of one row."""

    epoch: int
    lsn: int


@dataclass(frozen=True)
class Ancestry:
    """Known epochs: each with the parent it was forked off, and where (0, 0: it has none)."""

    parents: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, lineage: Iterable[tuple[int, int, int]]) -> Ancestry:
        """Make it from (epoch, parent, fork lsn) rows."""
        return cls({epoch: (parent, fork) for epoch, parent, fork in lineage})

    def includes(self, old: Version, new: Version) -> bool:
        """Tell whether `old` is `new` or lies in the past of its epoch."""
        epoch, limit = new
        for life in self.epochs(epoch):
            if life == old.epoch:
                return old.lsn <= limit
            limit = self.parents.get(life, (0, 0))[1]
        return False

    def epochs(self, epoch: int) -> list[int]:
        """Return an epoch and its ancestors, the youngest first; a circle ends where it closes."""
        found: list[int] = []
        while epoch and epoch not in found:
            found.append(epoch)
            epoch = self.parents.get(epoch, (0, 0))[0]
        return found


def contiguous(start: int, intervals: Iterable[tuple[int, int]]) -> int:
    """Return how far (since, upto] intervals reach from `start` without a gap."""
    have = start
    for since, upto in sorted(intervals):
        if since > have:
            break
        have = max(have, upto)
    return have

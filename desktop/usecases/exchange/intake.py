"""Rows come in while nothing is captured: they carry their versions, and need numbers alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from desktop.store.store import Writer
from desktop.store.tables import Replica
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.tally import Tally


@dataclass(frozen=True)
class Intake:
    """A transaction that rows come in by: into what, by which lives, and what became of them."""

    writer: Writer
    replica: Replica
    ancestry: Ancestry
    tally: Tally = field(default_factory=Tally)

    def take_numbers(self, how_many: int) -> int:
        """Take so many of this database's own numbers and return the first of them."""
        first = self.replica.lsn + 1
        self.replica.lsn += how_many
        return first


@contextmanager
def intake(writer: Writer, ancestry: Ancestry) -> Iterator[Intake]:
    """Turn capture off for rows of these lives.

    The caller's transaction is rolled back on an error, and capture is on as before.
    """
    replica = writer.replica
    replica.capture = False
    writer.session.flush()
    yield Intake(writer, replica, ancestry)
    replica.capture = True
    writer.session.flush()

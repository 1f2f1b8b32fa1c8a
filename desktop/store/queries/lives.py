"""The lives of all databases that are known here."""

from __future__ import annotations

from sqlalchemy import select

from desktop.store.queries.tables import core
from desktop.store.store import Reader
from desktop.store.tables import Lineage

_LINEAGE = core(Lineage)


def lives(reader: Reader) -> dict[int, tuple[int, int]]:
    """Return (parent, fork lsn) by epoch; the province knows thousands, and asks often."""
    query = select(_LINEAGE.c.epoch, _LINEAGE.c.parent, _LINEAGE.c.fork_lsn)
    return {epoch: (parent, fork) for epoch, parent, fork in reader.session.execute(query)}

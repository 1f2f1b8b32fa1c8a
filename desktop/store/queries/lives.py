"""The lives of all databases that are known here."""

from __future__ import annotations

from desktop.store.rows import fetch
from desktop.store.store import Reader


def lives(reader: Reader) -> dict[int, tuple[int, int]]:
    """Return (parent, fork lsn) by epoch; the province knows thousands, and asks often."""
    query = "SELECT epoch, parent, fork_lsn FROM lineage"
    return {
        epoch: (parent, fork)
        for batch in fetch(reader.connection, query, ())
        for epoch, parent, fork in batch
    }

"""Adding many rows at once; the triggers stamp them like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import insert

from desktop.store.queries.tables import core
from desktop.store.store import Writer
from desktop.store.tables import Synced

S = TypeVar("S", bound=Synced)


def add_all(writer: Writer, rows: Sequence[S]) -> Sequence[S]:
    """Insert a township's own rows of one table; the given objects are not tracked."""
    if rows:
        township = writer.replica.township
        writer.session.flush()
        writer.connection.execute(
            insert(core(type(rows[0]))),
            [{**row.model_dump(), "township": township} for row in rows],
        )
    return rows

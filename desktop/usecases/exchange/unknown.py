"""Rows of tables that only newer versions know: kept, passed on, and one day made real."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store import unknown_rows
from desktop.store.rows import Row
from desktop.store.store import Writer
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.merger import Merger
from desktop.usecases.exchange.tally import Tally

MOST_ROWS = 50_000
"""Of one township; all that a township writes in years is a tenth of that."""


def keep_unknown(
    writer: Writer,
    table: tuple[str, str],
    incoming: Sequence[Row],
    ancestry: Ancestry,
    tally: Tally,
) -> None:
    """Keep the rows of a table, given with its owner, merged as those of every other table."""
    name, owner = table
    live = unknown_rows.find(writer.connection, name, [row[0] for row in incoming])
    room = MOST_ROWS - unknown_rows.count(writer.connection, incoming[0][1]) if incoming else 0
    merger = Merger(name, unknown_rows.COLUMNS, ancestry)
    accepted: dict[bytes, Row] = {}
    for row in incoming:
        there = accepted.get(row[0]) or live.get(row[0])
        if there is None and room <= 0:
            tally.refuse([f"{name} {row[0].hex()}：更新版本的内容太多，请先升级"])
            continue
        if there and there[1] != row[1]:
            tally.refuse([f"{name} {row[0].hex()}：是另一个镇街的记录"])
            continue
        room -= there is None
        verdict, merged = merger.merge(there, row)
        tally.count(verdict)
        if merged is not there:
            accepted[row[0]] = merged
    replica = writer.replica
    unknown_rows.upsert(writer.connection, name, owner, list(accepted.values()), replica.lsn + 1)
    replica.lsn += len(accepted)
    writer.session.flush()
    merger.record_conflicts(writer)

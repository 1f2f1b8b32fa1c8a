"""Rows of tables that only newer versions know: kept, passed on, and one day made real."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store import unknown_rows
from desktop.store.rows import Row
from desktop.store.tables import OWNER_TOWNSHIP
from desktop.usecases.exchange.intake import Intake
from desktop.usecases.exchange.merger import Merger

MOST_ROWS = 50_000
"""Of one township; all that a township writes in years is a tenth of that."""


def keep_unknown(here: Intake, table: str, owner: str, incoming: Sequence[Row]) -> None:
    """Keep the rows of a table of this owner, merged as those of every other table."""
    connection, tally = here.writer.connection, here.tally
    live = unknown_rows.find(connection, table, [row[0] for row in incoming])
    room = MOST_ROWS - unknown_rows.count(connection, incoming[0][1]) if incoming else 0
    merger = Merger(table, unknown_rows.COLUMNS, here.ancestry)
    accepted: dict[bytes, Row] = {}
    for row in incoming:
        there = accepted.get(row[0]) or live.get(row[0])
        if there is None and room <= 0:
            tally.refuse([f"{table} {row[0].hex()}：更新版本的内容太多，请先升级"])
            continue
        if there and there[1] != row[1]:
            tally.refuse([f"{table} {row[0].hex()}：是另一个镇街的记录"])
            continue
        room -= there is None
        verdict, merged = merger.merge(there, row)
        tally.count(verdict)
        if merged is not there:
            accepted[row[0]] = merged
    first = here.take_numbers(len(accepted))
    unknown_rows.upsert(connection, table, owner, list(accepted.values()), first)
    if owner == OWNER_TOWNSHIP:
        merger.record_conflicts(here)

"""After an upgrade: rows that were only kept become rows of the tables that this version knows."""

from __future__ import annotations

import msgspec

from desktop.store import unknown_rows
from desktop.store.store import Store, Writer
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP, Lineage, synced_tables
from desktop.sync import wire
from desktop.sync.versions import Ancestry
from desktop.sync.wire import RowReader
from desktop.usecases.exchange.intake import intake
from desktop.usecases.exchange.merging import merge_rows


def adopt(store: Store) -> int:
    """Move kept rows into tables that are known by now; return how many were moved.

    They are checked as on arrival. A row that this version finds fault with stays as it is; one
    of a table that turns out to be the other owner's never counted, and goes.
    """
    with store.read() as reader:
        waiting = [
            (table, owner)
            for owner in (OWNER_PROVINCE, OWNER_TOWNSHIP)
            for table in unknown_rows.tables(reader.connection, owner)
            if table in synced_tables()
        ]
    if not waiting:
        return 0
    with store.write() as writer:
        return sum(_adopt_table(writer, table, owner) for table, owner in waiting)


def _adopt_table(writer: Writer, table: str, owner: str) -> int:
    connection = writer.connection
    rows = unknown_rows.of_table(connection, table, owner)
    if table not in synced_tables(owner):
        unknown_rows.remove(connection, table, [row[0] for row in rows])
        return 0
    reader = RowReader({table: unknown_rows.COLUMNS}, {table}, {row[1] for row in rows})
    decoded = reader.read(msgspec.msgpack.encode(wire.frame(table, rows)))
    ancestry = Ancestry.of((r.epoch, r.parent, r.fork_lsn) for r in writer.local(Lineage))
    with intake(writer, ancestry) as here:
        merge_rows(here, table, decoded.rows)
    unknown_rows.remove(connection, table, [row[0] for row in decoded.rows])
    return len(decoded.rows)

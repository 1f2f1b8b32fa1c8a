"""After an upgrade: what was only kept becomes rows and columns that this version knows."""

from __future__ import annotations

import msgspec

from desktop.domain.audit import Act
from desktop.store import rows, unknown_rows
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
    with store.write(Act.UPGRADE) as writer:
        return sum(_adopt_table(writer, table, owner) for table, owner in waiting)


def adopt_columns(writer: Writer) -> int:
    """Move kept values into columns that are known by now; return of how many rows.

    Part of an upgrade's one transaction: nobody looks for them again. The rows keep their versions:
    at the other ends they say the same. A row with a value that this version finds fault with
    stays as it is.
    """
    replica = writer.replica
    replica.capture = False
    writer.session.flush()
    adopted = sum(_adopt_columns(writer, table) for table in synced_tables())
    replica.capture = True
    writer.session.flush()
    return adopted


def _adopt_columns(writer: Writer, table: str) -> int:
    kept = rows.with_unknown(writer.connection, table)
    columns = rows.wire_columns(synced_tables()[table])
    reader = RowReader({table: columns}, {table}, {row[1] for row in kept})
    before = {row[0]: row for row in kept}
    adopted = 0
    for start in range(0, len(kept), rows.BATCH):
        content = msgspec.msgpack.encode(wire.frame(table, kept[start : start + rows.BATCH]))
        known = [row for row in reader.read(content).rows if row != before[row[0]]]
        rows.rewrite(writer.connection, table, known)
        adopted += len(known)
    return adopted


def _adopt_table(writer: Writer, table: str, owner: str) -> int:
    connection = writer.connection
    kept = unknown_rows.of_table(connection, table, owner)
    if table not in synced_tables(owner):
        unknown_rows.remove(connection, table, [row[0] for row in kept])
        return 0
    reader = RowReader({table: unknown_rows.COLUMNS}, {table}, {row[1] for row in kept})
    decoded = reader.read(msgspec.msgpack.encode(wire.frame(table, kept)))
    ancestry = Ancestry.of((r.epoch, r.parent, r.fork_lsn) for r in writer.local(Lineage))
    with intake(writer, ancestry) as here:
        merge_rows(here, table, decoded.rows)
    unknown_rows.remove(connection, table, [row[0] for row in decoded.rows])
    return len(decoded.rows)

"""What can be seen of one end's files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from desktop.store import rows
from desktop.store.rows import Row, wire_columns
from desktop.store.tables import synced_tables
from desktop.usecases.exchange.packing import own_rows, sequences
from desktop.usecases.workspace import Workspace
from tests.histories.ends import Clash, View
from tests.histories.oracle import DELETED
from tests.histories.script import FIELDS

TABLES = ("conflict", "issuer_key", "student", "township", "township_profile", "university")
"""All that a history writes."""


def view(end: Workspace, code: int) -> View:
    with end.store.read() as reader:
        said = reader.connection.exec_driver_sql(
            f"SELECT id, deleted, {', '.join(FIELDS)} FROM student WHERE township = ?",  # noqa: S608 - our own names
            (code,),
        )
        students = {
            int.from_bytes(row_id): {**dict(zip(FIELDS, values, strict=True)), DELETED: bool(d)}
            for row_id, d, *values in said
        }
        said = reader.connection.exec_driver_sql(
            "SELECT row_id, kept, other, other_by, settled FROM conflict "
            "WHERE township = ? AND table_name = 'student' ORDER BY id",
            (code,),
        )
        clashes = [
            Clash(int.from_bytes(row_id), _side(kept), _side(other), by, bool(settled))
            for row_id, kept, other, by, settled in said
        ]
    return View(students, clashes)


def state(end: Workspace, code: int) -> dict[tuple[str, bytes], Row]:
    found: dict[tuple[str, bytes], Row] = {}
    with end.store.read() as reader:
        for table in TABLES:
            columns = ", ".join(wire_columns(synced_tables()[table]))
            said = reader.connection.exec_driver_sql(
                f"SELECT {columns} FROM {table} WHERE township IN (0, ?)",  # noqa: S608 - our own names
                (code,),
            )
            found |= {(table, row[0]): tuple(row) for row in said}
    return found


def waiting(pc: Workspace) -> Sequence[int]:
    with pc.store.read() as reader:
        replica = reader.replica
        selection = own_rows(reader, replica.acknowledged, replica.lsn)
        students = [
            int.from_bytes(row[0])
            for batch in rows.changed(
                reader.connection,
                "student",
                selection.townships,
                selection.since,
                selection.upto,
                epochs=selection.epochs,
            )
            for row in batch
        ]
        others = len(sequences(reader, selection)) - len(students)
    return [*students, *([0] * others)]


def _side(text: str) -> dict[str, Any]:
    said = json.loads(text)
    return {name: bool(value) if name == DELETED else value for name, value in said.items()}

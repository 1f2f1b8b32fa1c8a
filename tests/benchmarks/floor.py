"""The floor: what the driver alone needs to write the same rows into the same kind of file."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from desktop.store.engine import open_engine
from desktop.store.rows import Row, wire_columns
from desktop.store.store import Store
from desktop.store.tables import Attendance, Replica

SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY")


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def floor(path: Path, rows: Sequence[Row]) -> float:
    """Return the CPU seconds of a raw upsert into a province's empty database.

    The same encryption, settings, table, checks and indices, one statement, one transaction.
    """
    key = secrets.token_bytes(32)
    Store.create(path, key, Replica(township=0)).close()
    engine = open_engine(path, key)
    connection = engine.raw_connection()
    try:
        return _upsert(connection.driver_connection, rows)
    finally:
        connection.close()
        engine.dispose()


def plain_floor(path: Path, rows: Sequence[Row]) -> float:
    """Return the CPU seconds of the same without encryption, through Python's own sqlite3."""
    engine = create_engine(f"sqlite:///{path}")
    Attendance.metadata.tables["attendance"].create(engine)
    engine.dispose()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for setting in (*SETTINGS, "cache_size = -32768"):
            connection.execute(f"PRAGMA {setting}")
        return _upsert(connection, rows)
    finally:
        connection.close()


def _upsert(connection: Any, rows: Sequence[Row]) -> float:  # noqa: ANN401 - either driver's
    columns = [*wire_columns(Attendance), "seq"]
    update = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    statement = (
        f"INSERT INTO attendance ({', '.join(columns)}) "  # noqa: S608 - our own names
        f"VALUES ({', '.join('?' * len(columns))}) ON CONFLICT (id) DO UPDATE SET {update}"
    )
    numbered = [(*row, seq) for seq, row in enumerate(rows, 1)]

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, numbered)
        connection.execute("COMMIT")

    return timed(write)

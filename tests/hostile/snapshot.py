"""What must not change: every row of every table, and every file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop.store.store import Store
from desktop.store.tables import local_tables, synced_tables
from desktop.usecases.workspace import Folder

_OF_THE_PLACE = "key LIKE 'instance/%' OR key = 'store/keys'"
"""The settings that change at each start, and a server's own: they say nothing of the data."""


def dump_digest(store: Store, *, without: str = "") -> str:
    """Return a digest of all rows of all tables but one, in whatever order they lie."""
    whole = hashlib.sha256()
    with store.read() as reader:
        for table in sorted({*synced_tables(), *local_tables()} - {without}):
            condition = f"WHERE NOT ({_OF_THE_PLACE})" if table == "setting" else ""
            cursor = reader.connection.exec_driver_sql(f"SELECT * FROM {table} {condition}")  # noqa: S608 - names of our own tables
            whole.update(table.encode())
            for line in sorted(repr(tuple(row)) for row in cursor):
                whole.update(line.encode())
    return whole.hexdigest()


def files(*folders: Path) -> frozenset[Path]:
    """Return the files below the folders, but for the database's own log, which comes and goes,
    and refused files, which are set aside for somebody to look at.
    """
    return frozenset(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.endswith(("-wal", "-shm"))
        and not path.is_relative_to(Folder(folder).refused)
    )

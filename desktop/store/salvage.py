"""Reading what can still be read of a damaged database into a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from desktop.foundation.progress import SILENT, Progress
from desktop.store import rows
from desktop.store.engine import DamagedDatabaseError, address, plain_connection
from desktop.store.store import Store, Writer
from desktop.store.tables import Replica

_LAST_ROW = 2**63 - 1
_BATCH = 1024
_NEAR = 128


@dataclass(frozen=True)
class Salvaged:
    """Rows that were read, and tables of which something could not be."""

    rows: int
    incomplete: tuple[str, ...]


def salvage(damaged: Path, key: bytes, target: Path, progress: Progress = SILENT) -> Salvaged:
    """Make a database at `target` of all that can be read of the damaged one, which stays.

    It begins a new epoch, and has heard nothing of the other end: what was lost and had been
    handed up comes back. Raises `DamagedDatabaseError` when not even the beginning can be read.
    """
    source, lost, found = _Damaged(damaged, key), set[str](), dict[str, int]()
    replica, old = _replica(source)

    def fill(writer: Writer) -> None:
        for done, table in enumerate(SQLModel.metadata.tables):
            progress.step(done, len(SQLModel.metadata.tables), "正在抢救")
            if table != Replica.__tablename__:
                found[table] = _copy(source, writer, table, lost)
        _go_on(writer, old)

    Store.create(target, key, replica, fill).close()
    return Salvaged(sum(found.values()), tuple(sorted(lost)))


class _Damaged:
    """A database in which some pages cannot be read.

    A connection that has met one of them reads nothing more: every query has its own.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._place, self._key = address(path, still=False), key

    def rows(self, query: str, *parameters: int) -> list[Any]:
        """Return the rows of a query; raises `DamagedDatabaseError`."""
        with plain_connection(self._place, self._key) as connection:
            found: list[Any] = connection.execute(query, parameters).fetchall()
            return found


def _replica(source: _Damaged) -> tuple[Replica, int]:
    """Return what the database knew of itself, not yet capturing, and its epoch."""
    names = [row[1] for row in source.rows("PRAGMA table_info(replica)")]
    (row,) = source.rows("SELECT * FROM replica") or [None]
    if row is None:
        raise DamagedDatabaseError
    known = {name: value for name, value in zip(names, row, strict=True) if name in _FIELDS}
    return Replica(**{**known, "capture": False, "heard_lsn": 0}), known["epoch"]


_FIELDS = frozenset(Replica.model_fields)


def _copy(source: _Damaged, writer: Writer, table: str, lost: set[str]) -> int:
    """Copy the rows of a table; return how many."""
    declared = SQLModel.metadata.tables[table].columns
    present = {row[1] for row in source.rows(f"PRAGMA table_info({table})")}
    names = [column.name for column in declared if column.name in present]
    if not names:
        return 0  # a table of a later version
    added = {
        column.name: _blank(column.type.python_type)
        for column in declared
        if column.name not in present and not column.nullable
    }
    query = (
        f"INSERT OR IGNORE INTO {table} ({', '.join([*names, *added])}) "
        f"VALUES ({', '.join('?' * (len(names) + len(added)))})"
    )
    count = 0
    for batch in _readable(source, names, table, lost):
        writer.connection.exec_driver_sql(query, [(*row, *added.values()) for row in batch])
        count += len(batch)
    return count


def _blank(kind: type) -> object:
    return "" if kind is str else 0


def _readable(
    source: _Damaged, names: list[str], table: str, lost: set[str]
) -> Iterator[list[Any]]:
    """Yield the rows that can be read, in batches: up to a spoilt page, and on behind it."""
    at: int | None = 0
    size = _BATCH
    while at is not None:
        try:
            batch = source.rows(_from(table, ", ".join(["rowid", *names])), at, size)
        except DamagedDatabaseError:
            lost.add(table)
            if size > 1:
                size //= 2
            else:
                at, size = _behind(source, table, at), _BATCH
            continue
        if not batch:
            return
        yield [row[1:] for row in batch]
        at, size = batch[-1][0] + 1, min(2 * size, _BATCH)


def _from(table: str, what: str) -> str:
    return f"SELECT {what} FROM {table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?"


def _behind(source: _Damaged, table: str, bad: int) -> int | None:
    """Return the first rowid from which on rows can be read again; None: from nowhere.

    One by one at first, so as not to leap over sound pages; then further and further, and back.
    """
    for near in range(bad + 1, bad + _NEAR):
        if _can_read(source, table, near):
            return near
    low, step = bad + _NEAR, _NEAR
    while not _can_read(source, table, low + step):
        low, step = low + step, 2 * step
        if low + step > _LAST_ROW:
            return None
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _can_read(source, table, middle) else (middle, high)
    return high


def _can_read(source: _Damaged, table: str, at: int) -> bool:
    try:
        source.rows(_from(table, "rowid"), at, 1)
    except DamagedDatabaseError:
        return False
    return True


def _go_on(writer: Writer, old: int) -> None:
    """Let the new database's epoch follow the old one's, and capture from here on."""
    connection, new = writer.connection, writer.replica.epoch
    after = writer.replica.acknowledged if writer.replica.township else 0
    fork = after if writer.replica.township else _LAST_ROW
    connection.exec_driver_sql(
        "UPDATE lineage SET parent = ?, fork_lsn = ? WHERE epoch = ?", (old, fork, new)
    )
    rows.restamp(connection, old, new, after)
    connection.exec_driver_sql("UPDATE replica SET capture = 1")
    writer.session.expire_all()

"""A whole database copied to another place, from a file to a server or back, and compared there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec
from sqlmodel import SQLModel

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store import schema
from desktop.store.capture import is_on_server
from desktop.store.database import Place
from desktop.store.rows import BATCH, Row
from desktop.store.server import staging
from desktop.store.server.database import MARK, OccupiedError
from desktop.store.store import Store
from desktop.store.tables import Setting

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DIGEST = 16
"""Bytes."""

_STREAMING = {"stream_results": True, "max_row_buffer": BATCH}
"""A server sends one batch after the other: none of them waits in memory."""


class UnequalCopyError(QingqiaoError):
    """A table says something else at its new place."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"搬过去的数据读回来与原来的不一致（{table}），没有换过去，原来的数据照常使用。",
            "请检查两边的磁盘后重试；再不行请联系维护人员。",
        )


@dataclass
class _Fingerprint:
    """Of rows in any order: how many there are, and the sum of a digest of each."""

    count: int = 0
    total: int = 0

    def add(self, batch: Sequence[Row]) -> None:
        self.count += len(batch)
        for row in batch:
            digest = blake2b(msgspec.msgpack.encode(row), digest_size=_DIGEST).digest()
            self.total += int.from_bytes(digest, "big")


class _Copy:
    """Copies tables from one database to another, and compares what can be read there."""

    def __init__(self, source: Connection, store: Store, progress: Progress) -> None:
        self._source, self._store, self._progress = source, store, progress
        self.rows = sum(_count(source, table) for table in _tables())
        self._done, self._steps = 0, 2 * self.rows

    def fill(self, target: Connection) -> None:
        """Make all tables in an empty database and fill them, in the caller's transaction."""
        schema.create(target)
        for table in _tables():
            sent, kept = _Fingerprint(), _Fingerprint()
            for batch in self._sent(table):
                put(target, table, batch)
                sent.add(batch)
            for batch in self._read(target, table, "正在核对"):
                kept.add(batch)
            if kept != sent:
                raise UnequalCopyError(table)
        schema.complete(target)

    def is_whole(self, place: Place) -> bool:
        """Tell whether a place holds this very copy: made by a try that ended before its switch."""
        try:
            with closing(Store(place, self._store.key)) as there, there.read() as reader:
                return all(self._is_same(reader.connection, table) for table in _tables())
        except Cancelled:
            raise
        except QingqiaoError:  # another's data, or such as are not in use any more
            return False

    def _is_same(self, there: Connection, table: str) -> bool:
        mine, other = _Fingerprint(), _Fingerprint()
        for print_, connection in ((mine, self._source), (other, there)):
            for batch in self._read(connection, table, "正在核对"):
                print_.add(batch)
        return mine == other

    def _sent(self, table: str) -> Iterator[list[Row]]:
        """Read the old place; what is wrong there is not said of the new one."""
        with self._store.in_words():
            yield from self._read(self._source, table, "正在搬动")

    def _read(self, connection: Connection, table: str, what: str) -> Iterator[list[Row]]:
        query = f"SELECT {_columns(table)} FROM {table}"
        with closing(connection.exec_driver_sql(query, execution_options=_STREAMING)) as found:
            for batch in found.partitions(BATCH):
                yield [tuple(row) for row in batch if not _is_of_the_place(table, row)]
                self._done += len(batch)
                self._progress.step(min(self._done, self._steps), self._steps, what)


def move(
    store: Store, place: Place, switch: Callable[[], None], progress: Progress = SILENT
) -> int:
    """Copy all that a database holds to an empty `place` and return how many rows that were.

    A place that holds a whole copy already, left by a try that was cut off, is taken as it is.

    The copy is made in one transaction, and read back; then `switch` is called, from which on it
    is the one that counts. Nobody writes meanwhile, and who waited to write into the old database,
    or opens it later, is told that it is not in use any more. What is raised before `switch`
    leaves all as it was: `UnequalCopyError`, `DatabaseError`, `Cancelled`.
    """
    with store.upkeep() as source:
        copy = _Copy(source, store, progress)
        try:
            Store.make(place, store.key, copy.fill).close()
        except OccupiedError:
            if not copy.is_whole(place):
                raise
        switch()
        schema.retire(source)
    return copy.rows


def _tables() -> list[str]:
    return list(SQLModel.metadata.tables)


def _columns(table: str) -> str:
    """Return a table's columns, quoted."""
    return ", ".join(f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns)


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def _is_of_the_place(table: str, row: Sequence[object]) -> bool:
    """Tell whether a row belongs to the server and not to the data."""
    return table == Setting.__tablename__ and MARK in row


def put(target: Connection, table: str, batch: list[Row]) -> None:
    """Write rows with all the columns of a table."""
    if not batch:
        return
    columns = _columns(table)
    if is_on_server(target):
        staging.copy_in(target, table, columns.split(", "), batch)
        return
    marks = ", ".join("?" * len(batch[0]))
    target.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)

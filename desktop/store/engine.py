"""Opening a database encrypted with SQLCipher by a raw 32-byte key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2
from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.network_drives import on_network

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",  # no plaintext spill beside the database
    "PRAGMA recursive_triggers = ON",  # INSERT OR REPLACE must meet the delete guard
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 4096",  # pages; what many take-ins write goes over once
)


class DatabaseError(QingqiaoError):
    """The database file cannot be opened."""


class DamagedDatabaseError(DatabaseError):
    """The database's content is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            "数据库文件已损坏，打不开。原文件没有改动。",
            "请从备份恢复；不要删除数据文件夹里的任何文件。",
        )


def failure(said: str) -> DatabaseError | None:
    """Return in words what the driver said of the disk or of another program; None: a bug."""
    if "full" in said:
        return DatabaseError(
            "磁盘空间不足，这一步没有完成，原有数据没有改动。", "请清理磁盘后重试。"
        )
    if "locked" in said or "busy" in said:
        return DatabaseError(
            "数据正被另一个青桥窗口或命令使用，这一步没有完成，数据没有改动。",
            "请等它结束，或关闭另一个窗口后重试。",
        )
    if any(word in said for word in ("disk I/O error", "readonly", "unable to open")):
        return DatabaseError(
            "数据文件夹读写不了，这一步没有完成，原有数据没有改动。",
            "请检查磁盘是否满了、是否还连接着、文件夹是否可以写入，然后重试。",
        )
    if any(word in said for word in ("malformed", "not a database", "hmac")):
        return DamagedDatabaseError()
    return None


def _connect(place: str, key: bytes) -> Any:  # noqa: ANN401 - a driver without types
    connection = sqlcipher3.dbapi2.connect(
        place, isolation_level=None, check_same_thread=False, timeout=10, uri=True
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # the error says it
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def address(path: Path, *, still: bool) -> str:
    """Return SQLite's name for reading a file; `still`: nobody writes it, no log beside it."""
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}"


@contextmanager
def plain_connection(place: str, key: bytes) -> Iterator[Any]:
    """Open a path or an `address` by the driver alone; raises `DatabaseError`."""
    try:
        connection = _connect(place, key)
        try:
            yield connection
        finally:
            connection.close()
    except sqlcipher3.dbapi2.DatabaseError as error:
        if said := failure(str(error)):
            raise said from error
        raise


def open_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on `path`, created when absent; raises `DatabaseError` on a wrong key."""

    def connect() -> Any:  # noqa: ANN401 - a driver without types
        connection = None
        if on_network(path.parent):
            raise DatabaseError(
                "数据文件夹在网络共享上，没有打开：几台电脑经网络同时读写会损坏数据库。",
                "请把整个文件夹移到本机磁盘再打开；几台电脑合用，请各自入网。",
            )
        try:
            connection = _connect(str(path), key)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except sqlcipher3.dbapi2.DatabaseError as error:
            if connection is not None:
                connection.close()
            if said := failure(str(error)):
                raise said from error
            raise DamagedDatabaseError from error
        return connection

    # The default pool for this driver is not safe above a few threads.
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=connect,
        poolclass=QueuePool,
        hide_parameters=True,  # an error must not carry people's data into a log
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine

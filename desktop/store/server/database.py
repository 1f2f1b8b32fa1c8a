"""A database on a PostgreSQL server."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from desktop.store.engine import DatabaseError
from desktop.store.server.address import ServerAddress
from desktop.store.server.engine import open_server_engine, server_failure

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MARK = "store/keys"
"""Setting: what tells whose data these are; the server's data are not encrypted by the key."""


class OccupiedError(DatabaseError):
    """A new database was to be made where one is."""

    def __init__(self) -> None:
        super().__init__(
            "这个数据库里已经有青桥的数据，没有改动它。",
            "请让服务器的管理员另建一个空的数据库，再搬一次。如果这里面是上一次没有搬完留下的，"
            "它已经旧了，不能再用，搬好以后请管理员删掉它。",
        )


class ServerDatabase:
    """A database of a server, with the mark of the key that its data folder holds."""

    def __init__(self, address: ServerAddress, key: bytes) -> None:
        self._address = address
        self._mark = hashlib.blake2b(b"qingqiao store", key=key, digest_size=16).hexdigest()

    def make(self, fill: Callable[[Connection], None]) -> None:
        """Make the tables and fill them, in one transaction."""
        engine = open_server_engine(self._address)
        try:
            with engine.execution_options(immediate=True).begin() as connection:
                if inspect(connection).has_table("replica"):
                    raise OccupiedError
                encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
                if encoding != "UTF8":
                    raise DatabaseError(
                        f"这个数据库的编码是 {encoding}，存不下所有汉字，没有改动它。",
                        "请让服务器的管理员另建一个编码为 UTF8 的数据库。",
                    )
                fill(connection)
                connection.exec_driver_sql(
                    "INSERT INTO setting (key, value) VALUES (?, ?)", (MARK, self._mark)
                )
        finally:
            engine.dispose()

    def open(self) -> tuple[Engine, Engine]:
        """Return an engine for reading, each transaction one look, and one for writing."""
        engine = open_server_engine(self._address)
        reading = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        return reading, engine.execution_options(immediate=True)

    def check(self, connection: Connection) -> None:
        """Raise `DatabaseError` when there are no data, or those of other keys."""
        if not inspect(connection).has_table("replica"):
            raise DatabaseError(
                "服务器上的这个数据库里没有青桥的数据，没有改动它。",
                "请核对数据文件夹里记着的地址；数据库丢了的，请从服务器的备份恢复。",
            )
        query = "SELECT value FROM setting WHERE key = ?"
        kept = connection.exec_driver_sql(query, (MARK,)).scalar()
        if not hmac.compare_digest(str(kept), self._mark):
            raise DatabaseError(
                "服务器上的数据属于另一套密钥，没有打开，数据没有改动。",
                "请确认数据文件夹和数据库是同一个省级端的。",
            )

    def compact(self) -> None:
        """Nothing: the server's administrator lets it vacuum."""

    def close(self, engine: Engine) -> None:
        """Close all connections."""
        engine.dispose()

    def failure(self, error: DBAPIError) -> DatabaseError | None:
        """Return in words what the server did to us; None: a bug."""
        return server_failure(error)

"""The two kinds of database below a store: an encrypted file, or a PostgreSQL server's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.store.file import FileDatabase
from desktop.store.server.address import ServerAddress
from desktop.store.server.database import ServerDatabase

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.exc import DBAPIError

    from desktop.store.engine import DatabaseError

Place = Path | ServerAddress
"""Where a database is."""


class Database(Protocol):
    """What a store asks of the place where its rows lie."""

    def make(self, fill: Callable[[Connection], None]) -> None:
        """Make a new database and fill it: the whole of it, or no trace.

        Raises `DatabaseError` where one is already.
        """

    def open(self) -> tuple[Engine, Engine]:
        """Return an engine for reading and one for writing; raises `DatabaseError`."""

    def check(self, connection: Connection) -> None:
        """Raise `DatabaseError` when the data are not those of the key."""

    def compact(self) -> None:
        """Leave nothing of what was deleted or overwritten in the file; raises `DatabaseError`.

        On a server that is its administrator's.
        """

    def close(self, engine: Engine) -> None:
        """Close all connections."""

    def failure(self, error: DBAPIError) -> DatabaseError | None:
        """Return in words what happened outside the program; None: a bug."""


def database_at(place: Place, key: bytes) -> Database:
    """Return the database at a place, whose data are read by the 32-byte `key`."""
    if isinstance(place, ServerAddress):
        return ServerDatabase(place, key)
    return FileDatabase(place, key)

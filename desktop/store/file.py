"""A database in an encrypted file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from desktop.foundation.files import make_folder, move_file
from desktop.store.engine import DatabaseError, failure, open_engine, plain_connection

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


class FileDatabase:
    """A file, encrypted with SQLCipher by a raw 32-byte key."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key

    def make(self, fill: Callable[[Connection], None]) -> None:
        """Make a new file beside the path, fill it, and move it into place when it is whole."""
        path = self._path
        if path.exists():
            raise DatabaseError("这个文件夹里已经有数据，没有改动它。", "请另选一个空文件夹。")
        make_folder(path.parent)
        aside = path.with_name(f".{path.name}.new")
        _remove(aside)
        try:
            self._fill(aside, fill)
            _remove(path)  # the log of a database that is gone is not this one's
            move_file(aside, path)
        finally:
            _remove(aside)

    def open(self) -> tuple[Engine, Engine]:
        """Return an engine for reading and one for writing; raises `DatabaseError`."""
        if not self._path.exists():
            raise DatabaseError(
                f"没有找到数据库“{self._path.name}”。", "请检查数据文件夹是否选对。"
            )
        engine = open_engine(self._path, self._key)
        return engine, engine.execution_options(immediate=True)

    def check(self, connection: Connection) -> None:
        """Nothing: another key opens nothing."""

    def compact(self) -> None:
        """Write the whole file anew, so that its free pages hold nothing old."""
        with plain_connection(str(self._path), self._key) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self, engine: Engine) -> None:
        """Fold the write-ahead log into the file, if the disk lets us: nothing hangs on it."""
        try:
            with suppress(DatabaseError), engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DBAPIError as error:
            if self.failure(error) is None:
                raise
        finally:
            engine.dispose()

    def failure(self, error: DBAPIError) -> DatabaseError | None:
        """Return in words what the disk, or another program, did to us; None: a bug."""
        return failure(str(error.orig))

    def _fill(self, path: Path, fill: Callable[[Connection], None]) -> None:
        """Write a whole new database to `path` and fold its log in."""
        engine = open_engine(path, self._key)
        try:
            with engine.execution_options(immediate=True).begin() as connection:
                fill(connection)
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            engine.dispose()


def _remove(path: Path) -> None:
    for log in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{log}").unlink(missing_ok=True)

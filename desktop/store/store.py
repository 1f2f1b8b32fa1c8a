"""One database: reading and writing in whole transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam
from sqlalchemy.exc import DatabaseError as DriverError
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import new_epoch
from desktop.foundation.progress import Cancelled, Progress
from desktop.store import acts, audit, capture, schema
from desktop.store.database import Database, Place, database_at
from desktop.store.migrations import SCHEMA_VERSION
from desktop.store.tables import OWNER_TOWNSHIP, Lineage, Replica, Synced, Table

T = TypeVar("T", bound=Table)
S = TypeVar("S", bound=Synced)


class MissingRowError(QingqiaoError):
    """A row that was asked for is not there, or was deleted."""


_STEPS = 50_000
"""Of SQLite's machine between two looks at whether to go on: a few milliseconds."""

_REPLICA = select(Replica).execution_options(populate_existing=True)  # triggers count on


@lru_cache(maxsize=500)
def _equality(kind: type[T], given: frozenset[str], absent: frozenset[str]) -> SelectOfScalar[T]:
    """Return the query for rows by their columns; to make it takes longer than to run it."""
    query = select(kind)
    for name in sorted(given):
        query = query.where(getattr(kind, name) == bindparam(name))
    for name in sorted(absent):
        query = query.where(getattr(kind, name).is_(None))
    return query


class Reader:
    """One consistent look at the database."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._replica: Replica | None = None

    @property
    def connection(self) -> Connection:
        """The connection, for bulk statements of the store and of queries."""
        return self.session.connection()

    @property
    def replica(self) -> Replica:
        """What this database knows of itself; within one look it stays the same."""
        if self._replica is None:
            self._replica = self.session.exec(_REPLICA).one()
        return self._replica

    @contextmanager
    def heeding(self, progress: Progress) -> Iterator[None]:
        """Let `progress` break off a long question with `Cancelled`; on a file only."""
        driver: Any = self.connection.connection.driver_connection
        if not hasattr(driver, "set_progress_handler"):
            yield
            return
        said: list[Cancelled] = []

        def listen() -> bool:
            try:
                progress.step(0, 0, "")
            except Cancelled as stop:
                said.append(stop)
            return bool(said)

        driver.set_progress_handler(listen, _STEPS)
        try:
            yield
        except DriverError as error:
            if said:
                raise said[0] from error
            raise
        finally:
            driver.set_progress_handler(None, 0)

    def get(self, kind: type[S], row_id: bytes | None) -> S:
        """Return a live row by id; raises `MissingRowError`."""
        row = None if row_id is None else self.session.get(kind, row_id)
        if row is None or row.deleted:
            raise MissingRowError("这条记录不存在或已被删除。", "请刷新列表后重试。")
        return row

    def find(self, kind: type[S], **equals: object) -> list[S]:
        """Return the live rows whose columns equal the given values."""
        return self.local(kind, deleted=False, **equals)

    def local(self, kind: type[T], **equals: object) -> list[T]:
        """Return the rows of a table that stays in this database."""
        absent = frozenset(name for name, value in equals.items() if value is None)
        query = _equality(kind, frozenset(equals) - absent, absent)
        return list(self.session.exec(query, params=equals).all())


class Writer(Reader):
    """One transaction: all of it or nothing; `told` is what the audit log is to say of it."""

    told: audit.Told | None = None

    @property
    def replica(self) -> Replica:
        """What this database knows of itself, as far as the triggers have counted."""
        return self.session.exec(_REPLICA).one()

    def tell(self, note: str = "", *, purpose: str = "", people: int = 0) -> None:
        """Let the audit log say this of the act, in place of the rows that it writes."""
        self.told = audit.Told(note, purpose, people)

    def add(self, row: T) -> T:
        """Add a row; a township's own row is given the township of this database."""
        if isinstance(row, Synced) and row.OWNER == OWNER_TOWNSHIP and not row.township:
            row.township = self.replica.township
        self.session.add(row)
        self.session.flush()
        return row

    def delete(self, row: Synced) -> None:
        """Mark a row deleted; the mark travels."""
        row.deleted = True
        self.session.add(row)
        self.session.flush()


class Store:
    """An open database."""

    def __init__(
        self,
        place: Place,
        key: bytes,
        before_upgrade: Callable[[int], None] = lambda _: None,
        upgrading: Callable[[Writer], object] = lambda _: None,
    ) -> None:
        """Open the database at `place`, and bring it up to date if it is an older version's.

        `before_upgrade` is told that version first, `upgrading` has the last word in the same
        transaction as the steps; what either raises leaves the database as it was.
        Raises `DatabaseError`, `NewerDatabaseError` or `UncapturedError`.
        """
        self.place, self.key = place, key
        self.unsaved = False
        """Whether anything was written since the last backup, as far as this opening knows."""
        self.operator = ""
        """Who writes; every transaction stamps this name, whoever else has the database open."""
        self._database = database_at(place, key)
        self._reading, self._writing = self._database.open()
        try:
            with self.read() as reader:
                self._database.check(reader.connection)
                version = schema.version_of(reader.connection)
            if version < SCHEMA_VERSION:
                before_upgrade(version)
            with self.write(Act.UPGRADE) as writer:
                schema.complete(writer.connection)
                if version < SCHEMA_VERSION:
                    upgrading(writer)
        except BaseException:
            self._reading.dispose()
            raise

    @classmethod
    def create(
        cls,
        place: Place,
        key: bytes,
        replica: Replica,
        fill: Callable[[Writer], None] = lambda _: None,
    ) -> Store:
        """Make a new database at `place` and `fill` it: the whole of it, or no trace.

        `replica` names the township (0: the province's own database) and the device.
        """
        replica.schema_version = SCHEMA_VERSION
        replica.epoch = new_epoch()
        return cls.make(place, key, lambda connection: _fill(connection, replica, fill))

    @classmethod
    def make(cls, place: Place, key: bytes, fill: Callable[[Connection], None]) -> Store:
        """Make a new database out of what `fill` puts there: the whole of it, or no trace."""
        database = database_at(place, key)
        with _in_words(database):
            database.make(fill)
        return cls(place, key)

    def in_words(self) -> AbstractContextManager[None]:
        """Say of this database, and no other, what the disk or the server does to us inside."""
        return _in_words(self._database)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open a transaction for reading."""
        with (
            _in_words(self._database),
            self._reading.connect() as connection,
            connection.begin(),
            Session(connection, expire_on_commit=False) as session,
        ):
            yield Reader(session)

    @contextmanager
    def write(self, act: Act = Act.CHANGE) -> Iterator[Writer]:
        """Open a transaction for writing; commits at the end, rolls back on any error.

        The audit log gets one entry of it: the `act`, with the records it touched.
        Raises `NewerDatabaseError` or `RetiredDatabaseError` when that has come about meanwhile.
        """
        with (
            _in_words(self._database),
            self._writing.connect() as connection,
            connection.begin(),
            Session(
                connection,
                expire_on_commit=False,
                join_transaction_mode="control_fully",
            ) as session,
        ):
            if self.operator:
                _sign(connection, self.operator)
            schema.version_of(connection)  # another program may have brought it up, or moved it
            writer, since, undoable = Writer(session), audit.mark(connection), acts.noted()
            yield writer
            session.flush()
            if undoable is not None:
                with self._reading.connect() as before:
                    undoable.add(before, session.connection(), since)
            audit.append(connection, act, since, writer.told)
            session.commit()
        self.unsaved = True

    @contextmanager
    def upkeep(self) -> Iterator[Connection]:
        """Open a transaction for what only helps the rows: nobody's act, nothing to back up."""
        with (
            _in_words(self._database),
            self._writing.connect() as connection,
            connection.begin(),
        ):
            schema.version_of(connection)
            yield connection

    def compact(self) -> None:
        """Leave nothing of what was erased in the file's free pages; raises `DatabaseError`."""
        self._database.compact()

    def close(self) -> None:
        """Close all connections and fold the write-ahead log into the file.

        A disk that is full or gone keeps it from being folded in; all that was committed is in
        the log, and the next start goes on from there.
        """
        self._database.close(self._reading)


def _sign(connection: Connection, operator: str) -> None:
    """Let the triggers write this name."""
    query = "UPDATE replica SET operator = ? WHERE operator <> ?"
    connection.exec_driver_sql(query, (operator, operator))


@contextmanager
def _in_words(database: Database) -> Iterator[None]:
    """Say what the disk, the server or another program did to us; all is rolled back."""
    try:
        yield
    except DriverError as error:
        if said := database.failure(error):
            raise said from error
        raise


def _fill(connection: Connection, replica: Replica, fill: Callable[[Writer], None]) -> None:
    """Make all tables of a new database and write what it begins with."""
    schema.create(connection)
    with Session(connection) as session:
        session.add(replica)
        session.add(Lineage(epoch=replica.epoch))
        session.flush()
        capture.install(connection, schema.owner_of(connection))
        fill(Writer(session))
        session.commit()

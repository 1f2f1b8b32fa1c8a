"""The audit log in the database: what a transaction did becomes its last row, and stays so.

Rows that people own are numbered as they are written (`seq`, see capture.py), so one look at the
end of a transaction tells which were touched, whatever path wrote them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.domain.audit import LISTED, Act, Entry, Head, Touched, written
from desktop.foundation.clock import system_clock
from desktop.store.capture import is_on_server
from desktop.store.provenance import REST, read_dots
from desktop.store.server import audit as server
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP, synced_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

_COLUMNS = "number, at, actor, act, touched, purpose, people, note, digest"
LAST = "SELECT number, digest FROM audit_entry ORDER BY number DESC LIMIT 1"
"""The query for the head."""

_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"


@dataclass(frozen=True)
class Told:
    """What an act says of itself, in place of the rows that it wrote."""

    note: str = ""
    purpose: str = ""
    people: int = 0


def install(connection: Connection) -> None:
    """Let the log be only added to; idempotent, run at every start."""
    if is_on_server(connection):
        server.install(connection)
        return
    for event in ("UPDATE", "DELETE"):
        name = f"audit_keep_{event.lower()}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {event} ON audit_entry {_REFUSAL}"
        )


def mark(connection: Connection) -> int:
    """Return the number of the database's last write, to be given to `append` later."""
    return int(connection.exec_driver_sql("SELECT lsn FROM replica").scalar_one())


def append(connection: Connection, act: Act, since: int, told: Told | None) -> None:
    """Add the entry of a transaction: what it told, or which rows it wrote after `since`.

    Without either there is nothing to say.
    """
    here = _Here(
        *connection.exec_driver_sql("SELECT lsn, epoch, township, operator FROM replica").one()
    )
    touched = () if told or here.lsn == since else _touched(connection, here, since)
    if not (told or touched):
        return
    said, last = told or Told(), head(connection)
    entry = Entry(
        last.number + 1,
        int(system_clock().timestamp()),
        here.operator,
        act.value,
        written(touched),
        said.purpose,
        said.people,
        said.note,
    )
    connection.exec_driver_sql(
        f"INSERT INTO audit_entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.number,
            entry.at,
            entry.actor,
            entry.act,
            entry.touched,
            entry.purpose,
            entry.people,
            entry.note,
            entry.follows(last.digest),
        ),
    )


def head(connection: Connection) -> Head:
    """Return the head of the log."""
    row = connection.exec_driver_sql(LAST).first()
    return Head(*row) if row else Head()


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield the whole log, the oldest entry first."""
    for row in connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM audit_entry ORDER BY number"):
        yield Entry(*row)


class _Here(NamedTuple):
    lsn: int
    epoch: int
    township: int
    operator: str


@lru_cache
def _query(owner: str) -> tuple[str, int]:
    """Return the query for the rows that `owner` wrote, and how many tables it looks into.

    A township finds them by the index on (township, seq); the province's own tables are small.
    """
    where = "township = ? AND seq > ?" if owner == OWNER_TOWNSHIP else "seq > ?"
    tables = synced_tables(owner)
    return " UNION ALL ".join(
        f"SELECT '{table}', id, deleted, epoch, lsn, dots FROM {table} WHERE {where}"
        for table in tables
    ), len(tables)


def _touched(connection: Connection, here: _Here, since: int) -> list[Touched]:
    """Return which rows were written here after `since`, by table."""
    owner = OWNER_TOWNSHIP if here.township else OWNER_PROVINCE
    query, tables = _query(owner)
    bounds = (here.township, since) if here.township else (since,)
    found: dict[str, _Rows] = defaultdict(_Rows)
    for table, *row in connection.exec_driver_sql(query, bounds * tables):
        found[table].count(*row, here.epoch, since)
    return [rows.of(table) for table, rows in found.items()]


class _Rows:
    """Counts what was done to the rows of one table."""

    def __init__(self) -> None:
        self._new = self._changed = self._deleted = 0
        self._fields: dict[str, None] = {}
        self._ids: list[str] = []

    def count(self, row_id: bytes, deleted: Any, *version: Any) -> None:  # noqa: ANN401 - as the driver has them
        """Count one row: its epoch, lsn and dots, then the database's epoch and the mark."""
        epoch, lsn, dots, ours, since = version
        writes = read_dots(dots, (epoch, lsn))
        recent = [field for field, (life, at) in writes.items() if life == ours and at > since]
        if len(self._ids) <= LISTED:
            self._ids.append(row_id.hex())
        if REST in recent:
            self._new += 1
        elif deleted and "deleted" in recent:
            self._deleted += 1
        else:
            self._changed += 1
            self._fields |= dict.fromkeys(recent)

    def of(self, table: str) -> Touched:
        """Return what was counted."""
        ids = self._ids if len(self._ids) <= LISTED else []
        fields = tuple(sorted(self._fields))
        return Touched(table, self._new, self._changed, self._deleted, fields, tuple(ids))

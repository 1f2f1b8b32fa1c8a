"""What one act changed, row by row, so that it can be taken back by writing the earlier values.

Nothing is noted while the act writes: until it commits, another connection still sees every row as
it was, and the rows that the act touched are those numbered after its start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.store.batches import batches
from desktop.store.capture import field_names
from desktop.store.tables import OWNER_TOWNSHIP, synced_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

Values = Mapping[str, Any]
"""Column -> value as the driver has it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The fields of one row that an act changed, before and after."""

    before: Values
    after: Values


@dataclass
class Act:
    """The rows that an act made and those that it edited, by table."""

    made: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    edited: dict[str, dict[bytes, Edit]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def empty(self) -> bool:
        """Whether nothing was changed."""
        return not (any(self.made.values()) or any(self.edited.values()))

    def add(self, before: Connection, after: Connection, since: int) -> None:
        """Add what the transaction of `after` wrote beyond number `since`; `before` knows none."""
        for table, kind in synced_tables(OWNER_TOWNSHIP).items():
            names = field_names(kind)
            touched = _touched(after, table, since)
            for ids in batches(touched):
                old, new = _rows(before, table, names, ids), _rows(after, table, names, ids)
                for row_id in ids:
                    if row_id in old:
                        self._edit(table, row_id, old[row_id], new[row_id])
                    else:
                        self.made[table].append(row_id)

    def _edit(self, table: str, row_id: bytes, old: Values, new: Values) -> None:
        """Note an edit; an act that wrote the row twice has edited it once."""
        if row_id in self.made[table]:
            return
        changed = [name for name in new if old[name] != new[name]]
        earlier = self.edited[table].get(row_id, Edit({}, {}))
        self.edited[table][row_id] = Edit(
            {name: old[name] for name in changed} | dict(earlier.before),
            dict(earlier.after) | {name: new[name] for name in changed},
        )


@dataclass(frozen=True)
class TakenBack:
    """How many rows are as they were, and how many stayed since others built on them."""

    rows: int
    kept: int


_CURRENT: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def noting() -> Iterator[Act]:
    """Note what every transaction of this thread commits meanwhile."""
    act = Act()
    token = _CURRENT.set(act)
    try:
        yield act
    finally:
        _CURRENT.reset(token)


def noted() -> Act | None:
    """Return the act that is being noted in this thread, if one is."""
    return _CURRENT.get()


def take_back(connection: Connection, act: Act) -> TakenBack:
    """Write the earlier values of an act's rows, as an ordinary new write.

    A field that was written again since keeps its newer value, and a row that the act made and
    that others refer to by now stays.
    """
    rows = kept = 0
    for table, edits in act.edited.items():
        for ids in batches(list(edits)):
            now = _rows(connection, table, field_names(synced_tables()[table]), ids)
            for row_id in ids:
                edit = edits[row_id]
                back = {
                    name: value
                    for name, value in edit.before.items()
                    if now[row_id][name] == edit.after[name]
                }
                kept += len(back) < len(edit.before)
                if back:
                    rows += 1
                    _write(connection, table, row_id, back)
    for table, made in act.made.items():
        for ids in batches(made):
            in_use = _referred(connection, table, ids, act)
            kept += len(in_use)
            for row_id in set(ids) - in_use:
                rows += 1
                _write(connection, table, row_id, {"deleted": 1})
    return TakenBack(rows, kept)


def _touched(connection: Connection, table: str, since: int) -> list[bytes]:
    query = (
        f"SELECT id FROM {table} WHERE township = (SELECT township FROM replica) AND seq > ? "
        "ORDER BY seq"
    )
    return [bytes(row_id) for (row_id,) in connection.exec_driver_sql(query, (since,))]


def _rows(
    connection: Connection, table: str, names: Sequence[str], ids: Sequence[bytes]
) -> dict[bytes, dict[str, Any]]:
    marks = ", ".join("?" * len(ids))
    query = f"SELECT id, {', '.join(names)} FROM {table} WHERE id IN ({marks})"
    found = connection.exec_driver_sql(query, tuple(ids))
    return {bytes(row[0]): dict(zip(names, row[1:], strict=True)) for row in found}


def _write(connection: Connection, table: str, row_id: bytes, values: Values) -> None:
    changes = ", ".join(f"{name} = ?" for name in values)
    connection.exec_driver_sql(
        f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), row_id)
    )


def _referred(connection: Connection, table: str, ids: Sequence[bytes], act: Act) -> set[bytes]:
    """Return those of the rows that live rows of others refer to by their column `<table>_id`."""
    column, marks = f"{table}_id", ", ".join("?" * len(ids))
    found: set[bytes] = set()
    for other, kind in synced_tables(OWNER_TOWNSHIP).items():
        if column in field_names(kind):
            query = f"SELECT id, {column} FROM {other} WHERE deleted = 0 AND {column} IN ({marks})"
            own = set(act.made.get(other, ()))
            found.update(
                bytes(referred)
                for row_id, referred in connection.exec_driver_sql(query, tuple(ids))
                if bytes(row_id) not in own
            )
    return found

"""Rows of tables that this version does not know, as `store.rows` has those it knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop.store.rows import BATCH, Row, condition
from desktop.store.tables import OWNER_TOWNSHIP, synced_tables
from desktop.store.tables.base import STAMPS

if TYPE_CHECKING:
    from sqlalchemy import Connection

COLUMNS = ["id", "township", *STAMPS, "unknown"]
"""The columns that such a row travels in, whatever those of its table are."""

_NAMES = ", ".join(COLUMNS)
_LOOKUP = 500


def tables(connection: Connection, owner: str) -> list[str]:
    """Return the tables of an owner of which rows are kept, by name."""
    cursor = connection.exec_driver_sql(
        "SELECT DISTINCT table_name FROM unknown_row WHERE owner = ? ORDER BY table_name", (owner,)
    )
    return [name for (name,) in cursor]


def changed(
    connection: Connection,
    townships: Sequence[int],
    since: int,
    upto: int,
    *,
    epochs: Sequence[int] = (),
) -> Iterator[tuple[str, list[Row]]]:
    """Yield each table with a batch of the townships' own rows, as `store.rows.changed`."""
    wanted, parameters = condition(townships, since, upto, epochs)
    for table in tables(connection, OWNER_TOWNSHIP):
        if table in synced_tables():
            continue
        cursor = connection.exec_driver_sql(
            f"SELECT {_NAMES} FROM unknown_row WHERE table_name = ? AND owner = ? AND {wanted} "
            "ORDER BY township, seq",
            (table, OWNER_TOWNSHIP, *parameters),
        )
        while batch := cursor.fetchmany(BATCH):
            yield table, [tuple(row) for row in batch]


def sequences(
    connection: Connection,
    townships: Sequence[int],
    since: int,
    upto: int,
    *,
    epochs: Sequence[int] = (),
) -> list[int]:
    """Return the sequence numbers of the rows that `changed` would yield."""
    known = list(synced_tables())
    wanted, parameters = condition(townships, since, upto, epochs)
    cursor = connection.exec_driver_sql(
        f"SELECT seq FROM unknown_row WHERE owner = ? AND {wanted} "
        f"AND table_name NOT IN ({', '.join('?' * len(known))})",
        (OWNER_TOWNSHIP, *parameters, *known),
    )
    return [seq for (seq,) in cursor]


def find(connection: Connection, table: str, ids: Sequence[bytes]) -> dict[bytes, Row]:
    """Return the rows of a table with these ids, by id."""
    found: dict[bytes, Row] = {}
    for start in range(0, len(ids), _LOOKUP):
        part = ids[start : start + _LOOKUP]
        cursor = connection.exec_driver_sql(
            f"SELECT {_NAMES} FROM unknown_row "
            f"WHERE table_name = ? AND id IN ({', '.join('?' * len(part))})",
            (table, *part),
        )
        found.update((row[0], tuple(row)) for row in cursor)
    return found


def of_table(connection: Connection, table: str, owner: str) -> list[Row]:
    """Return all rows of a table that came from its `owner`."""
    cursor = connection.exec_driver_sql(
        f"SELECT {_NAMES} FROM unknown_row WHERE table_name = ? AND owner = ?", (table, owner)
    )
    return [tuple(row) for row in cursor]


def count(connection: Connection, township: int) -> int:
    """Return how many rows of a township are kept."""
    total: int = connection.exec_driver_sql(
        "SELECT COUNT(*) FROM unknown_row WHERE township = ?", (township,)
    ).scalar_one()
    return total


def upsert(
    connection: Connection, table: str, owner: str, rows: Sequence[Row], first_seq: int
) -> None:
    """Write rows over what is there, numbering them from `first_seq`."""
    if not rows:
        return
    names = ["table_name", "owner", *COLUMNS, "seq"]
    update = ", ".join(f"{name} = excluded.{name}" for name in names[1:] if name != "id")
    connection.exec_driver_sql(
        f"INSERT INTO unknown_row ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (table_name, id) DO UPDATE SET {update}",
        [(table, owner, *row, seq) for seq, row in enumerate(rows, first_seq)],
    )


def remove(connection: Connection, table: str, ids: Sequence[bytes]) -> None:
    """Forget rows that have become rows of a table of their own."""
    if ids:
        connection.exec_driver_sql(
            "DELETE FROM unknown_row WHERE table_name = ? AND id = ?", [(table, i) for i in ids]
        )

"""Rows on their way: read, compared and written in bulk by statements, never by the ORM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.store.capture import field_names, is_on_server, values_json
from desktop.store.provenance import Renaming, read_pasts, renamed
from desktop.store.server import staging
from desktop.store.server.staging import Plain
from desktop.store.tables import Synced, synced_tables
from desktop.store.tables.base import OWNER_TOWNSHIP, STAMPS

if TYPE_CHECKING:
    from sqlalchemy import Connection

BATCH = 10_000
"""Rows a frame."""

_PRIME = 2**31 - 1
_LOOKUP = 500

Row = tuple[Any, ...]


def wire_columns(kind: type[Synced]) -> list[str]:
    """Return the columns of a table that travel, the id first."""
    return ["id", "township", *STAMPS, "unknown", *field_names(kind)]


def changed(
    connection: Connection,
    table: str,
    townships: Sequence[int],
    since: int,
    upto: int,
    *,
    epochs: Sequence[int] = (),
) -> Iterator[list[Row]]:
    """Yield batches of the rows written here after `since` up to `upto`, as they travel.

    `epochs` keeps the rows of these alone, and those that several lives wrote; of all when empty.
    """
    columns = ", ".join(wire_columns(synced_tables()[table]))
    wanted, parameters = condition(townships, since, upto, epochs)
    cursor = connection.exec_driver_sql(
        f"SELECT {columns} FROM {table} WHERE {wanted} ORDER BY township, seq", parameters
    )
    while batch := cursor.fetchmany(BATCH):
        yield [tuple(row) for row in batch]


def sequences(
    connection: Connection,
    tables: Iterable[str],
    townships: Sequence[int],
    since: int,
    upto: int,
    *,
    epochs: Sequence[int] = (),
) -> list[int]:
    """Return the sequence numbers of the rows that `changed` would yield, in order."""
    wanted, parameters = condition(townships, since, upto, epochs)
    return sorted(
        seq
        for table in tables
        for (seq,) in connection.exec_driver_sql(
            f"SELECT seq FROM {table} WHERE {wanted}", parameters
        )
    )


def condition(
    townships: Sequence[int], since: int, upto: int, epochs: Sequence[int]
) -> tuple[str, Row]:
    """Return the SQL that selects rows as `changed` does, with its parameters."""
    marks = ", ".join("?" * len(townships))
    wanted = f"township IN ({marks}) AND seq > ? AND seq <= ?"
    parameters: list[int] = [*townships, since, upto]
    if epochs:
        wanted += f" AND (past IS NOT NULL OR epoch IN ({', '.join('?' * len(epochs))}))"
        parameters.extend(epochs)
    return wanted, tuple(parameters)


def find(connection: Connection, table: str, ids: Sequence[bytes]) -> dict[bytes, Row]:
    """Return the rows with these ids as they travel, by id."""
    columns = ", ".join(wire_columns(synced_tables()[table]))
    found: dict[bytes, Row] = {}
    for start in range(0, len(ids), _LOOKUP):
        part = tuple(ids[start : start + _LOOKUP])
        cursor = connection.exec_driver_sql(
            f"SELECT {columns} FROM {table} WHERE id IN ({', '.join('?' * len(part))})", part
        )
        found.update((row[0], tuple(row)) for row in cursor)
    return found


def upsert(
    connection: Connection,
    table: str,
    rows: Sequence[Row],
    first_seq: int,
    live: Mapping[bytes, Row],
) -> None:
    """Write rows as they travel over the `live` ones, numbering them from `first_seq`.

    Capture is to be off where this database owns the table.
    """
    if not rows:
        return
    if is_on_server(connection):
        staging.upsert(connection, table, wire_columns(synced_tables()[table]), rows, first_seq)
        return
    columns = [*wire_columns(synced_tables()[table]), "seq"]
    same = _same_in_indices(synced_tables()[table], rows, live)
    update = ", ".join(f"{name} = excluded.{name}" for name in columns[1:] if name not in same)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (id) DO UPDATE SET {update}",
        [(*row, seq) for seq, row in enumerate(rows, first_seq)],
    )


def _same_in_indices(
    kind: type[Synced], rows: Sequence[Row], live: Mapping[bytes, Row]
) -> set[str]:
    """Return the indexed columns in which no row differs from the live one.

    Named in an update, they would have all their indices written anew.
    """
    indices = kind.__table__.indexes  # type: ignore[attr-defined]
    indexed = {column.name for index in indices for column in index.columns}
    replaced = [(live[row[0]], row) for row in rows if row[0] in live]
    return {
        name
        for place, name in enumerate(wire_columns(kind))
        if name in indexed and all(old[place] == new[place] for old, new in replaced)
    }


def put_plain(
    connection: Connection,
    table: str,
    rows: Sequence[Row],
    first_seq: int,
    *,
    want_before: bool,
) -> Plain:
    """Let a server write the rows that need no merging; to a file all are the rest."""
    if not is_on_server(connection):
        return Plain(rows)
    columns = wire_columns(synced_tables()[table])
    return staging.put_plain(connection, table, columns, rows, first_seq, want_before=want_before)


def put_fields(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert or update rows that this database owns by id; triggers stamp those that changed."""
    if not rows:
        return
    rest = {name: value for name, value in _defaults(table).items() if name not in columns}
    whole = {row[0]: (*row, *rest.values()) for row in rows}.values()  # the last of an id counts
    if is_on_server(connection):
        staging.put_fields(connection, table, columns, whole, list(rest))
        return
    update = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    names = [*columns, *rest]
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (id) DO UPDATE SET {update}",
        list(whole),
    )


def _defaults(table: str) -> dict[str, Any]:
    """Return the stored defaults of a table's columns."""
    kind = synced_tables()[table]
    blank = kind()
    return {
        name: int(value) if isinstance(value, bool) else getattr(value, "value", value)
        for name in kind.model_fields
        if (value := getattr(blank, name)) is not None and name != "id"
    }


def digest(connection: Connection, township: int) -> tuple[int, int]:
    """Return a checksum and the count of a township's own rows.

    The checksum is the sum, over all writes that a row is named by, of (epoch mod p)·(lsn mod p)
    mod p with p = 2^31 - 1: two ends with the same rows agree whatever their order. Rows of
    tables that only the other end knows count the same.
    """
    total = count = 0
    own = f"(epoch % {_PRIME}) * (lsn % {_PRIME}) % {_PRIME}"
    places = [f"{table} WHERE" for table in synced_tables("township")]
    for place in [*places, "unknown_row WHERE owner = 'township' AND"]:
        checksum, rows, past = connection.exec_driver_sql(
            f"SELECT COALESCE(SUM({own}), 0), COUNT(*), string_agg(past, ',') "
            f"FROM {place} township = ?",
            (township,),
        ).one()
        total += int(checksum) + sum(epoch * lsn for epoch, lsn in read_pasts(past))
        count += rows
    return total % _PRIME, count


def restamp(connection: Connection, old: int, new: int, after: int) -> None:
    """Move what was written in epoch `old` after lsn `after` into epoch `new`.

    The write that made a township's row keeps its name: the row's id is random, so whoever wrote
    into it knew that write, and no copy can have used the name for anything else in this row.
    The values of rows that get another name become their base values: the other end may have
    them under the old name, and the next edit is then seen to build on them.
    """
    renaming = Renaming(old, new, after)
    for table, kind in synced_tables().items():
        keep_made = kind.OWNER == OWNER_TOWNSHIP
        edited = " AND dots IS NOT NULL" if keep_made else ""
        cursor = connection.exec_driver_sql(
            f"SELECT id, epoch, lsn, past, dots FROM {table} "
            f"WHERE epoch = ? AND lsn > ?{edited} OR past LIKE ? OR dots LIKE ?",
            (old, after, f'%"{old}"%', f'%"{old}.%'),
        )
        moved = [
            (*now, row_id)
            for row_id, epoch, lsn, past, dots in cursor.fetchall()
            if (now := renamed((epoch, lsn), past, dots, renaming, keep_made=keep_made))
            != (epoch, past, dots)
        ]
        if moved:
            connection.exec_driver_sql(
                f"UPDATE {table} SET epoch = ?, past = ?, dots = ?, "
                f"base_values = {values_json(connection, kind)} WHERE id = ?",
                moved,
            )

"""Rows on their way: read, compared and written in bulk by statements, never by the ORM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
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
_LOOKUP = 2_000

Row = tuple[Any, ...]


def wire_columns(kind: type[Synced]) -> list[str]:
    """Return the columns of a table that travel, the id first."""
    return ["id", "township", *STAMPS, "unknown", *field_names(kind)]


def fetch(connection: Connection, statement: str, parameters: Row) -> Iterator[list[Row]]:
    """Yield what a query finds in batches of plain tuples, as the driver has them."""
    cursor: Any = connection.exec_driver_sql(statement, parameters).cursor
    while batch := cursor.fetchmany(BATCH):
        yield batch


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
    yield from fetch(
        connection,
        f"SELECT {columns} FROM {table} WHERE {wanted} ORDER BY township, seq",
        parameters,
    )


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
        for batch in fetch(connection, f"SELECT seq FROM {table} WHERE {wanted}", parameters)
        for (seq,) in batch
    )


def counts(
    connection: Connection, tables: Iterable[str], townships: Sequence[int], since: int, upto: int
) -> dict[str, int]:
    """Return the tables with rows of these townships in (since, upto], and how many.

    Whoever wrote them: an index alone tells that.
    """
    wanted, parameters = condition(townships, since, upto, ())
    each = [f"SELECT '{table}', COUNT(*) FROM {table} WHERE {wanted}" for table in tables]
    every = " UNION ALL ".join(each)
    found = connection.exec_driver_sql(every, parameters * len(each))
    return {table: count for table, count in found if count}


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
        wanted = f"id IN ({', '.join('?' * len(part))})"
        for batch in fetch(connection, f"SELECT {columns} FROM {table} WHERE {wanted}", part):
            found.update((row[0], row) for row in batch)
    return found


def upsert(
    connection: Connection,
    table: str,
    rows: Sequence[Row],
    first_seq: int,
    live: Mapping[bytes, Row],
) -> None:
    """Write rows as they travel, over the `live` ones where there are, numbered from `first_seq`.

    Capture is to be off where this database owns the table.
    """
    if rows and is_on_server(connection):
        staging.upsert(connection, table, wire_columns(synced_tables()[table]), rows, first_seq)
        return
    numbered = [(*row, seq) for seq, row in enumerate(rows, first_seq)]
    if live:
        _update(connection, table, [row for row in numbered if row[0] in live], live)
        numbered = [row for row in numbered if row[0] not in live]
    if numbered:
        columns = [*wire_columns(synced_tables()[table]), "seq"]
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            numbered,
        )


def _update(
    connection: Connection, table: str, rows: Sequence[Row], live: Mapping[bytes, Row]
) -> None:
    """Write over live rows, naming the columns alone in which one of them differs.

    Every index that has a named column would be written anew.
    """
    columns = [*wire_columns(synced_tables()[table]), "seq"]
    before = [live[row[0]] for row in rows]
    places = [
        place
        for place in range(1, len(columns) - 1)
        if list(map(itemgetter(place), rows)) != list(map(itemgetter(place), before))
    ]
    places.append(len(columns) - 1)
    update = ", ".join(f"{columns[place]} = ?" for place in places)
    if rows:
        connection.exec_driver_sql(
            f"UPDATE {table} SET {update} WHERE id = ?",
            list(map(itemgetter(*places, 0), rows)),
        )


def put_plain(
    connection: Connection,
    table: str,
    rows: Sequence[Row],
    first_seq: int,
    *,
    saying: Sequence[str],
) -> Plain:
    """Let a server write the rows that need no merging; to a file all are the rest.

    The server tells how the count of rows has changed that say the same in the columns `saying`.
    """
    if not is_on_server(connection):
        return Plain(rows)
    columns = wire_columns(synced_tables()[table])
    return staging.put_plain(connection, table, columns, rows, first_seq, saying=saying)


def with_unknown(connection: Connection, table: str) -> list[Row]:
    """Return the rows, as they travel, with columns that were not known when they came."""
    columns = ", ".join(wire_columns(synced_tables()[table]))
    cursor = connection.exec_driver_sql(f"SELECT {columns} FROM {table} WHERE unknown IS NOT NULL")
    return [tuple(row) for row in cursor]


def rewrite(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    """Give rows other columns under the version that they have; capture is to be off."""
    columns = wire_columns(synced_tables()[table])[1:]
    if rows:
        connection.exec_driver_sql(
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
            [(*row[1:], row[0]) for row in rows],
        )


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

    The write that made a township's row keeps its name if the row's id is random, so whoever wrote
    into it knew that write, and no copy can have used the name for anything else in this row.
    The values of rows that get another name become their base values: the other end may have
    them under the old name, and the next edit is then seen to build on them.
    """
    renaming = Renaming(old, new, after)
    for table, kind in synced_tables().items():
        keep_made = kind.OWNER == OWNER_TOWNSHIP and not kind.FIXED_IDS
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

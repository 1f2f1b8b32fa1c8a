"""Rows on their way into a table of the server: copied aside first, then put by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = tuple[Any, ...]


def stage(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Copy rows into a temporary table shaped like `table`, and return its name.

    Its column `nth` numbers them from 1 on. What was staged for the table before is gone.
    """
    name = f"staged_{table}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ON COMMIT DELETE ROWS "
        f"AS SELECT 0::bigint AS nth, t.* FROM {table} AS t WITH NO DATA"
    )
    connection.exec_driver_sql(f"TRUNCATE {name}")
    statement = f"COPY {name} (nth, {', '.join(columns)}) FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for nth, row in enumerate(rows, 1):
                copy.write_row((nth, *row))
    finally:
        cursor.close()
    return name


def upsert(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row], first_seq: int
) -> None:
    """Write rows over what is there, numbering them from `first_seq` in the column `seq`."""
    staged = stage(connection, table, columns, rows)
    names = ", ".join(columns)
    update = ", ".join(f"{name} = excluded.{name}" for name in [*columns, "seq"] if name != "id")
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}, seq) "
        f"SELECT {names}, nth + {first_seq - 1} FROM {staged} ORDER BY nth "
        f"ON CONFLICT (id) DO UPDATE SET {update}"
    )


def put_fields(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    defaults: Sequence[str],
) -> None:
    """Change the rows that are there and differ, and insert those that are not.

    The columns `defaults` are given, too, and only count for new rows. Triggers then number what
    changed before what is new.
    """
    staged = stage(connection, table, [*columns, *defaults], rows)
    given = [name for name in columns if name != "id"]
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM s.{name}" for name in given)
    connection.exec_driver_sql(
        f"UPDATE {table} AS t SET {', '.join(f'{name} = s.{name}' for name in given)} "
        f"FROM {staged} AS s WHERE s.id = t.id AND ({differs})"
    )
    names = ", ".join([*columns, *defaults])
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {staged} AS s "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.id = s.id) ORDER BY nth"
    )

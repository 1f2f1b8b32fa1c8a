"""Rows on their way into a table of the server: copied aside first, then put by one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Plain(NamedTuple):
    """Rows that needed no merging and are written, and the `rest`, which are not.

    `new` ones have been inserted, `replaced` ones written over rows of their own past; so many
    were `old` news. `before` are the rows that were replaced, where they were asked for.
    """

    rest: Sequence[Row]
    new: Sequence[Row] = ()
    replaced: Sequence[Row] = ()
    old: int = 0
    before: Sequence[Row] = ()


_DOUBTFUL, _OLD, _REPLACES = range(3)


def put_plain(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    first_seq: int,
    *,
    want_before: bool,
) -> Plain:
    """Write the rows that are new, or of the same life alone as the row there and later than it.

    Both ends of such a comparison are in the columns epoch, lsn and past, so the server decides;
    see `sync.merge.fate`. What several lives wrote is left for that, and so is whatever comes more
    than once or has another township than the row there. Numbers are given from `first_seq` on.
    """
    times = Counter(row[0] for row in rows)
    once = [row for row in rows if times[row[0]] == 1]
    staged = _Staged(connection, table, columns, stage(connection, table, columns, once))
    found = staged.compare()
    by_verdict: dict[int, list[int]] = {verdict: [] for verdict in (_DOUBTFUL, _OLD, _REPLACES)}
    for nth, verdict in sorted(found.items()):
        by_verdict[verdict].append(nth)
    replacing = by_verdict[_REPLACES]
    before: Sequence[Row] = ()
    if replacing:
        before = staged.before(replacing) if want_before else ()
        staged.replace(replacing, first_seq)
    new = [row for nth, row in enumerate(once, 1) if nth not in found]
    if new:
        staged.insert_besides(list(found), first_seq + len(replacing))
    doubtful = {once[nth - 1][0] for nth in by_verdict[_DOUBTFUL]}
    return Plain(
        [row for row in rows if times[row[0]] > 1 or row[0] in doubtful],
        new,
        [once[nth - 1] for nth in replacing],
        len(by_verdict[_OLD]),
        before,
    )


@dataclass(frozen=True)
class _Staged:
    """Staged rows beside the table that they are for; they are named by their places.

    Lists of places are cast to the type of `nth`: then the server hashes them, else it compares
    every row with the whole list.
    """

    connection: Connection
    table: str
    columns: Sequence[str]
    name: str

    def compare(self) -> dict[int, int]:
        """Return what is to become of the rows that are there already."""
        came, there = (
            f"ROW({', '.join(f'{side}.{name}' for name in self.columns)})" for side in ("s", "t")
        )
        cursor = self.connection.exec_driver_sql(
            "SELECT s.nth, CASE WHEN t.township <> s.township OR t.epoch <> s.epoch "
            f"OR t.past IS NOT NULL OR s.past IS NOT NULL THEN {_DOUBTFUL} "
            f"WHEN s.lsn > t.lsn THEN {_REPLACES} "
            f"WHEN s.lsn < t.lsn OR {came} IS NOT DISTINCT FROM {there} THEN {_OLD} "
            f"ELSE {_DOUBTFUL} END FROM {self.name} AS s JOIN {self.table} AS t ON t.id = s.id"
        )
        return {nth: verdict for nth, verdict in cursor}  # noqa: C416 - pairs out of rows

    def before(self, places: list[int]) -> list[Row]:
        """Return the rows that are there."""
        names = ", ".join(f"t.{name}" for name in self.columns)
        cursor = self.connection.exec_driver_sql(
            f"SELECT {names} FROM {self.table} AS t JOIN {self.name} AS s ON s.id = t.id "
            "WHERE s.nth = ANY(?::bigint[])",
            (places,),
        )
        return [tuple(row) for row in cursor]

    def replace(self, places: list[int], first_seq: int) -> None:
        """Write over the rows that are there."""
        update = ", ".join(f"{name} = s.{name}" for name in self.columns if name != "id")
        self.connection.exec_driver_sql(
            f"UPDATE {self.table} AS t SET {update}, seq = {first_seq - 1} + s.turn "
            f"FROM (SELECT *, row_number() OVER (ORDER BY nth) AS turn FROM {self.name} "
            "WHERE nth = ANY(?::bigint[])) AS s WHERE s.id = t.id",
            (places,),
        )

    def insert_besides(self, places: list[int], first_seq: int) -> None:
        """Insert all rows but these."""
        names = ", ".join(self.columns)
        self.connection.exec_driver_sql(
            f"INSERT INTO {self.table} ({names}, seq) "
            f"SELECT {names}, {first_seq - 1} + row_number() OVER (ORDER BY nth) "
            f"FROM {self.name} WHERE nth <> ALL(?::bigint[]) ORDER BY nth",
            (places,),
        )

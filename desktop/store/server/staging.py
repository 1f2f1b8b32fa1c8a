"""Rows on their way into a table of the server: copied aside first, then put by one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError

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
    numbered = ((nth, *row) for nth, row in enumerate(rows, 1))
    copy_in(connection, name, ["nth", *columns], numbered)
    return name


def copy_in(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Copy rows into a table by the driver; what goes wrong is raised as of any statement."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_raised(connection, statement, error) from error
    finally:
        cursor.close()


def _as_raised(connection: Connection, statement: str, error: Any) -> BaseException:  # noqa: ANN401 - any driver's
    """Return the driver's error as SQLAlchemy raises it; it does not see what COPY does."""
    dialect, pooled = connection.dialect, connection.connection
    gone = dialect.is_disconnect(error, pooled.dbapi_connection, None)
    if gone:
        connection.invalidate(error)
    raised: BaseException = DBAPIError.instance(
        statement,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
    return raised


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

    So many `new` ones have been inserted, so many `replaced` others of their own past, so many
    were `old` news. `change` counts by what rows say: how many more of them, or fewer, say so now.
    """

    rest: Sequence[Row]
    new: int = 0
    replaced: int = 0
    old: int = 0
    change: Mapping[Row, int] = {}


_DOUBTFUL, _OLD, _REPLACES = range(3)


def put_plain(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    first_seq: int,
    *,
    saying: Sequence[str],
) -> Plain:
    """Write the rows that are new, or of the same life alone as the row there and later than it.

    Both ends of such a comparison are in the columns epoch, lsn and past, so the server decides;
    see `sync.merge.fate`. What several lives wrote is left for that, and so is whatever comes more
    than once or has another township than the row there. Numbers are given from `first_seq` on.
    `saying` are the columns that `Plain.change` tells of.
    """
    times = Counter(row[0] for row in rows)
    once = [row for row in rows if times[row[0]] == 1]
    said = itemgetter(*map(columns.index, saying))
    staged = stage(connection, table, columns, once)
    change, fates = Counter(map(said, once)), Counter[int]()
    doubtful: set[bytes] = set()
    statement = _put(table, columns, staged, first_seq, saying)
    for fate, *words, many, ids in connection.exec_driver_sql(statement):
        fates[fate] += many
        change[tuple(words)] -= many
        doubtful.update(ids or ())
    return Plain(
        [row for row in rows if times[row[0]] > 1 or row[0] in doubtful],
        len(once) - fates.total(),
        fates[_REPLACES],
        fates[_OLD],
        change,
    )


def _put(
    table: str, columns: Sequence[str], staged: str, first_seq: int, saying: Sequence[str]
) -> str:
    """Return the statement that writes staged rows and tells of those that met one of their id.

    By their fate and by what is said no more (of a row that was replaced) or not (of a row that
    was not written) it tells how many they are, and the ids of the doubtful.
    """
    names = ", ".join(columns)
    came, there = (f"ROW({', '.join(f'{side}.{name}' for name in columns)})" for side in ("s", "t"))
    update = ", ".join(f"{name} = s.{name}" for name in columns if name != "id")
    said = ", ".join(
        f"CASE fate WHEN {_REPLACES} THEN (t).{name} ELSE (s).{name} END" for name in saying
    )
    return f"""
    WITH met AS MATERIALIZED (
      SELECT s, t, CASE
          WHEN t.township <> s.township OR t.epoch <> s.epoch
            OR t.past IS NOT NULL OR s.past IS NOT NULL THEN {_DOUBTFUL}
          WHEN s.lsn > t.lsn THEN {_REPLACES}
          WHEN s.lsn < t.lsn OR {came} IS NOT DISTINCT FROM {there} THEN {_OLD}
          ELSE {_DOUBTFUL} END AS fate
        FROM {staged} AS s JOIN {table} AS t ON t.id = s.id
    ), replaced AS (
      UPDATE {table} AS t SET {update}, seq = {first_seq - 1} + s.turn
        FROM (SELECT (s).*, row_number() OVER (ORDER BY (s).nth) AS turn
          FROM met WHERE fate = {_REPLACES}) AS s WHERE t.id = s.id
      RETURNING NULL
    ), added AS (
      INSERT INTO {table} ({names}, seq)
        SELECT {names}, {first_seq - 1} + (SELECT count(*) FROM replaced)
            + row_number() OVER (ORDER BY nth)
          FROM {staged} WHERE nth NOT IN (SELECT (s).nth FROM met) ORDER BY nth
    )
    SELECT fate, {said}, count(*), array_agg((s).id) FILTER (WHERE fate = {_DOUBTFUL})
      FROM met GROUP BY {", ".join(str(at + 1) for at in range(len(saying) + 1))}"""

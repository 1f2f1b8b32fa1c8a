"""What can be typed for every name, kept beside the rows so that the first letter finds.

An FTS5 table holds one word for each kind, place and key (see domain/pinyin.py); it is as quick to
ask as a table of keys, and seven times quicker to fill. It is a help to the rows, as an index is:
made at every start, and brought up to date from the numbers by which rows are written, so no path
of writing has to think of it. A restored or upgraded database is caught up with like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Select, column, literal, select
from sqlalchemy import text as sql

from desktop.domain.pinyin import keys, typed
from desktop.store.capture import is_on_server

if TYPE_CHECKING:
    from sqlalchemy import Connection

_VERSION = 2
"""Of what is written: another number lets everything be written anew."""

_TAIL = 4
"""The last digits of a number, which people type too."""

_TABLES = (
    """CREATE TABLE IF NOT EXISTS search_entry (
        number INTEGER PRIMARY KEY, row_id BLOB NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS search_state (
        id INTEGER PRIMARY KEY, version INTEGER NOT NULL, upto INTEGER NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_word USING fts5 (
        words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='3 4 5'
    )""",
    "INSERT INTO search_state VALUES (1, 0, -1) ON CONFLICT DO NOTHING",
)


@dataclass(frozen=True)
class Kind:
    """What is searched of one table: names by any beginning, numbers by their first characters."""

    letter: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


KINDS = {
    "student": Kind("s", ("name",), ("student_number",)),
    "branch": Kind("b", ("name",)),
    "community": Kind("c", ("name",)),
    "activity": Kind("a", ("title",), ("number",)),
    "project": Kind("p", ("name",)),
    "need": Kind("n", ("title",)),
    "base": Kind("g", ("name", "contact")),
    "appointment": Kind("m", ("person",)),
    "pairing": Kind("l", ("campus_contact",)),
    "certificate": Kind("z", ("name",), ("serial",)),
}


EXACT, BEGINS, HOLDS = range(3)
"""Places where a name has what was typed."""

_MATCHES = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {place}, row_id FROM search_word "
    "JOIN search_entry ON number = search_word.rowid WHERE search_word MATCH ? LIMIT ?)"
    for place in (EXACT, BEGINS, HOLDS)
)


def install(connection: Connection) -> None:
    """Make the tables where they are missing."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)


def catch_up(connection: Connection, most: int) -> bool:
    """Index what was written since, some `most` rows at a time; tell whether more is left."""
    version, upto = connection.exec_driver_sql("SELECT version, upto FROM search_state").one()
    if version != _VERSION:
        forget_all(connection)
        upto = -1
    township, last = connection.exec_driver_sql("SELECT township, lsn FROM replica").one()
    written = sorted(
        (seq, table)
        for table in KINDS
        for owner in {0, township}
        for (seq,) in connection.exec_driver_sql(
            f"SELECT seq FROM {table} WHERE township = ? AND seq > ? ORDER BY seq LIMIT ?",
            (owner, upto, most + 1),
        )
    )
    more = len(written) > most
    end = written[most][0] - 1 if more else max(last, written[-1][0] if written else 0)
    for table in dict.fromkeys(table for _, table in written[:most]):
        _index(connection, table, (0, township, upto, end))
    connection.exec_driver_sql("UPDATE search_state SET version = ?, upto = ?", (_VERSION, end))
    return more


def forget_all(connection: Connection) -> None:
    """Empty the index, so that no word of what was erased stays in it; it is filled anew."""
    connection.exec_driver_sql("DELETE FROM search_entry")
    connection.exec_driver_sql("INSERT INTO search_word(search_word) VALUES ('delete-all')")
    connection.exec_driver_sql("UPDATE search_state SET version = 0, upto = -1")


def behind(connection: Connection) -> bool:
    """Tell whether something was written since the last catching up."""
    query = "SELECT version <> ? OR upto < (SELECT lsn FROM replica) FROM search_state"
    return bool(connection.exec_driver_sql(query, (_VERSION,)).scalar_one())


def matches(
    connection: Connection, table: str, spellings: Sequence[str], most: int
) -> dict[bytes, int]:
    """Return some of the rows found by keys that begin with one of `spellings`, with the place."""
    letter = KINDS[table].letter
    values: list[Any] = []
    for word, ending in (("0", ""), ("0", "*"), ("1", "*")):
        values += [" OR ".join(f'"{letter}{word}{one}"{ending}' for one in spellings), most]
    found: dict[bytes, int] = {}
    for place, row_id in connection.exec_driver_sql(_MATCHES, tuple(values)):
        found.setdefault(bytes(row_id), place)
    return found


def rows_typed(connection: Connection, table: str, word: str) -> Select[Any]:
    """Return the query for the ids of rows that a word of letters finds; of none on a server."""
    key = typed(word)
    if not key or is_on_server(connection):
        return select(literal(b"")).where(literal(value=False))
    letter = KINDS[table].letter
    return (
        select(column("row_id", LargeBinary))
        .select_from(sql("search_word JOIN search_entry ON number = search_word.rowid"))
        .where(sql("search_word MATCH :words"))
        .params(words=f'"{letter}0{key}"* OR "{letter}1{key}"*')
    )


def _index(connection: Connection, table: str, span: tuple[int, int, int, int]) -> None:
    """Write the words of a table's rows in a span of numbers anew; a deleted one has none."""
    kind = KINDS[table]
    columns = (*kind.names, *kind.numbers)
    rows = connection.exec_driver_sql(
        f"SELECT id, deleted, {', '.join(columns)} FROM {table} "
        "WHERE township IN (?, ?) AND seq > ? AND seq <= ?",
        span,
    ).all()
    _forget(connection, [row[0] for row in rows])
    live = [row for row in rows if not row[1]]
    if not live:
        return
    first = connection.exec_driver_sql(
        "SELECT coalesce(max(number), 0) + 1 FROM search_entry"
    ).scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO search_entry (number, row_id) VALUES (?, ?)",
        [(number, row[0]) for number, row in enumerate(live, first)],
    )
    connection.exec_driver_sql(
        "INSERT INTO search_word (rowid, words) VALUES (?, ?)",
        [(number, " ".join(_words(kind, row[2:]))) for number, row in enumerate(live, first)],
    )


def _forget(connection: Connection, ids: Sequence[bytes]) -> None:
    numbers = [
        (number,)
        for row_id in ids
        for (number,) in connection.exec_driver_sql(
            "SELECT number FROM search_entry WHERE row_id = ?", (row_id,)
        )
    ]
    if numbers:
        connection.exec_driver_sql("DELETE FROM search_word WHERE rowid = ?", numbers)
        connection.exec_driver_sql("DELETE FROM search_entry WHERE number = ?", numbers)


def _words(kind: Kind, values: Sequence[Any]) -> Iterator[str]:
    names, numbers = values[: len(kind.names)], values[len(kind.names) :]
    for name in names:
        for start, key in keys(name):
            yield f"{kind.letter}{'1' if start else '0'}{key}"
    for number in map(typed, numbers):
        if number:
            yield f"{kind.letter}0{number}"
            yield f"{kind.letter}1{number[-_TAIL:]}"

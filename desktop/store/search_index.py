"""What can be typed for every name, kept beside the rows so that the first letter finds.

An FTS5 table holds one word for each kind, place and key (see domain/pinyin.py); it is as quick to
ask as a table of keys, and seven times quicker to fill. It is a help to the rows, as an index is:
made at every start, and brought up to date from the numbers by which rows are written, so no path
of writing has to think of it. A restored or upgraded database is caught up with like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Select, column, literal, select
from sqlalchemy import text as sql

from desktop.domain.pinyin import LONGEST, Way, keys, typed
from desktop.store.capture import is_on_server

if TYPE_CHECKING:
    from sqlalchemy import Connection

_VERSION = 3
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
        words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='3 4 5 6 7 8'
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

Found = dict[str, dict[bytes, int]]
"""Ids of rows and their places, by table."""

_ROWS = (
    "SELECT * FROM (SELECT '{table}', {place}, row_id FROM search_word "
    "JOIN search_entry ON number = search_word.rowid WHERE search_word MATCH ? LIMIT ?)"
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
    """Make the index anew, empty: no word of what was erased stays in it; it is filled again."""
    for table in ("search_entry", "search_word", "search_state"):
        connection.exec_driver_sql(f"DROP TABLE {table}")
    install(connection)


def behind(connection: Connection) -> bool:
    """Tell whether something was written since the last catching up."""
    query = "SELECT version <> ? OR upto < (SELECT lsn FROM replica) FROM search_state"
    return bool(connection.exec_driver_sql(query, (_VERSION,)).scalar_one())


def matches(connection: Connection, text: str, most: int) -> Found:
    """Return some rows of every kind with a key that begins with `text`, and the best place."""
    key = typed(text)[:LONGEST]
    asked = [
        (table, place, f'"{kind.letter}{start}{key}"{ending}')
        for table, kind in KINDS.items()
        for place, start, ending in ((EXACT, 0, ""), (BEGINS, 0, "*"), (HOLDS, 1, "*"))
    ]
    return _found(connection, asked, most)


def perhaps(connection: Connection, tables: Sequence[str], ways: Sequence[Way], most: int) -> Found:
    """Return some rows of these kinds that have the keys of one of `ways`; `fits` is to try."""
    asked = [
        (table, place, " OR ".join(_both(KINDS[table].letter, start, way) for way in ways))
        for table in tables
        for place, start in ((BEGINS, 0), (HOLDS, 1))
    ]
    return _found(connection, asked, most)


def exactly(
    connection: Connection, table: str, keys: Sequence[str], most: int
) -> Collection[bytes]:
    """Return some rows of a kind whose whole name can be typed as one of `keys`."""
    words = " OR ".join(f'"{KINDS[table].letter}0{key}"' for key in keys)
    return _found(connection, [(table, EXACT, words)], most)[table]


def _both(letter: str, start: int, way: Way) -> str:
    keys = [f"{start}{key}" for key in way.here] + [f"1{key}" for key in way.later]
    words = " AND ".join(f'"{letter}{key}"*' for key in keys)
    return f"({words})"


def _found(connection: Connection, asked: Sequence[tuple[str, int, str]], most: int) -> Found:
    """Ask all at once: every statement of its own costs more than what it finds."""
    query = " UNION ALL ".join(_ROWS.format(table=table, place=at) for table, at, _ in asked)
    values = [value for _, _, words in asked for value in (words, most)]
    found: dict[str, dict[bytes, int]] = {table: {} for table, _, _ in asked}
    for table, place, row_id in connection.exec_driver_sql(query, tuple(values)):
        found[table].setdefault(bytes(row_id), place)
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
    _forget(connection, table, span)
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


def _forget(connection: Connection, table: str, span: tuple[int, int, int, int]) -> None:
    written = (
        f"SELECT search_entry.number FROM {table} JOIN search_entry ON row_id = id "
        "WHERE township IN (?, ?) AND seq > ? AND seq <= ?"
    )
    numbers = [tuple(row) for row in connection.exec_driver_sql(written, span)]
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

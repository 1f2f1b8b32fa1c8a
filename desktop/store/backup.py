"""Whole copies of a database file: made, looked into, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.audit import Head
from desktop.foundation.progress import SILENT, Progress
from desktop.store.audit import LAST
from desktop.store.engine import DamagedDatabaseError, address, plain_connection
from desktop.store.tables import OWNER_TOWNSHIP, synced_tables
from desktop.store.tables.base import STAMPS

_PAGES = 1024
"""Of 4 KiB, copied between two looks at whether to stop."""


@dataclass(frozen=True)
class Examined:
    """What a sound database says of itself; `counts` are the live rows by synced table.

    `audit` is the head of its audit log, empty before there was one.
    """

    version: int
    township: int
    device: str
    epoch: int
    lsn: int
    counts: Mapping[str, int]
    audit: str = ""


@dataclass(frozen=True)
class Difference:
    """Of one table: live rows here and in the other database, and how the two differ.

    `newer`: rows that are only here or say something else here; `unsent`: those of them that the
    province has not acknowledged; `only_there`: rows that this database does not have.
    """

    table: str
    here: int
    there: int
    newer: int
    unsent: int
    only_there: int


def copy_database(path: Path, key: bytes, target: Path, progress: Progress = SILENT) -> None:
    """Copy an open or closed database into a new encrypted file at `target`.

    Other connections may read and write meanwhile. Raises `DatabaseError`; `DamagedDatabaseError`
    for a page that cannot be read.
    """

    def step(_: int, left: int, total: int) -> None:
        progress.step(total - left, total, "正在备份")

    with (
        plain_connection(address(path, still=False), key) as source,
        plain_connection(str(target), key) as copy,
    ):
        source.backup(copy, pages=_PAGES, progress=step)


def release(path: Path, key: bytes) -> None:
    """Fold the log into a database that is to be replaced; raises `DatabaseError` if it is in use.

    Only its last user can take a log away.
    """
    with plain_connection(str(path), key) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def examine(path: Path, key: bytes, progress: Progress = SILENT) -> Examined:
    """Read a database file that nobody writes, every page of it; raises `DamagedDatabaseError`."""
    progress.step(0, 0, "正在核对备份")
    with plain_connection(address(path, still=True), key) as connection:
        forged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if forged or connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise DamagedDatabaseError
        version, township, device, epoch, lsn = connection.execute(
            "SELECT schema_version, township, device, epoch, lsn FROM replica"
        ).fetchone()
        present = _tables(connection)
        counts = {
            table: connection.execute(f"SELECT COUNT(*) FROM {table} WHERE NOT deleted").fetchone()[
                0
            ]
            for table in synced_tables()
            if table in present
        }
        last = connection.execute(LAST).fetchone() if "audit_entry" in present else None
        log = str(Head(*last)) if last else ""
    return Examined(version, township, (device or b"").hex(), epoch, lsn, counts, log)


def compare(path: Path, key: bytes, other: Path) -> list[Difference]:
    """Return how the database at `path` differs from a still one of the same key, by table."""
    with plain_connection(address(path, still=False), key) as connection:
        connection.execute(
            "ATTACH DATABASE ? AS other KEY ?", (address(other, still=True), f"x'{key.hex()}'")
        )
        township, acknowledged = connection.execute(
            "SELECT township, acknowledged FROM main.replica"
        ).fetchone()
        present = _tables(connection, "main") & _tables(connection, "other")
        return [
            _difference(connection, table, acknowledged if travels else None)
            for table, kind in synced_tables().items()
            if table in present
            for travels in [bool(township) and kind.OWNER == OWNER_TOWNSHIP]
        ]


def _difference(connection: Any, table: str, acknowledged: int | None) -> Difference:  # noqa: ANN401 - a driver without types
    """Return one table's difference; no row counts as unsent when `acknowledged` is None."""

    def count(query: str, *parameters: int) -> int:
        found: int = connection.execute(f"SELECT COUNT(*) FROM {query}", parameters).fetchone()[0]
        return found

    # a restored row has a stamp of its new life, but says what it said before
    said = [one for one in _columns(connection, table) if one not in {*STAMPS, "seq"}]
    here, there = (", ".join(f'{of}."{one}"' for one in said) for of in ("h", "t"))
    stamps = "(t.epoch, t.lsn, coalesce(t.past, '')) = (h.epoch, h.lsn, coalesce(h.past, ''))"
    newer = (
        f"main.{table} AS h WHERE NOT EXISTS (SELECT 1 FROM other.{table} AS t "
        f"WHERE t.id = h.id AND ({stamps} OR ({there}) IS ({here})))"
    )
    return Difference(
        table=table,
        here=count(f"main.{table} WHERE NOT deleted"),
        there=count(f"other.{table} WHERE NOT deleted"),
        newer=count(newer),
        unsent=0 if acknowledged is None else count(f"{newer} AND h.seq > ?", acknowledged),
        only_there=count(
            f"other.{table} AS t WHERE NOT EXISTS (SELECT 1 FROM main.{table} WHERE id = t.id)"
        ),
    )


def _columns(connection: Any, table: str) -> list[str]:  # noqa: ANN401 - as above
    """Return the columns of a table that both databases have."""
    here, there = (
        [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]
        for schema in ("main", "other")
    )
    return [one for one in here if one in there]


def _tables(connection: Any, schema: str = "main") -> set[str]:  # noqa: ANN401 - as above
    query = f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table'"
    return {name for (name,) in connection.execute(query)}

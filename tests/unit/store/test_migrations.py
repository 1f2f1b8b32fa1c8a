"""A database of every older version opens, equals a new one, and has lost and stamped nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from desktop.bundle.keyring import open_keyring
from desktop.foundation.files import read_bytes
from desktop.store import capture, migrations
from desktop.store.capture import UncapturedError
from desktop.store.engine import open_engine
from desktop.store.migrations import SCHEMA_VERSION
from desktop.store.store import Store
from desktop.store.tables import Replica, synced_tables
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.take_in import take_in
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace
from tests.unit.exchange_world import NOW, PASSPHRASE, PROVINCE_PASSPHRASE, township_rows

KEPT = Path(__file__).parents[2] / "data" / "databases"
VERSIONS = sorted(folder.name for folder in KEPT.iterdir())
PASSPHRASES = {"township": PASSPHRASE, "province": PROVINCE_PASSPHRASE}

every_version = pytest.mark.parametrize("version", VERSIONS)
both_ends = pytest.mark.parametrize("end", PASSPHRASES)

Rows = dict[str, list[tuple[Any, ...]]]


class MadeUpError(Exception):
    """What went wrong inside a step."""


def kept(tmp_path: Path, version: str, end: str) -> tuple[Path, bytes]:
    """Return a copy of a kept database, with its key."""
    folder = tmp_path / end
    shutil.copytree(KEPT / version / end, folder)
    keyring = open_keyring(read_bytes(folder / "qingqiao.keys", KEYRING_LIMIT), PASSPHRASES[end])
    return folder / "qingqiao.db", keyring.data_key


@contextmanager
def plain(path: Path, key: bytes) -> Iterator[Connection]:
    """Look into a database file without opening it as a store."""
    engine = open_engine(path, key)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables(connection: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return sorted(connection.exec_driver_sql(query).scalars())


def shape(connection: Connection) -> dict[str, object]:
    """Return every table's columns and kind, every index and trigger, by a name for people.

    Left out are defaults: rows are never written by less than all columns.
    """
    found: dict[str, object] = {}
    strict = {row[1]: row[4:] for row in connection.exec_driver_sql("PRAGMA table_list")}
    for table in tables(connection):
        found[f"table {table} (without rowid, strict)"] = tuple(strict[table])
        for at, name, kind, required, _, key, *_ in connection.exec_driver_sql(
            f"PRAGMA table_xinfo({table})"
        ).fetchall():
            found[f"column {table}.{name}"] = (at, kind, required, key)
    query = "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger')"
    for kind, name, sql in connection.exec_driver_sql(query).fetchall():
        found[f"{kind} {name}"] = sql
    return found


def to_add(names: list[str]) -> str:
    """Return the texts for the open step, of tables and columns that only a new database has."""
    lines = []
    for name in names:
        what, _, rest = name.partition(" ")
        table, _, column = rest.partition(".")
        if what == "table":
            created = CreateTable(SQLModel.metadata.tables[table.split()[0]])
            words = str(created.compile(dialect=_dialect())).replace("\t", "  ").split("\n")
            lines += ["TABLES:", *(line.rstrip() for line in words if line.strip())]
        elif what == "column" and not any(f"table {table} " in one for one in names):
            declared = SQLModel.metadata.tables[table]
            kind = _dialect().type_compiler_instance.process(declared.columns[column].type)
            need = "" if declared.columns[column].nullable else " DEFAULT … NOT NULL"
            lines.append(f'COLUMNS: ("{table}", "{column} {kind}{need}")')
    return "\n".join(lines)


def _dialect() -> Any:  # noqa: ANN401 - SQLAlchemy's
    return open_engine(Path("nowhere"), bytes(32)).dialect


def contents(connection: Connection, columns: dict[str, list[str]] | None = None) -> Rows:
    """Return all rows in the order of writing; of the given columns, or of all there are."""
    found: Rows = {}
    for table in tables(connection) if columns is None else columns:
        names = ", ".join(columns[table]) if columns else "*"
        if table == "replica":
            names = names.replace("schema_version, ", "")
        cursor = connection.exec_driver_sql(f"SELECT {names} FROM {table} ORDER BY rowid")  # noqa: S608
        found[table] = [tuple(row) for row in cursor]
    return found


def columns_of(connection: Connection) -> dict[str, list[str]]:
    return {
        table: [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
        for table in tables(connection)
    }


@every_version
def test_the_steps_make_every_table_and_column(tmp_path: Path, version: str) -> None:
    path, key = kept(tmp_path, version, "township")
    with plain(path, key) as connection:
        migrations.run_steps(connection, int(version))
        migrated = shape(connection)
    Store.create(tmp_path / "new.db", key, Replica(township=1)).close()
    with plain(tmp_path / "new.db", key) as connection:
        lacking = [
            name
            for name in shape(connection)
            if name not in migrated and " search_" not in name  # made at every start
        ]
    tables_and_columns = to_add(lacking)
    assert not tables_and_columns, (
        f"add to desktop/store/migrations/to_{SCHEMA_VERSION}.py:\n{tables_and_columns}"
    )


@every_version
@both_ends
def test_a_migrated_database_equals_a_new_one(tmp_path: Path, version: str, end: str) -> None:
    path, key = kept(tmp_path, version, end)
    Store(path, key).close()
    with plain(path, key) as connection:
        migrated = shape(connection)
        township, now = connection.exec_driver_sql(
            "SELECT township, schema_version FROM replica"
        ).one()
    assert now == SCHEMA_VERSION
    Store.create(tmp_path / "new.db", key, Replica(township=township)).close()
    with plain(tmp_path / "new.db", key) as connection:
        assert migrated == shape(connection)


@every_version
@both_ends
def test_migrating_keeps_every_row_and_its_version(tmp_path: Path, version: str, end: str) -> None:
    path, key = kept(tmp_path, version, end)
    with plain(path, key) as connection:
        columns = columns_of(connection)
        before = contents(connection, columns)
    assert all(before[table] for table in synced_tables() if table in columns)
    Store(path, key).close()
    with plain(path, key) as connection:
        assert contents(connection, columns) == before


def opened(tmp_path: Path, version: str, end: str) -> Workspace:
    path, _ = kept(tmp_path, version, end)
    return open_workspace(path.parent, PASSPHRASES[end], lambda: NOW, path.parent / "twins")


@every_version
def test_migrated_ends_go_on_exchanging(tmp_path: Path, version: str) -> None:
    township, province = (opened(tmp_path, version, end) for end in ("township", "province"))
    assert not township.renewed
    handed = hand_up(township, tmp_path / "stick")
    assert handed.rows == 1  # what was not handed up before; the upgrade itself is no edit
    (received,) = take_in(province, [bundle.path for bundle in handed.bundles])
    assert received.error is None
    assert received.tally is not None
    assert not received.tally.refused
    with township.store.read() as ours, province.store.read() as theirs:
        code = ours.replica.township
        assert township_rows(ours, code)["student"] == township_rows(theirs, code)["student"]
    for workspace in (township, province):
        workspace.close()


def made_up(*statements: str) -> Callable[[Connection], None]:
    def step(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return step


def test_what_a_step_writes_into_rows_is_no_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = kept(tmp_path, "1", "township")
    with plain(path, key) as connection:
        columns = columns_of(connection)
        before = contents(connection, columns)
    last = made_up("UPDATE student SET phone = '000'", "DROP INDEX ix_student_seq")
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, last))
    Store(path, key).close()
    with plain(path, key) as connection:
        after = contents(connection, columns)
        assert "index ix_student_seq" in shape(connection)
    at = columns["student"].index("phone")
    assert {row[at] for row in after["student"]} == {"000"}
    for rows in (before["student"], after["student"]):
        rows[:] = [row[:at] + row[at + 1 :] for row in rows]
    assert after == before


def test_a_step_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = kept(tmp_path, "1", "township")
    with plain(path, key) as connection:
        before = shape(connection), contents(connection)

    def failing(connection: Connection) -> None:
        made_up("CREATE TABLE more (x TEXT)", "UPDATE student SET phone = '000'")(connection)
        raise MadeUpError

    monkeypatch.setattr(migrations, "STEPS", (failing,))
    with pytest.raises(MadeUpError):
        Store(path, key)
    with plain(path, key) as connection:
        assert (shape(connection), contents(connection)) == before


def test_the_upgrade_waits_for_what_comes_before_it(tmp_path: Path) -> None:
    path, key = kept(tmp_path, "1", "township")
    with plain(path, key) as connection:
        before = shape(connection)

    def failing(version: int) -> None:
        assert version == 1
        raise MadeUpError

    with pytest.raises(MadeUpError):
        Store(path, key, failing)
    with plain(path, key) as connection:
        assert shape(connection) == before
    told: list[int] = []
    Store(path, key, told.append).close()
    Store(path, key, told.append).close()
    assert told == [1]


@pytest.mark.parametrize("lost", ["insert", "update", "delete"])
def test_a_database_that_does_not_capture_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    path, key = kept(tmp_path, "1", "township")
    Store(path, key).close()
    install = capture.install

    def careless(connection: Connection, owner: str) -> None:
        install(connection, owner)
        connection.exec_driver_sql(f"DROP TRIGGER capture_{lost}_student")

    monkeypatch.setattr(capture, "install", careless)
    with pytest.raises(UncapturedError, match="没有改动") as caught:
        Store(path, key)
    assert "student" in caught.value.hint


def test_the_trial_of_capture_leaves_no_trace(tmp_path: Path) -> None:
    path, key = kept(tmp_path, "1", "province")
    Store(path, key).close()
    with plain(path, key) as connection:
        before = contents(connection)
    Store(path, key).close()
    with plain(path, key) as connection:
        assert contents(connection) == before

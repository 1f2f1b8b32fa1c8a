"""A province of the present version is brought to a made-up next one, in a file and on a server."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from desktop.store import migrations, schema, store
from desktop.store.capture import is_on_server
from desktop.store.migrations.wording import run
from desktop.store.schema import NewerDatabaseError
from desktop.store.store import Store
from desktop.store.tables import University
from tests.unit.exchange_world import World

pytestmark = pytest.mark.both_stores

NEXT = migrations.SCHEMA_VERSION + 1
CLUB = """CREATE TABLE club (
    id BLOB NOT NULL, seats INTEGER NOT NULL, open FLAG NOT NULL, share REAL, name TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT"""
STATEMENTS = (
    CLUB,
    "ALTER TABLE student ADD COLUMN nickname TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE student ADD COLUMN present FLAG DEFAULT 1 NOT NULL",
    "UPDATE university SET name = '新' || name",
)
_STAMPS = "SELECT id, epoch, lsn, past, dots, edited_at, edited_by, seq FROM university ORDER BY id"
_COUNT = "SELECT lsn FROM replica"


class MadeUpError(Exception):
    """What went wrong inside a step."""


def step(connection: Connection) -> None:
    for statement in STATEMENTS:
        run(connection, statement)


def failing(connection: Connection) -> None:
    step(connection)
    raise MadeUpError


def rows(place: Store, query: str) -> list[tuple[Any, ...]]:
    with place.read() as reader:
        return [tuple(row) for row in reader.connection.exec_driver_sql(query)]


@pytest.fixture
def old(world: World, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store that a program opened before it was replaced by the next version."""
    for module in (schema, store):
        monkeypatch.setattr(module, "SCHEMA_VERSION", NEXT)
    return world.province.workspace.store


def test_a_step_counts_as_no_edit_and_edits_are_stamped_again(
    old: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old, _STAMPS), rows(old, _COUNT)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    new = Store(old.place, old.key)
    assert (rows(new, _STAMPS), rows(new, _COUNT)) == before
    with new.write() as writer:
        university = writer.find(University)[0]
        assert university.name.startswith("新")
        university.name = "改名大学"
        writer.session.add(university)
    with new.read() as reader:
        assert reader.get(University, university.id).lsn == reader.replica.lsn > before[1][0][0]
        if is_on_server(reader.connection):
            real = "double precision"
            assert types(reader.connection, "club") == ["bytea", "bigint", "smallint", real, "text"]
            assert types(reader.connection, "student")[-2:] == ["text", "smallint"]
    new.close()


def types(connection: Connection, table: str) -> list[str]:
    query = (
        "SELECT data_type FROM information_schema.columns WHERE table_name = ? "
        "ORDER BY ordinal_position"
    )
    return list(connection.exec_driver_sql(query, (table,)).scalars())


def test_a_program_of_before_reads_and_writes_nothing_more(
    old: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    Store(old.place, old.key).close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NEXT - 1)
    monkeypatch.setattr(store, "SCHEMA_VERSION", NEXT - 1)
    with pytest.raises(NewerDatabaseError, match="没有改动"):
        Store(old.place, old.key)
    with pytest.raises(NewerDatabaseError), old.write():  # it had it open all the while
        pytest.fail("written")


def test_a_step_that_fails_leaves_the_database_and_its_triggers(
    old: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old, _STAMPS)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, failing))
        with pytest.raises(MadeUpError):
            Store(old.place, old.key)
    assert rows(old, _STAMPS) == before
    with pytest.raises(Exception, match="club"):
        rows(old, "SELECT * FROM club")
    with old.write() as writer:
        university = writer.find(University)[0]
        assert not university.name.startswith("新")
        university.name = "改名大学"
        writer.session.add(university)
    with old.read() as reader:
        assert reader.get(University, university.id).lsn == reader.replica.lsn

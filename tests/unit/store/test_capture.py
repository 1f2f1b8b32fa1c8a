"""Triggers stamp every row, whatever path wrote it; nothing is readable without the key."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from desktop.domain.terms import Gender
from desktop.store import capture
from desktop.store.database import Place
from desktop.store.engine import DatabaseError
from desktop.store.migrations import SCHEMA_VERSION
from desktop.store.provenance import read_dots, read_past
from desktop.store.schema import NewerDatabaseError
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.store.tables import Replica, Student
from tests.postgresql import Server

pytestmark = pytest.mark.both_stores

KEY = secrets.token_bytes(32)
TOWNSHIP = 370102002


@pytest.fixture
def store(tmp_path: Path, on_server: Server | None) -> Iterator[Store]:
    made = on_the(on_server) if on_server else a_store(tmp_path / "q.db")
    yield made
    made.close()


def a_store(place: Place) -> Store:
    return Store.create(place, KEY, Replica(township=TOWNSHIP, operator="李青"))


def on_the(server: Server) -> Store:
    template = "capture"
    if template not in server.databases():
        server.sql(f"CREATE DATABASE {template}")
        a_store(ServerAddress.parse(server.address(template))).close()
    return Store(ServerAddress.parse(server.address(server.create(template))), KEY)


def stamps(store: Store) -> dict[str, tuple[int, int, int]]:
    with store.read() as reader:
        return {row.name: (row.lsn, row.seq, row.epoch) for row in reader.find(Student)}


def test_triggers_that_are_missing_or_other_are_made_again_at_the_next_start(
    store: Store, on_server: Server | None
) -> None:
    if on_server:
        pytest.skip("a server's triggers have tests of their own")
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    with store.upkeep() as connection:
        right = connection.exec_driver_sql(query).fetchall()
        connection.exec_driver_sql("DROP TRIGGER capture_insert_student")
        connection.exec_driver_sql("DROP TRIGGER capture_update_student")
        connection.exec_driver_sql(
            "CREATE TRIGGER capture_update_student AFTER UPDATE ON student BEGIN SELECT 1; END"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER capture_of_old AFTER UPDATE ON student BEGIN SELECT 1; END"
        )
    store.close()
    again = Store(store.place, KEY)
    with again.upkeep() as connection:
        assert connection.exec_driver_sql(query).fetchall() == right
    again.close()


def test_every_write_path_is_stamped(store: Store) -> None:
    with store.write() as writer:
        epoch = writer.replica.epoch
        one = writer.add(Student(name="一"))
        table = Student.__table__  # type: ignore[attr-defined]
        blank = Student(name="二", township=TOWNSHIP).model_dump()
        writer.session.execute(insert(table).values(**blank))
        writer.connection.exec_driver_sql(
            "UPDATE student SET phone = '13900000000' WHERE name IN ('一', '二')"
        )
        writer.session.execute(update(table).where(table.c.id == one.id).values(gender=Gender.MALE))
        writer.connection.exec_driver_sql(
            "INSERT INTO student SELECT * FROM student WHERE name = '二' "
            "ON CONFLICT (id) DO UPDATE SET phone = '13900000001'"
        )
    found = stamps(store)
    assert sorted(found) == ["一", "二"]
    # inserts 1 and 2, the update of both 3 and 4, the update of one 5, the upsert 6
    assert {name: lsn for name, (lsn, _, _) in found.items()} == {"一": 5, "二": 6}
    assert all(seq == lsn and by == epoch for lsn, seq, by in found.values())
    with store.read() as reader:
        assert reader.replica.lsn == 6
        assert {row.edited_by for row in reader.find(Student)} == {"李青"}


def test_what_does_not_change_is_not_stamped(store: Store) -> None:
    with store.write() as writer:
        writer.add(Student(name="一"))
    before = stamps(store)
    with store.write() as writer:
        writer.connection.exec_driver_sql("UPDATE student SET name = name, phone = ''")
    assert stamps(store) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM student",
        "INSERT OR REPLACE INTO student SELECT * FROM student",
    ],
)
def test_a_row_cannot_vanish(store: Store, statement: str) -> None:
    with store.write() as writer:
        writer.add(Student(name="一"))
        if capture.is_on_server(writer.connection):
            statement = statement.replace("INSERT OR REPLACE INTO", "TRUNCATE").split(" SELECT")[0]
    with pytest.raises(IntegrityError), store.write() as writer:
        writer.connection.exec_driver_sql(statement)
    assert list(stamps(store)) == ["一"]


def test_an_edit_is_the_write_of_the_fields_that_it_changed(store: Store) -> None:
    with store.write() as writer:
        row = writer.add(Student(name="旧名"))
        writer.connection.exec_driver_sql("UPDATE student SET epoch = 77, lsn = 5")
    for change in ({"name": "新名"}, {"phone": "13900000001", "name": "新名"}):
        with store.write() as writer:
            for field, value in change.items():
                setattr(writer.get(Student, row.id), field, value)
    with store.read() as reader:
        kept, own = reader.get(Student, row.id), reader.replica.epoch
    assert read_past(kept.past) == {(77, 5)}
    dots = read_dots(kept.dots, (kept.epoch, kept.lsn))
    assert dots == {"*": (77, 5), "name": (own, kept.lsn - 1), "phone": (own, kept.lsn)}


def test_an_edit_is_numbered_behind_the_row_that_it_changes(store: Store) -> None:
    with store.write() as writer:
        row = writer.add(Student(name="旧名"))
        writer.connection.exec_driver_sql("UPDATE student SET epoch = 77, lsn = 5000")
    with store.write() as writer:
        writer.get(Student, row.id).name = "新名"
    with store.write() as writer:
        writer.add(Student(name="又一个"))
    assert {name: lsn for name, (_, lsn, _) in stamps(store).items()} == {
        "新名": 5001,
        "又一个": 5002,
    }


def test_edits_of_ones_own_rows_have_no_other_life_in_their_past(store: Store) -> None:
    with store.write() as writer:
        row = writer.add(Student(name="一"))
    with store.write() as writer:
        writer.get(Student, row.id).phone = "13900000001"
    with store.read() as reader:
        kept = reader.get(Student, row.id)
    assert kept.past is None
    assert read_dots(kept.dots, (0, 0)) == {"*": (kept.epoch, 1), "phone": (kept.epoch, 2)}


def test_coming_back_to_a_merged_row_leaves_its_own_life_out_of_its_past(store: Store) -> None:
    with store.write() as writer:
        row = writer.add(Student(name="一"))
        own = writer.replica.epoch
        past = json.dumps({str(own): 1, "88": 9})
        writer.connection.exec_driver_sql("UPDATE replica SET capture = 0")
        writer.connection.exec_driver_sql("UPDATE student SET epoch = 77, past = ?", (past,))
        writer.connection.exec_driver_sql("UPDATE replica SET capture = 1")
    with store.write() as writer:
        writer.get(Student, row.id).name = "二"
    with store.read() as reader:
        assert read_past(reader.get(Student, row.id).past) == {(77, 1), (88, 9)}


def test_an_error_rolls_everything_back(store: Store) -> None:
    def fail() -> None:
        with store.write() as writer:
            writer.add(Student(name="一"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert stamps(store) == {}
    with store.read() as reader:
        assert reader.replica.lsn == 0


def test_a_wrong_key_and_a_newer_schema_are_refused_in_words(store: Store) -> None:
    with pytest.raises(DatabaseError, match="没有改动"):
        Store(store.place, secrets.token_bytes(32))
    with store.write() as writer:
        writer.replica.schema_version = SCHEMA_VERSION + 1
    with pytest.raises(NewerDatabaseError, match="更新版本"):
        Store(store.place, KEY)


def test_nothing_is_readable_in_any_file(tmp_path: Path) -> None:
    store = a_store(tmp_path / "q.db")
    with store.write() as writer:
        writer.add(Student(name="张䶮种下的名字", phone="13900008888"))
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert "张䶮种下的名字".encode() not in content
        assert b"13900008888" not in content
        assert b"CREATE TABLE" not in content
    store.close()

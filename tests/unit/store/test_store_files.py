"""Making and opening a database: whole or not at all, and what goes wrong is said in words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.foundation.errors import QingqiaoError
from desktop.store.engine import DatabaseError
from desktop.store.store import MissingRowError, Store, Writer
from desktop.store.tables import Community, Replica, Student
from desktop.store.types import Instant
from tests.small_disk import small_disk as mounted

KEY = secrets.token_bytes(32)
TOWNSHIP = 370102002


class FillError(Exception):
    """What went wrong inside."""


def fail(_: Writer) -> None:
    raise FillError


def test_a_database_that_could_not_be_filled_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FillError):
        Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP), fail)
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_cut_or_of_a_lost_database_are_not_in_the_way(tmp_path: Path) -> None:
    made = Store.create(tmp_path / "old.db", secrets.token_bytes(32), Replica(township=TOWNSHIP))
    with made.write() as writer:
        writer.add(Student(name="别的库的"))
    for name in (".q.db.new", ".q.db.new-wal", "q.db-wal", "q.db-shm"):
        (tmp_path / name).write_bytes((tmp_path / "old.db-wal").read_bytes())
    made.close()
    store = Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP))
    with store.read() as reader:
        assert reader.find(Student) == []
    store.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["old.db", "q.db"]


def test_a_database_is_never_made_over_another(tmp_path: Path) -> None:
    Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP)).close()
    before = (tmp_path / "q.db").read_bytes()
    with pytest.raises(DatabaseError, match="没有改动"):
        Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP))
    assert (tmp_path / "q.db").read_bytes() == before


def test_what_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="没有找到"):
        Store(tmp_path / "q.db", KEY)
    store = Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP))
    with store.write() as writer:
        row = writer.add(Student(name="一"))
        writer.delete(row)
    with store.read() as reader:
        for row_id in (None, bytes(16), row.id):
            with pytest.raises(MissingRowError):
                reader.get(Student, row_id)
    store.close()


def test_a_database_that_another_program_holds_is_said_to_be_busy(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "q.db", KEY, Replica(township=TOWNSHIP))
    other = Store(tmp_path / "q.db", KEY)
    with store.write() as writer:
        writer.add(Student(name="一"))
        with other.read() as reader:
            reader.connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        with pytest.raises(DatabaseError, match="另一个青桥窗口"), other.write():
            pass
    other.close()
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "2m") as folder:
        yield folder


def fill_the_disk(writer: Writer) -> None:
    for _ in range(400):
        writer.add(Student(name=secrets.token_hex(9000)))


def test_a_full_disk_under_the_database_is_said_and_rolled_back(small_disk: Path) -> None:
    store = Store.create(small_disk / "q.db", KEY, Replica(township=TOWNSHIP))
    with store.write() as writer:
        writer.add(Student(name="先前的"))
    with pytest.raises(DatabaseError, match="磁盘空间不足"), store.write() as writer:
        fill_the_disk(writer)
    with store.read() as reader:
        assert [row.name for row in reader.find(Student)] == ["先前的"]
        assert reader.replica.lsn == 1
    store.close()


def test_a_full_disk_while_a_database_is_made_leaves_nothing(small_disk: Path) -> None:
    with pytest.raises(QingqiaoError, match="磁盘空间不足"):
        Store.create(small_disk / "q.db", KEY, Replica(township=TOWNSHIP), fill_the_disk)
    assert list(small_disk.iterdir()) == []


def test_a_community_that_moves_to_another_township_travels(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "q.db", KEY, Replica(township=0))
    with store.write() as writer:
        row = writer.add(Community(township=370102001, name="解放桥社区"))
        before = writer.replica.lsn
    with store.write() as writer:
        writer.connection.exec_driver_sql("UPDATE community SET township = 370102002")
        assert writer.replica.lsn == before + 1
    with store.read() as reader:
        assert reader.get(Community, row.id).seq == before + 1
    store.close()


@pytest.mark.parametrize("year", [1950, 1969, 2026, 2099])
def test_instants_outside_the_computers_own_range_can_be_read(year: int) -> None:
    instant, kind = datetime(year, 5, 6, 7, 8, 9, tzinfo=UTC), Instant()
    stored = int(instant.timestamp())
    assert kind.process_result_value(stored, None) == instant  # type: ignore[arg-type]

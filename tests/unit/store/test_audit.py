"""Every act leaves one entry, made with it or not at all; a log that was meddled with shows it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from desktop.domain.audit import LISTED, Act, Entry, Fault, Head, Touched, faults, read_touched
from desktop.store import audit
from desktop.store.database import Place
from desktop.store.queries.bulk import add_all
from desktop.store.server.address import ServerAddress
from desktop.store.store import MissingRowError, Store
from desktop.store.tables import Replica, Student, University
from tests.postgresql import Server

pytestmark = pytest.mark.both_stores

KEY = secrets.token_bytes(32)
TOWNSHIP = 370102002


def a_store(place: Place, township: int = TOWNSHIP) -> Store:
    return Store.create(place, KEY, Replica(township=township, operator="李青"))


@pytest.fixture
def place(tmp_path: Path, on_server: Server | None) -> Place:
    return ServerAddress.parse(on_server.address(on_server.create())) if on_server else tmp_path


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    made = a_store(place / "q.db" if isinstance(place, Path) else place)
    yield made
    made.close()


def log(store: Store) -> list[Entry]:
    with store.read() as reader:
        return list(audit.entries(reader.connection))


def touched(store: Store) -> tuple[Touched, ...]:
    return read_touched(log(store)[-1].touched)


def test_an_entry_says_who_did_what_to_which_record(store: Store) -> None:
    with store.write(Act.IMPORT) as writer:
        one = writer.add(Student(name="李晓梅", phone="13800000000"))
        one.phone = "13800000001"  # still the making of it
    with store.write() as writer:
        writer.get(Student, one.id).name = "李小梅"
    with store.write() as writer:
        writer.delete(writer.get(Student, one.id))
    made, changed, deleted = log(store)
    assert (made.number, made.actor, made.act) == (1, "李青", "import")
    named = (one.id.hex(),)
    assert read_touched(made.touched) == (Touched("student", new=1, ids=named),)
    assert read_touched(changed.touched) == (
        Touched("student", changed=1, fields=("name",), ids=named),
    )
    assert read_touched(deleted.touched) == (Touched("student", deleted=1, ids=named),)
    assert not any("梅" in str(entry) or "138" in entry.touched for entry in log(store))


def half_done(store: Store) -> None:
    with store.write() as writer:
        writer.add(Student(name="二"))
        writer.get(Student, b"nowhere")


def test_what_changes_nothing_or_is_taken_back_is_no_entry(store: Store) -> None:
    with store.write() as writer:
        one = writer.add(Student(name="一"))
    with store.write() as writer:
        writer.get(Student, one.id).name = "一"
    with pytest.raises(MissingRowError):
        half_done(store)
    assert len(log(store)) == 1


def test_thousands_of_rows_are_one_entry_with_their_number(store: Store) -> None:
    with store.write(Act.IMPORT) as writer:
        add_all(writer, [Student(name=f"学生{n}") for n in range(LISTED + 40)])
    assert touched(store) == (Touched("student", new=LISTED + 40),)


def test_an_act_can_speak_for_itself(store: Store) -> None:
    with store.write(Act.PRINT) as writer:
        writer.tell("参保名单", purpose="办理保险", people=30)
    (entry,) = log(store)
    assert (entry.act, entry.note, entry.purpose, entry.people) == (
        "print",
        "参保名单",
        "办理保险",
        30,
    )


def test_the_province_is_recorded_as_well(tmp_path: Path) -> None:
    made = a_store(tmp_path / "p.db", 0)
    with made.write() as writer:
        writer.add(University(name="山东大学"))
    assert touched(made)[0].table == "university"
    made.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = '别人'", "DELETE FROM audit_entry"]
)
def test_entries_cannot_be_changed_or_removed(store: Store, statement: str) -> None:
    with store.write() as writer:
        writer.add(Student(name="一"))
    before = log(store)
    with pytest.raises(DBAPIError, match="only added to"), store.write() as writer:
        writer.connection.exec_driver_sql(statement)
    assert log(store) == before


def chain() -> list[Entry]:
    entries: list[Entry] = []
    for number in range(1, 6):
        entry = Entry(number, 1_700_000_000 + number, "李青", "change", "", "", 0, "")
        before = entries[-1].digest if entries else bytes(32)
        entries.append(replace(entry, digest=entry.follows(before)))
    return entries


def test_a_log_as_it_was_written_has_no_fault() -> None:
    assert not list(faults(chain()))


@pytest.mark.parametrize(
    "change",
    [{"at": 1}, {"actor": "别人"}, {"act": "print"}, {"touched": "[]"}, {"purpose": "无"},
     {"people": 1}, {"note": "无"}],
)  # fmt: skip
def test_every_part_of_an_entry_is_bound(change: dict[str, object]) -> None:
    meddled = chain()
    meddled[2] = replace(meddled[2], **change)  # type: ignore[arg-type]
    assert list(faults(meddled)) == [Fault(3, 3, gone=False)]


def test_a_change_with_its_digest_is_noticed_at_the_next() -> None:
    meddled = chain()
    other = replace(meddled[2], actor="别人")
    meddled[2] = replace(other, digest=other.follows(meddled[1].digest))
    assert list(faults(meddled)) == [Fault(4, 4, gone=False)]


def test_a_gap_is_noticed() -> None:
    entries = chain()
    assert list(faults(entries[:1] + entries[3:])) == [Fault(2, 3, gone=True)]
    assert list(faults(entries[2:])) == [Fault(1, 2, gone=True)]


def test_a_head_reads_back_as_it_is_printed() -> None:
    head = Head(12, secrets.token_bytes(32))
    assert Head.parse(str(head)) == head
    assert Head.parse("12-abc") is None
    assert Head.parse("") is None

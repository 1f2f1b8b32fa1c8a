"""A table that only newer versions know: its rows are kept, merged, passed on, and made real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from desktop.store import rows, unknown_rows
from desktop.store.rows import put_fields
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP, Student, Synced
from desktop.usecases.exchange import unknown
from desktop.usecases.exchange.adopting import adopt_columns
from tests.unit.exchange_world import TWO, End, Peer, World

pytestmark = pytest.mark.both_stores


@contextmanager
def older() -> Iterator[None]:
    """Run as a version that has no table of students."""
    known = [kind for kind in Synced.__subclasses__() if kind is not Student]
    type.__setattr__(Synced, "__subclasses__", staticmethod(lambda: known))
    try:
        yield
    finally:
        type.__delattr__(Synced, "__subclasses__")


def kept(end: End, owner: str = OWNER_TOWNSHIP) -> int:
    with end.workspace.store.read() as reader:
        return len(unknown_rows.of_table(reader.connection, "student", owner))


def older_round(world: World, peer: Peer) -> None:
    """One exchange with a province that is older than the township's PC."""
    bundle = world.bundle(peer)
    with older():
        (received,) = world.receive(bundle)
        assert received.error is None
        assert received.tally is not None
        assert not received.tally.refused
        answer = world.answer(peer)
    (taken,) = peer.take_in(answer)
    assert taken.error is None


def change(peer: Peer, student: bytes, **fields: object) -> None:
    with peer.workspace.store.write() as writer:
        row = writer.get(Student, student)
        for name, value in fields.items():
            setattr(row, name, value)


def test_an_older_province_keeps_the_rows_and_passes_them_on(world: World) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("张䶮")
    for peer in (one, two, one, two):
        older_round(world, peer)
    assert kept(world.province) == 1
    assert world.province.students() == {}
    assert two.students() == {student: "张䶮"}
    assert len({end.digest(one.township) for end in (one, two)}) == 1


def test_an_older_province_merges_what_it_does_not_know(world: World) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("张䶮")
    for peer in (one, two, one, two):
        older_round(world, peer)
    change(one, student, name="张䶮甲")
    change(two, student, phone="13900000002")
    for peer in (one, two, one, two):
        older_round(world, peer)
    for peer in (one, two):
        with peer.workspace.store.read() as reader:
            row = reader.get(Student, student)
            assert (row.name, row.phone) == ("张䶮甲", "13900000002")
        assert not peer.conflicts()


def test_a_conflict_in_what_the_province_does_not_know_is_found_where_it_is_known(
    world: World,
) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("张䶮")
    for peer in (one, two, one, two):
        older_round(world, peer)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    for peer in (one, two, one, two):
        older_round(world, peer)
    assert one.students() == two.students()
    (conflict,) = one.conflicts()
    assert {"张䶮甲", "张䶮乙"} == {said.split('"')[3] for said in (conflict.kept, conflict.other)}


def test_no_township_takes_anothers_rows_and_none_fills_the_province(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, thief = world.join(TWO), world.join()
    (student,) = victim.add("别人家的")
    with thief.workspace.store.write() as writer:
        row = (student, thief.township, "抢来的")
        put_fields(writer.connection, "student", ("id", "township", "name"), [row])
    thief.add("甲", "乙")
    bundles = [world.bundle(peer) for peer in (victim, thief)]
    monkeypatch.setattr(unknown, "MOST_ROWS", 1)
    with older():
        _, received = world.receive(*bundles)
    assert received.tally is not None
    reasons = [reason.rpartition("：")[2] for reason in received.tally.reasons]
    assert sorted(reasons) == ["是另一个镇街的记录", "更新版本的内容太多，请先升级"]
    world.province.reopen()
    assert "别人家的" in world.province.names()
    assert len(world.province.names()) == 2


def test_after_the_upgrade_the_rows_are_real_and_the_ends_agree(world: World) -> None:
    peer = world.join()
    (student,) = peer.add("张䶮")
    older_round(world, peer)
    with world.province.workspace.store.write() as writer:  # such as a province never may write
        stray = (b"s" * 16, peer.township, 7, 7, None, None, None, 0, "", None)
        unknown_rows.upsert(writer.connection, "student", OWNER_PROVINCE, [stray], 7)
    world.province.reopen()
    assert world.province.students() == {student: "张䶮"}
    assert kept(world.province) == kept(world.province, OWNER_PROVINCE) == 0
    taken = world.round(peer)
    assert not taken.differs
    assert world.province.state(peer.township) == peer.state(peer.township)


def test_an_older_pc_keeps_its_colleagues_rows(world: World) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("张䶮")
    for peer in (one, two, one):
        world.round(peer)
    answer = world.answer(two)
    with two.workspace.store.write() as writer:  # as if it had never been anything but older
        writer.connection.exec_driver_sql("UPDATE replica SET capture = 0")
        writer.connection.exec_driver_sql("DELETE FROM student")
        writer.connection.exec_driver_sql("UPDATE replica SET capture = 1")
    with older():
        (taken,) = two.take_in(answer)
        assert taken.error is None
        assert kept(two) + len(two.students()) <= 1
        bundle = world.bundle(two)
    (received,) = world.receive(bundle)
    assert received.error is None
    assert world.province.students() == {student: "张䶮"}


def test_the_digest_counts_rows_that_are_only_kept(world: World) -> None:
    peer = world.join()
    peer.add("张䶮", "李𬭎")
    older_round(world, peer)
    with older(), world.province.workspace.store.read() as reader:
        kept_only = rows.digest(reader.connection, peer.township)
    assert kept_only == peer.digest(peer.township)


def test_columns_kept_by_an_older_version_are_filled_in_by_the_upgraded_one(world: World) -> None:
    peer = world.join()
    first, second = peer.add("张䶮", "李𬭎")
    world.round(peer)
    newer = {"phone": "13900000001", "later": "更新版本的内容"}
    with peer.workspace.store.write() as writer:
        for student, kept in ((first, newer), (second, {"phone": "\x07"})):
            writer.connection.exec_driver_sql(
                "UPDATE student SET unknown = ? WHERE id = ?",
                (msgspec.msgpack.encode(kept), student),
            )
    before = peer.state(peer.township)["student"]
    with peer.workspace.store.write() as writer:
        assert adopt_columns(writer) == 1
        assert adopt_columns(writer) == 0
    with peer.workspace.store.read() as reader:
        row = reader.get(Student, first)
        assert (row.name, row.phone) == ("张䶮", "13900000001")
        assert msgspec.msgpack.decode(row.unknown or b"") == {"later": "更新版本的内容"}
        assert reader.get(Student, second).phone == ""
    after = peer.state(peer.township)["student"]
    assert {row[:6] for row in after.values()} == {row[:6] for row in before.values()}
    change(peer, first, phone="13900000002")
    world.round(peer)
    with world.province.workspace.store.read() as reader:
        assert reader.get(Student, first).phone == "13900000002"

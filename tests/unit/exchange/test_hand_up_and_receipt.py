from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest

from desktop.bundle import bundle as bundle_module
from desktop.bundle.errors import (
    BundleError,
    DamagedBundleError,
    NotABundleError,
    WrongRecipientError,
)
from desktop.domain.terms import HandUpState
from desktop.store.rows import put_fields
from desktop.store.tables import University
from desktop.sync.messages import Accepted
from desktop.usecases.exchange import hand_up as hand_up_module
from desktop.usecases.exchange.hand_up import InterferenceError, TooSmallLimitError
from desktop.usecases.exchange.receipt_words import receipt_words
from desktop.usecases.exchange.status import exchange_status, mark_sent
from desktop.usecases.province import send_down
from tests.unit.exchange_world import ONE, TWO, Peer, World


def agree(world: World, *peers: Peer) -> None:
    for peer in peers:
        assert peer.state(peer.township) == world.province.state(peer.township)
        assert peer.digest(peer.township) == world.province.digest(peer.township)


def test_a_round_brings_every_row_and_its_receipt(world: World, peer: Peer) -> None:
    peer.add("张三", "李四")
    assert exchange_status(peer.workspace).waiting == 3  # the committee's profile too
    received = world.up(peer)
    assert received.error is None
    assert received.tally is not None
    assert received.tally.new == 3
    assert exchange_status(peer.workspace).waiting == 3
    taken = world.down(peer)
    assert taken.received == (1,)
    assert not taken.gap
    assert not taken.renewed
    status = exchange_status(peer.workspace)
    assert (status.waiting, status.joined) == (0, True)
    assert status.bundles[0].receipt == "新增 3 条"
    agree(world, peer)


def test_states_go_from_made_over_sent_to_received(world: World, peer: Peer) -> None:
    def state() -> HandUpState:
        return exchange_status(peer.workspace).bundles[0].state

    path = world.bundle(peer)
    assert state() is HandUpState.MADE
    mark_sent(peer.workspace, 1)
    assert state() is HandUpState.SENT
    world.receive(path)
    world.down(peer)
    assert state() is HandUpState.RECEIVED
    mark_sent(peer.workspace, 1)
    assert state() is HandUpState.RECEIVED


def test_every_hand_up_carries_all_since_the_receipt(world: World, peer: Peer) -> None:
    world.round(peer)
    mark = peer.acknowledged
    for count, name in enumerate(("甲", "乙", "丙"), start=1):
        peer.add(name)
        (made,) = world.make(peer).bundles
        assert (made.since, made.rows, made.number) == (mark, count, count + 1)


def test_a_lost_bundle_heals_with_the_next(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.add("甲")
    world.bundle(peer)  # lost
    peer.add("乙")
    received = world.up(peer)
    assert not received.gap
    world.up(peer)
    monkeypatch.setattr(send_down, "RECENT", 1)  # the newest is named, the others are covered
    taken = world.down(peer)
    assert taken.received == (1, 2, 3)
    said = {b.number: b.receipt for b in exchange_status(peer.workspace).bundles}
    assert said == {1: "由后续上报包一并送达", 2: "由后续上报包一并送达", 3: "没有新的变化"}
    agree(world, peer)


def test_a_nil_report_has_no_rows_and_is_answered(world: World, peer: Peer) -> None:
    world.round(peer)
    (made,) = world.make(peer).bundles
    assert made.rows == 0
    world.receive(made.path)
    assert world.down(peer).received == (2,)


def test_a_bundle_taken_in_twice_changes_nothing(world: World, peer: Peer) -> None:
    peer.add("甲")
    path = world.bundle(peer)
    (first,) = world.receive(path)
    before = world.province.state(ONE)
    (second,) = world.receive(path)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert second.have == first.have
    assert world.province.state(ONE) == before


def test_reordered_bundles_do_not_bring_old_values_back(world: World, peer: Peer) -> None:
    (student,) = peer.add("旧名")
    first = world.bundle(peer)
    peer.rename(student, "新名")
    second = world.bundle(peer)
    assert [r.error for r in world.receive(second)] == [None]
    (late,) = world.receive(first)
    assert late.error is None
    assert late.tally is not None
    assert late.tally.unchanged == 2
    assert world.province.students() == {student: "新名"}
    world.down(peer)
    agree(world, peer)


def test_parts_converge_in_any_order(world: World, peer: Peer) -> None:
    students = [(secrets.token_bytes(16), ONE, secrets.token_hex(250)) for _ in range(1000)]
    with peer.workspace.store.write() as writer:
        put_fields(writer.connection, "student", ("id", "township", "name"), students)
    whole = world.make(peer).bundles[0]
    parts = world.make(peer, max_size=65_536).bundles
    assert len(parts) > 2
    assert all(part.size <= 65_536 for part in parts)
    assert all(part.path.stat().st_size == part.size for part in parts)
    assert sum(part.rows for part in parts) == whole.rows
    edges = [(part.since, part.upto) for part in parts]
    assert [edge[0] for edge in edges[1:]] == [edge[1] for edge in edges[:-1]]
    backwards = [part.path for part in reversed(parts)]
    for path in backwards[:-1]:
        (received,) = world.receive(path)
        assert (received.have, received.gap) == (0, True)
    assert world.down(peer).acknowledged == 0
    (received,) = world.receive(backwards[-1])
    assert received.have == whole.upto
    assert world.down(peer).acknowledged == whole.upto
    agree(world, peer)


def test_one_row_may_be_larger_than_the_limit(world: World, peer: Peer) -> None:
    with pytest.raises(TooSmallLimitError):
        world.make(peer, max_size=1000)
    assert exchange_status(peer.workspace).bundles == ()


def test_a_gap_lowers_the_mark_and_the_rows_come_again(world: World, peer: Peer) -> None:
    peer.add("甲")
    world.bundle(peer)  # lost
    with peer.workspace.store.write() as writer:  # as an answer to somebody else would
        writer.replica.acknowledged = writer.replica.lsn
    peer.add("乙")
    received = world.up(peer)
    assert (received.gap, received.have) == (True, 0)
    taken = world.down(peer)
    assert (taken.gap, taken.acknowledged) == (True, 0)
    world.round(peer)
    agree(world, peer)
    assert world.province.names() == ["乙", "甲"]


def test_an_older_receipt_taken_in_late_does_no_harm(world: World, peer: Peer) -> None:
    peer.add("甲")
    world.up(peer)
    late = world.answer(peer)
    peer.add("乙")
    world.round(peer)
    mark = peer.acknowledged
    (taken,) = peer.take_in(late)
    assert taken.error is None
    assert peer.acknowledged == mark
    assert not taken.renewed
    (again,) = peer.take_in(late)
    assert (again.error, peer.acknowledged) == (None, mark)


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_wrong_clock_changes_nothing(world: World, peer: Peer, year: int) -> None:
    (student,) = peer.add("甲")
    world.round(peer)
    world.clock.now = datetime(year, 1, 1, tzinfo=UTC)
    with peer.workspace.store.write() as writer:
        writer.connection.exec_driver_sql("UPDATE student SET edited_at = ?", (year,))
    peer.rename(student, "乙")
    first = world.bundle(peer)
    world.clock.now = datetime(2026, 11, 20, tzinfo=UTC)
    peer.rename(student, "丙")
    world.receive(world.bundle(peer), first)
    world.clock.now = datetime(year, 6, 1, tzinfo=UTC)
    world.down(peer)
    assert world.province.students() == {student: "丙"}
    agree(world, peer)


def test_reference_edits_come_down(world: World, peer: Peer) -> None:
    world.round(peer)
    with world.province.workspace.store.write() as writer:
        university = writer.find(University)[0]
        university.branch_total = 77
        writer.session.add(university)
    taken = world.down(peer)
    assert taken.tally is not None
    assert taken.tally.merged == 1
    with peer.workspace.store.read() as reader:
        assert [u.branch_total for u in reader.find(University, id=university.id)] == [77]


def test_a_file_for_somebody_else_is_refused_alone(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    world.up(peer)
    world.up(other)
    mine, theirs = world.answer(peer), world.answer(other)
    before = peer.state(ONE)
    refused, taken = sorted(peer.take_in(theirs, mine), key=lambda one: one.error is None)
    assert isinstance(refused.error, WrongRecipientError)
    assert "不是发给本机的" in refused.error.message
    assert taken.error is None
    assert peer.state(ONE) == before
    (upward,) = world.receive(mine)
    assert isinstance(upward.error, WrongRecipientError)
    (downward,) = peer.take_in(world.bundle(other))
    assert isinstance(downward.error, WrongRecipientError)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.999])
def test_tampered_bytes_are_refused_and_change_nothing(
    world: World, peer: Peer, place: float
) -> None:
    peer.add("甲")
    path = world.bundle(peer)
    whole = path.read_bytes()
    before = world.province.state(ONE)
    at = int(len(whole) * place)
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    (refused,) = world.receive(path)
    assert isinstance(refused.error, BundleError)
    path.write_bytes(whole[:-1])
    (short,) = world.receive(path)
    assert isinstance(short.error, DamagedBundleError)
    assert world.province.state(ONE) == before
    path.write_bytes(whole)
    assert [r.error for r in world.receive(path)] == [None]


def test_a_down_bundle_tampered_with_or_strange_changes_nothing(world: World, peer: Peer) -> None:
    peer.add("甲")
    world.up(peer)
    path = world.answer(peer)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5] + b"\0" + whole[-4:])
    strange = path.with_name("照片.qqb")
    strange.write_bytes(b"\xff\xd8\xff")
    results = {taken.path: taken.error for taken in peer.take_in(path, strange)}
    assert isinstance(results[path], DamagedBundleError)
    assert isinstance(results[strange], NotABundleError)
    assert peer.acknowledged == 0


def test_handing_up_goes_on_while_somebody_reads(world: World, peer: Peer) -> None:
    peer.add("甲")
    with peer.workspace.store.read() as reader:
        before = reader.replica.bundle_number
        path = world.bundle(peer)
    assert before == 0
    assert [r.error for r in world.receive(path)] == [None]


def test_two_processes_never_use_one_number(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = bundle_module.seal
    entered: list[int] = []

    def interrupted(*args: object, **named: object) -> object:
        if not entered:
            entered.append(1)
            world.bundle(peer)  # another process is faster
        return sealed(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(hand_up_module, "seal", interrupted)
    stick = world.root / "slower"
    with pytest.raises(InterferenceError):
        hand_up_module.hand_up(peer.workspace, stick)
    assert list(stick.iterdir()) == []
    assert [b.number for b in exchange_status(peer.workspace).bundles] == [1]


def test_the_clerk_reads_why_rows_were_not_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = world.join()
    world.round(peer)
    peer.add("张䶮", "李𬭎", "王㛃")
    bundle = world.bundle(peer)
    monkeypatch.setattr(
        "desktop.sync.table_reader.is_clean", lambda text: not {*text} & {"张", "李"}
    )
    world.receive(bundle)
    monkeypatch.undo()
    world.down(peer)
    newest = exchange_status(peer.workspace).bundles[0]
    assert newest.receipt == "新增 1 条，未收 2 条（文字里有控制字符或未规范的字符）"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("student 0a0b：不属于这个镇街", "不属于这个镇街"),
        ("第 3 行：phone 的值不合规定", "值不合规定"),
        ("0a0b：edited_at 的值不合规定", "值不合规定"),
        ("照片 0a0b：内容与校验值不符", "内容与校验值不符"),
    ],
)
def test_a_reason_is_said_without_what_only_programs_read(reason: str, said: str) -> None:
    accepted = Accepted(
        number=1, sha256=bytes(32), new=0, merged=0, conflicting=0, refused=2, reasons=[reason] * 2
    )
    assert receipt_words(accepted) == f"未收 2 条（{said}）"

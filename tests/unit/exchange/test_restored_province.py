"""A province put back to an earlier day: what it forgot comes back, what it says now is heard."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from desktop.cli.app import root as command
from desktop.store.tables import University
from desktop.usecases.exchange.rejoin import rejoin
from desktop.usecases.exchange.resend import hand_up_everything_next
from desktop.usecases.exchange.status import exchange_status
from tests.unit.exchange_world import (
    ONE,
    PASSPHRASE,
    PROVINCE_PASSPHRASE,
    End,
    Peer,
    World,
    settle,
    unlock,
)


@pytest.mark.both_stores
def test_a_restored_province_asks_again(world: World, peer: Peer) -> None:
    peer.add("备份前")
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("备份后")
    world.round(peer)
    assert exchange_status(peer.workspace).waiting == 0
    world.province.restore(backup)
    assert world.province.names() == ["备份前"]
    told = CliRunner().invoke(
        command,
        ["province", "take-in", str(world.province.root), str(world.bundle(peer))],
        env={"QINGQIAO_PASSPHRASE": PROVINCE_PASSPHRASE},
    )
    assert "缺前面的包" in told.stdout
    assert "从旧备份还原的：已自动接续，没有数据丢失" in told.stdout
    assert "province replay" in told.stdout
    assert world.down(peer).gap
    assert not world.up(peer).restored
    assert exchange_status(peer.workspace).waiting > 0
    settle(world, peer)
    assert world.province.names() == ["备份前", "备份后"]


def test_a_province_restored_to_before_a_renewal_gets_the_former_lives_rows(
    world: World, peer: Peer
) -> None:
    backup = world.province.copy_to(world.root / "backup")
    peer.add("前世")
    world.round(peer)
    twin = world.twin(peer)
    peer.add("原机")
    twin.add("副本")
    world.up(peer)
    world.up(twin)
    assert world.down(twin).renewed
    world.province.restore(backup)
    settle(world, twin)  # the other PC is gone
    assert {"前世", "副本"} <= set(world.province.names())


def test_a_province_restored_to_before_it_knew_the_pc_admits_it_again(world: World) -> None:
    given = world.enrol()
    backup = world.province.copy_to(world.root / "backup")
    peer = world.join(ONE, given)
    peer.add("甲")
    world.round(peer)
    world.province.restore(backup)
    assert world.up(peer).error is None
    settle(world, peer)
    assert world.province.names() == ["甲"]


def test_a_restored_province_replays_its_archive(world: World, peer: Peer) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("只在存档里")
    world.round(peer)
    archive = world.province.workspace.folder.archive.rename(world.root / "archive")
    world.province.restore(backup)
    assert [r.error for r in world.receive(archive)] == [None, None]
    assert world.province.names() == ["只在存档里"]


def test_what_only_a_colleague_still_has_goes_up_when_the_ends_differ(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    colleague = world.join()
    world.round(colleague)
    ends = world.province, peer
    backups = [
        end.copy_to(world.root / f"backup{n}") for n, end in enumerate((world.province, peer))
    ]
    peer.add("只剩同事还有")
    world.round(peer)
    world.round(colleague)
    for end, backup in zip(ends, backups, strict=True):
        end.restore(backup)
    for _ in range(2):
        for one in (colleague, peer):
            differs = world.round(one).differs
            if one is colleague and differs:
                hand_up_everything_next(one.workspace)
    settle(world, colleague, peer)
    assert world.province.names() == ["只剩同事还有"]
    peer.add("后来的")
    world.round(peer)
    world.round(colleague)
    assert world.make(colleague).rows == 0, "a colleague's rows go up no longer than is needed"


def test_what_a_twice_restored_province_writes_goes_before_all_its_lost_lives(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    set_total(world, 10)
    world.round(peer)
    world.province.restore(backup)
    world.round(peer)
    set_total(world, 20)
    world.round(peer)  # the second life is heard
    stale = world.answer(peer)
    world.province.restore(backup)
    university = set_total(world, 30)
    world.round(peer)
    peer.take_in(stale)
    for _ in range(3):
        world.round(peer)
    assert total_at(peer, university) == 30
    assert peer.conflicts() == []


def test_a_pc_that_rejoins_tells_the_province_of_the_life_that_it_lost(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("甲")
    world.round(peer)
    world.province.restore(backup)
    world.round(peer)  # the second life is heard
    world.province.restore(backup)
    university = set_total(world, 30)
    given = world.enrol()
    rejoin(peer.workspace, given.path, given.code, PASSPHRASE)
    settle(world, peer)
    assert total_at(peer, university) == 30


def set_total(world: World, total: int) -> bytes:
    with world.province.workspace.store.write() as writer:
        university = min(writer.find(University), key=lambda row: row.id)
        university.branch_total = total
        writer.session.add(university)
        return university.id


def total_at(peer: Peer, university: bytes) -> int | None:
    with peer.workspace.store.read() as reader:
        return reader.get(University, university).branch_total


def test_of_two_copies_of_a_province_the_one_that_is_kept_gets_everything(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    one = world.province
    root = one.copy_to(world.root / "copy")
    two = End(unlock(root, PROVINCE_PASSPHRASE, world.clock), PROVINCE_PASSPHRASE)
    told = []
    for number in range(4):
        world.province = (one, two)[number % 2]
        peer.add(f"第 {number} 次")
        received = world.up(peer)
        told.append(received.restored or received.gap)
        world.down(peer)
    assert told == [False, True, True, True]
    settle(world, peer)
    assert two.names() == peer.names() == [f"第 {number} 次" for number in range(4)]
    assert peer.conflicts() == []
    one.workspace.close()


@pytest.mark.parametrize("bundles", [0, 1, 3])
def test_what_a_restored_province_writes_anew_reaches_every_township(
    world: World, peer: Peer, bundles: int
) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    for total in (10, 20, 30):
        university = set_total(world, total)
    world.round(peer)
    old_word = world.answer(peer)
    assert total_at(peer, university) == 30
    world.province.restore(backup)
    set_total(world, 40)  # under a number that its lost life used for something else
    for _ in range(bundles):  # its numbers pass those of its lost life
        peer.take_in(world.answer(peer))
    world.round(peer)
    world.round(peer)
    assert total_at(peer, university) == 40
    mark = peer.acknowledged
    (late,) = peer.take_in(old_word)
    assert late.error is None
    assert (total_at(peer, university), peer.acknowledged) == (40, mark)
    set_total(world, 50)
    world.down(peer)
    assert total_at(peer, university) == 50

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.foundation.files import WriteError
from desktop.store.tables import AcceptedBundle, Lineage
from desktop.usecases.province.positions import position
from desktop.usecases.province.replay import NoArchiveError, replay
from tests.unit.exchange_world import TWO, Peer, World

pytestmark = pytest.mark.both_stores


def province_epoch(world: World) -> int:
    with world.province.workspace.store.read() as reader:
        return reader.replica.epoch


def lose_all_but_archive(world: World, backup: Path) -> None:
    """Put the province's older database back; the archive folder is newer."""
    archive = world.province.workspace.folder.archive
    aside = world.root / "archive"
    archive.rename(aside)
    world.province.restore(backup)
    if archive.exists():
        archive.rename(world.root / "older-archive")
    aside.rename(archive)


def test_replay_brings_back_what_the_restored_database_forgot(world: World, peer: Peer) -> None:
    world.round(peer)
    other = world.join(TWO)
    world.round(other)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("甲")
    world.round(peer)
    peer.add("乙")
    other.add("丙")
    world.round(peer)
    world.round(other)
    before = world.province.names()
    lose_all_but_archive(world, backup)
    assert world.province.names() == []
    epoch = province_epoch(world)

    results = replay(world.province.workspace)

    assert [result.error for result in results] == [None] * 3
    assert not any(result.gap for result in results)
    assert world.province.names() == before == sorted(["甲", "乙", "丙"])
    assert province_epoch(world) != epoch
    epoch = province_epoch(world)
    assert replay(world.province.workspace) == []
    assert province_epoch(world) == epoch


def test_replay_begins_a_new_epoch_though_nobody_heard_the_lost_one(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("甲")
    world.up(peer)
    world.answer(peer)  # a number of the lost life that no hand-up will ever mention
    lose_all_but_archive(world, backup)
    for damaged in world.province.workspace.folder.archive.rglob("*.qqb"):
        damaged.write_bytes(damaged.read_bytes()[:-1])
    epochs = [province_epoch(world)]
    for _ in range(2):  # the second time, only what cannot be taken in is left
        assert any(result.error for result in replay(world.province.workspace))
        epochs.append(province_epoch(world))
    assert epochs[0] != epochs[1] == epochs[2]


def test_a_position_reaches_back_through_forks(world: World) -> None:
    device, first, second = b"d" * 16, 11, 12
    with world.province.workspace.store.write() as writer:
        writer.add(Lineage(epoch=first, parent=0, fork_lsn=0))
        writer.add(Lineage(epoch=second, parent=first, fork_lsn=5))
        for sha256, epoch, since, upto in ((b"1", first, 0, 5), (b"2", second, 5, 9)):
            writer.add(
                AcceptedBundle(sha256=sha256, device=device, epoch=epoch, since=since, upto=upto)
            )
        assert position(writer, device, second) == 9
        assert position(writer, b"x" * 16, second) == 0


def test_twins_and_a_restored_province_lose_nothing(world: World, peer: Peer) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("共同")
    world.round(peer)
    twin = world.twin(peer)
    peer.add("本机")
    world.up(peer)
    lose_all_but_archive(world, backup)
    twin.add("副本")
    replay(world.province.workspace)
    for _ in range(4):
        for one in (twin, peer):
            world.round(one)
    assert world.province.names() == sorted(["共同", "本机", "副本"])
    assert peer.names() == twin.names() == world.province.names()


def test_what_was_replayed_is_in_though_the_file_for_verifying_is_not(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.round(peer)
    backup = world.province.copy_to(world.root / "backup")
    peer.add("甲")
    world.round(peer)
    lose_all_but_archive(world, backup)
    world.province.workspace.folder.issuers.unlink()

    def fail(*_: object) -> None:
        raise WriteError("没有写成", "")

    monkeypatch.setattr("desktop.usecases.exchange.issuers.write_bytes", fail)
    assert [result.error for result in replay(world.province.workspace)] == [None]
    assert world.province.names() == ["甲"]


def test_a_missing_archive_is_named(world: World) -> None:
    with pytest.raises(NoArchiveError):
        replay(world.province.workspace, world.root / "nowhere")

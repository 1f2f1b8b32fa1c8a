"""Folders that were copied, restored or cut off in the middle: each goes on, nothing is lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from desktop.store.rows import put_fields
from desktop.store.tables import CertificateTemplate
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.province.take_in import ForkedDeviceError
from tests.unit.exchange_world import ONE, TWO, Peer, World, settle

pytestmark = pytest.mark.both_stores


def test_a_twin_is_found_by_its_own_bundle_and_loses_nothing(world: World, peer: Peer) -> None:
    world.round(peer)
    twin = world.twin(peer)
    peer.add("原机一", "原机二")
    twin.add("副本一", "副本二")
    assert world.up(peer).error is None
    refused = world.up(twin)
    assert isinstance(refused.error, ForkedDeviceError)
    (kept,) = (world.province.root / "refused").rglob("*.qqb")
    assert kept.read_bytes() == refused.path.read_bytes()  # should that PC be lost meanwhile
    assert "没有数据丢失" in refused.error.hint
    assert "副本一" not in world.province.names()
    assert world.down(twin).renewed
    assert twin.epoch != peer.epoch
    settle(world, peer, twin)
    assert world.province.names() == ["副本一", "副本二", "原机一", "原机二"]
    assert world.province.conflicts() == []


def test_a_twin_that_reads_the_others_receipt_keeps_its_own_rows(world: World, peer: Peer) -> None:
    world.round(peer)
    twin = world.twin(peer)
    peer.add("原机一", "原机二")
    twin.add("副本一", "副本二")
    world.up(peer)
    (taken,) = twin.take_in(world.answer(peer))
    assert taken.renewed
    assert exchange_status(twin.workspace).waiting == 4  # the other's go up once more
    settle(world, twin, peer)
    assert world.province.names() == ["副本一", "副本二", "原机一", "原机二"]


def test_copies_that_have_parted_stay_as_they_are(world: World, peer: Peer) -> None:
    world.round(peer)
    twin = world.twin(peer)
    peer.add("原机")
    twin.add("副本")
    settle(world, peer, twin)
    peer.take_in(world.answer(peer))  # meant for the twin, which spoke last
    for speaker, listener in ((twin, peer), (peer, twin)):
        world.up(speaker)
        (taken,) = listener.take_in(world.answer(listener))
        assert not taken.renewed


def test_a_bundle_that_was_only_mentioned_exposes_the_twin(world: World, peer: Peer) -> None:
    world.round(peer)
    twin = world.twin(peer)
    (student,) = peer.add("原机一")
    world.bundle(peer)  # lost
    peer.rename(student, "原机二")
    second = world.bundle(peer)
    twin.add("副本一")
    first_of_twin = world.bundle(twin)
    assert [r.error for r in world.receive(second)] == [None]
    (refused,) = world.receive(first_of_twin)
    assert isinstance(refused.error, ForkedDeviceError)
    settle(world, twin, peer)
    assert world.province.names() == ["副本一", "原机二"]


def test_twins_that_edit_one_row_are_both_heard(world: World, peer: Peer) -> None:
    (student,) = peer.add("旧名")
    world.round(peer)
    twin = world.twin(peer)
    peer.rename(student, "原机的名")
    twin.rename(student, "副本的名")
    world.up(peer)
    world.up(twin)
    world.down(twin)
    settle(world, twin, peer)
    (live,) = world.province.names()
    (conflict,) = world.province.conflicts()
    assert live in conflict.kept
    assert {"原机的名", "副本的名"} == {live, conflict.other.split('"')[-2]}


def test_a_restored_pc_goes_on_and_gets_back_what_it_lost(world: World, peer: Peer) -> None:
    (student,) = peer.add("旧名")
    world.round(peer)
    backup = peer.copy_to(world.root / "backup")
    peer.add("还原后找回的")
    peer.rename(student, "新名")
    world.round(peer)
    peer.restore(backup)
    peer.add("还原后新写的")
    world.up(peer)
    assert world.down(peer).renewed
    settle(world, peer)
    assert peer.names() == ["新名", "还原后找回的", "还原后新写的"]
    assert world.province.conflicts() == []


def test_a_restored_pc_that_says_nothing_is_told_by_the_next_receipt(
    world: World, peer: Peer
) -> None:
    world.round(peer)
    backup = peer.copy_to(world.root / "backup")
    peer.add("还原后找回的")
    world.up(peer)
    peer.restore(backup)
    assert world.down(peer).renewed
    settle(world, peer)
    assert peer.names() == ["还原后找回的"]


@pytest.mark.parametrize("epochs", [range(1, 9), range(2**63 - 9, 2**63)])
def test_edits_after_a_renewal_are_no_conflict_with_the_same_rows_before(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch, epochs: range
) -> None:
    """Whichever epoch's name is the greater."""
    monkeypatch.setattr("desktop.usecases.exchange.epochs.new_epoch", partial(next, iter(epochs)))
    (student,) = peer.add("旧名")
    world.up(peer)  # the receipt is lost
    twin = world.twin(peer)
    twin.add("副本一")
    world.up(peer)
    world.up(twin)
    assert world.down(twin).renewed
    twin.rename(student, "新名")
    settle(world, twin, peer)
    assert "新名" in world.province.names()
    assert world.province.conflicts() == []


def test_a_twin_is_asked_nothing_about_what_both_copies_had(world: World, peer: Peer) -> None:
    (student,) = peer.add("旧名")  # not handed up before the folder is copied
    twin = world.twin(peer)
    twin.rename(student, "新名")
    world.up(peer)
    world.up(twin)
    assert world.down(twin).renewed
    settle(world, twin, peer)
    assert world.province.names() == ["新名"]
    assert world.province.conflicts() == []


def test_rows_that_both_copies_made_under_one_id_are_both_heard(world: World, peer: Peer) -> None:
    world.round(peer)
    twin = world.twin(peer)
    for end, name in ((peer, "原机的样式"), (twin, "副本的样式")):
        with end.workspace.store.write() as writer:
            writer.add(CertificateTemplate(id=b"t" * 16, name=name))
    with peer.workspace.store.write() as writer:
        writer.get(CertificateTemplate, b"t" * 16).body = "原机再改"
    world.up(peer)
    world.up(twin)
    assert world.down(twin).renewed
    settle(world, peer, twin)
    asked = "".join(c.kept + c.other for c in world.province.conflicts())
    assert "副本的样式" in asked
    assert "原机的样式" in asked


def test_all_copies_of_a_pc_know_each_others_lives(world: World, peer: Peer) -> None:
    """Whoever of them spoke last."""
    (student,) = peer.add("旧名")
    world.round(peer)
    twin = world.twin(peer)
    peer.add("原机")
    twin.rename(student, "副本改的名")
    world.up(peer)
    world.up(twin)
    assert world.down(twin).renewed
    world.up(twin)
    world.round(peer)
    peer.rename(student, "原机再改的名")
    settle(world, peer, twin)
    assert "原机再改的名" in world.province.names()
    assert world.province.conflicts() == []


class PulledPlugError(BaseException):
    """No `except Exception` catches a cut of power."""


def cut(*_: object) -> None:
    raise PulledPlugError


def test_a_number_is_used_up_by_a_cut_before_the_file_appears(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.add("甲")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        with pytest.raises(PulledPlugError):
            world.make(peer)
    (made,) = world.make(peer).bundles
    assert made.number == 2
    world.receive(made.path)
    assert world.down(peer).received == (1, 2)


def test_a_cut_before_the_number_is_recorded_leaves_no_file(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.exchange.hand_up._record", cut)
        with pytest.raises(PulledPlugError):
            world.make(peer)
    assert not list(world.root.glob("stick*/*.qqb"))
    assert exchange_status(peer.workspace).bundles == ()


def test_a_take_in_cut_off_leaves_no_trace(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.add("甲")
    path = world.bundle(peer)
    before = world.province.state(ONE)
    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.province.take_in.keep", cut)
        with pytest.raises(PulledPlugError):
            world.receive(path)
    assert world.province.state(ONE) == before
    (received,) = world.receive(path)
    assert (received.error, received.duplicate) == (None, False)
    assert list((world.province.workspace.folder.archive / str(ONE)).iterdir())


def test_rows_cannot_be_taken_from_another_township(world: World, peer: Peer) -> None:
    victim = world.join(TWO)
    (student,) = victim.add("别人家的")
    world.round(victim)
    with peer.workspace.store.write() as writer:
        row = (student, ONE, "抢来的")
        put_fields(writer.connection, "student", ("id", "township", "name"), [row])
    received = world.up(peer)
    assert received.tally is not None
    assert received.tally.refused == 1
    assert "另一个镇街" in received.tally.reasons[0]
    assert world.province.names() == ["别人家的"]

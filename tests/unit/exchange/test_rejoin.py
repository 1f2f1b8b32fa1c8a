"""One enrolment, one PC; a PC that lost its standing comes back with all its rows."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.bundle.errors import WrongSignerError
from desktop.foundation.files import WriteError
from desktop.foundation.progress import Cancelled
from desktop.store.tables import University
from desktop.usecases.exchange.hand_up import SMALLEST, RevokedHereError
from desktop.usecases.exchange.issuers import read_trust
from desktop.usecases.exchange.rejoin import (
    OtherTownshipError,
    Rejoined,
    SameEnrolmentError,
    rejoin,
)
from desktop.usecases.exchange.take_in import ElsewhereUsedError
from desktop.usecases.province.admit import (
    LateJoinError,
    RevokedDeviceError,
    UsedEnrolmentError,
)
from desktop.usecases.province.devices import (
    AlreadyAdmittedError,
    NoSuchDeviceError,
    devices,
    extend,
)
from desktop.usecases.province.enrol import Enrolled
from desktop.usecases.province.revoke import revoke
from tests.unit.exchange_world import ONE, PASSPHRASE, TWO, Peer, World


def come_back(world: World, peer: Peer, given: Enrolled | None = None) -> Rejoined:
    enrolled = given or world.enrol()
    return rejoin(peer.workspace, enrolled.path, enrolled.code, PASSPHRASE)


def device_of(peer: Peer) -> str:
    with peer.workspace.store.read() as reader:
        return (reader.replica.device or b"").hex()


@pytest.mark.parametrize("first_made_first", [True, False])
def test_an_enrolment_is_used_once_whichever_pc_is_heard_first(
    world: World, first_made_first: bool
) -> None:
    given = world.enrol()
    pcs = [world.join(ONE, given), world.join(ONE, given)]
    winner, late = pcs if first_made_first else reversed(pcs)
    winner.add("先到")
    late.add("后到")
    assert world.up(winner).error is None
    refused = world.up(late).error
    assert isinstance(refused, UsedEnrolmentError)
    assert "重新入网本机" in refused.hint
    answer = world.answer(winner)
    (wrong,) = late.take_in(answer)
    assert isinstance(wrong.error, ElsewhereUsedError)
    winner.take_in(answer)
    come_back(world, late)
    for _ in range(2):
        for pc in pcs:
            assert world.up(pc).error is None
            world.down(pc)
    assert world.province.names() == winner.names() == late.names() == ["先到", "后到"]


def test_a_stranger_with_another_key_is_no_second_pc(world: World, peer: Peer) -> None:
    world.round(peer)
    with peer.workspace.store.write() as writer:
        writer.replica.join_token = bytes(32)
    peer.workspace.identity = world.join(TWO).workspace.identity
    assert isinstance(world.up(peer).error, WrongSignerError)


def test_a_join_that_comes_too_late_is_refused_and_can_be_let_in(world: World, peer: Peer) -> None:
    peer.add("迟到")
    path = world.bundle(peer)
    world.clock.now += timedelta(days=31)
    (late,) = world.receive(path)
    assert isinstance(late.error, LateJoinError)
    assert "过期" in late.error.message
    assert world.province.names() == []
    extend(world.province.workspace, device_of(peer)[:6])
    assert world.receive(path)[0].error is None
    with pytest.raises(AlreadyAdmittedError):
        extend(world.province.workspace, str(ONE))
    assert world.province.names() == ["迟到"]


def test_the_last_day_is_still_in_time(world: World, peer: Peer) -> None:
    world.clock.now += timedelta(days=30)
    assert world.up(peer).error is None


def test_what_was_admitted_in_time_is_replayed_for_ever(world: World) -> None:
    given = world.enrol()
    backup = world.province.copy_to(world.root / "backup")
    peer = world.join(ONE, given)
    peer.add("甲")
    path = world.bundle(peer)
    assert world.receive(path)[0].error is None
    archive = world.province.workspace.folder.archive
    kept = archive.rename(world.root / "archive")
    world.province.restore(backup)
    kept.rename(archive)
    world.clock.now += timedelta(days=400)
    assert world.receive(archive)[0].error is None
    assert world.province.names() == ["甲"]


def test_a_second_pc_gets_what_the_first_had_handed_up_before(world: World, peer: Peer) -> None:
    (student,) = peer.add("早已上报")
    world.round(peer)
    second = world.join(ONE)
    second.add("第二台")
    world.round(second)
    assert second.names() == ["早已上报", "第二台"]
    second.rename(student, "改过")
    world.round(second)
    world.round(peer)
    assert peer.names() == second.names() == world.province.names()
    assert "改过" in peer.names()
    assert world.province.conflicts() == []


def test_a_rejoined_pc_hands_everything_up_to_a_province_made_anew(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    colleague = world.join()
    colleague.add("同事的")
    peer.add("甲")
    for pc in (colleague, peer, colleague):
        world.round(pc)
    peer.add("还没有上报")
    assert "同事的" in peer.names()
    (tmp_path / "anew").mkdir()
    anew = World(tmp_path / "anew", world.clock)
    with anew.province.workspace.store.write() as writer:
        university = min(writer.find(University), key=lambda row: row.id)
        university.branch_total = 77
        writer.session.add(university)
    given = anew.enrol()
    come_back(anew, peer, given)
    before = peer.names()
    (bundle,) = anew.make(peer, None).bundles
    anew.receive(bundle.path)
    assert anew.province.names() == before == peer.names() == ["同事的", "甲", "还没有上报"]
    assert peer.take_in(anew.answer(peer))[0].error is None
    assert peer.state(ONE) == anew.province.state(ONE)
    with peer.workspace.store.read() as reader:
        assert reader.get(University, university.id).branch_total == 77
    peer.add("以后的")
    anew.round(peer)
    assert "以后的" in anew.province.names()
    assert peer.conflicts() == []
    anew.close()


def test_parts_that_are_lost_after_a_rejoin_come_again_with_colleagues_rows(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    colleague = world.join()
    peer.add(*(os.urandom(400).hex() for _ in range(200)))
    colleague.add(*(os.urandom(400).hex() for _ in range(200)))
    for pc in (colleague, peer):
        world.round(pc)
    (tmp_path / "anew").mkdir()
    anew = World(tmp_path / "anew", world.clock)
    come_back(anew, peer, anew.enrol())
    parts = anew.make(peer, SMALLEST).bundles
    assert len(parts) > 2
    anew.receive(parts[0].path)  # the others are lost
    peer.take_in(anew.answer(peer))
    anew.up(peer)
    assert anew.province.names() == peer.names()
    assert len(peer.names()) == 400
    anew.close()


def test_a_revoked_pc_is_told_and_comes_back_with_its_rows(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    for pc in (peer, other):
        world.round(pc)
    peer.add("停用以前")
    key = peer.workspace.identity.key_id
    (revoked,) = revoke(world.province.workspace, device_of(peer)[:4], world.stick())
    refused = world.up(peer).error
    assert isinstance(refused, RevokedDeviceError)
    assert "已停用" in refused.message
    assert revoked.notice is not None
    (told,) = peer.take_in(revoked.notice)
    assert (told.error, told.revoked) == (None, True)
    with pytest.raises(RevokedHereError):
        world.make(peer)
    world.down(other)
    assert read_trust(other.root).issuers[key].revoked
    come_back(world, peer)
    peer.reopen()
    assert peer.workspace.identity.key_id != key
    world.round(peer)
    assert world.province.names() == peer.names() == ["停用以前"]
    world.down(other)
    assert not read_trust(other.root).issuers[peer.workspace.identity.key_id].revoked


def test_the_notice_of_a_revocation_holds_no_rows(world: World, peer: Peer) -> None:
    colleague = world.join()
    world.round(peer)
    colleague.add("不能给被盗的电脑")
    world.round(colleague)
    found = revoke(world.province.workspace, device_of(peer), world.stick())
    assert found[0].notice is not None
    peer.take_in(found[0].notice)
    assert peer.names() == []


def test_a_township_is_revoked_as_a_whole_and_listed(world: World, peer: Peer) -> None:
    world.round(peer)
    world.enrol()
    assert len(revoke(world.province.workspace, str(ONE))) == 2
    shown = devices(world.province.workspace)
    assert [one.revoked for one in shown] == [True, True]
    heard = {one.device: one.last_heard for one in shown}
    assert heard.pop(device_of(peer)) == world.clock.now
    assert list(heard.values()) == [None]
    for unknown in (str(TWO), "zz", "0" * 32):
        with pytest.raises(NoSuchDeviceError):
            revoke(world.province.workspace, unknown)


def test_a_rejoin_that_is_stopped_changes_nothing(world: World, peer: Peer) -> None:
    peer.add("甲")
    given, before = world.enrol(), peer.workspace.identity

    class Stop:
        def step(self, *_: object) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        rejoin(peer.workspace, given.path, given.code, PASSPHRASE, Stop())
    peer.reopen()
    assert peer.workspace.identity == before
    assert world.up(peer).error is None
    assert world.province.names() == ["甲"]


def test_a_rejoin_wants_its_own_townships_new_file(world: World, peer: Peer) -> None:
    world.round(peer)
    given = world.enrol()
    with pytest.raises(OtherTownshipError):
        come_back(world, peer, world.enrol(TWO))
    come_back(world, peer, given)
    with pytest.raises(SameEnrolmentError):
        come_back(world, peer, given)


def test_a_pc_is_revoked_though_nothing_can_be_written_of_it(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.round(peer)
    locked = world.root / "no folder"
    locked.touch()

    def fail(*_: object) -> None:
        raise WriteError("没有写成", "")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.exchange.issuers.write_bytes", fail)
        (said,) = revoke(world.province.workspace, device_of(peer), locked)
    assert (said.device, said.notice, said.unwritten) == (device_of(peer), None, True)
    assert [one.revoked for one in devices(world.province.workspace)] == [True]
    (again,) = revoke(world.province.workspace, device_of(peer), world.root)
    assert again.notice is not None
    assert not again.unwritten

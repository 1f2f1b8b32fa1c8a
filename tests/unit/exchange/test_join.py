"""Joining: once, in time, by the right code, whole or not at all."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.bundle.code import MistypedCodeError, new_code
from desktop.bundle.enrolment import NotAnEnrolmentError, WrongCodeError
from desktop.foundation.files import WriteError
from desktop.store.store import Store
from desktop.store.tables import Community, TownshipProfile
from desktop.usecases.account.passphrase import WeakPassphraseError
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import AlreadyJoinedError, EnrolmentExpiredError, join
from tests.small_disk import small_disk
from tests.unit.exchange_world import ONE, PASSPHRASE, World


def test_the_townships_own_communities_appear_and_its_committee_has_a_name(world: World) -> None:
    peer = world.join(ONE)
    with peer.workspace.store.read() as reader:
        communities = reader.find(Community)
        assert {row.township for row in communities} == {ONE}
        assert len(communities) == 5
        (profile,) = reader.find(TownshipProfile)
    assert profile.committee.endswith("青年工作委员会")
    assert profile.lsn > 0  # captured, so that it goes up


def test_a_wrong_code_is_told_from_a_mistyped_one_and_leaves_nothing(
    world: World, tmp_path: Path
) -> None:
    given, root = world.enrol(), tmp_path / "new"
    with pytest.raises(WrongCodeError):
        join(given.path, new_code(), root, PASSPHRASE)
    with pytest.raises(MistypedCodeError):
        join(given.path, given.code[:-1] + "*", root, PASSPHRASE)
    with pytest.raises(WeakPassphraseError):
        join(given.path, given.code, root, "12345678")
    assert not root.exists()


def test_another_file_is_no_enrolment(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.qqe"
    file.write_bytes(b"hello")
    with pytest.raises(NotAnEnrolmentError):
        join(file, new_code(), tmp_path / "new", PASSPHRASE)
    assert world.enrol().path.exists()


def test_an_enrolment_expires(world: World, tmp_path: Path) -> None:
    given = world.enrol()
    world.clock.now += timedelta(days=31)
    with pytest.raises(EnrolmentExpiredError, match="过期"):
        join(given.path, given.code, tmp_path / "new", PASSPHRASE, clock=world.clock)


def test_a_folder_in_use_is_left_alone(world: World) -> None:
    peer, given = world.join(), world.enrol()
    peer.add("张䶮")
    with pytest.raises(AlreadyJoinedError):
        join(given.path, given.code, peer.root, PASSPHRASE)
    peer.reopen()
    assert peer.names() == ["张䶮"]


def test_a_failure_in_the_middle_does_not_block_a_second_try(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, root = world.enrol(), tmp_path / "new"

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Store, "create", fail)
    with pytest.raises(OSError):  # noqa: PT011 - any
        join(given.path, given.code, root, PASSPHRASE, clock=world.clock)
    monkeypatch.undo()
    join(given.path, given.code, root, PASSPHRASE, clock=world.clock).workspace.close()


def test_a_full_stick_is_said_to_be_full_and_the_next_hand_up_carries_everything(
    world: World, tmp_path: Path
) -> None:
    peer = world.join()
    peer.add(*(os.urandom(400).hex() for _ in range(300)))
    with small_disk(tmp_path / "stick", "16k") as stick:
        with pytest.raises(WriteError, match="磁盘空间不足"):
            hand_up(peer.workspace, stick)
        assert list(stick.iterdir()) == []
    again = hand_up(peer.workspace, tmp_path / "folder")
    assert again.rows == 301


def test_a_failure_at_the_very_end_takes_everything_away_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, root = world.enrol(), tmp_path / "new"

    def fail(_: object) -> None:
        raise WriteError("磁盘空间不足")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.exchange.join.write_issuers", fail)
        with pytest.raises(WriteError):
            join(given.path, given.code, root, PASSPHRASE, clock=world.clock)
    assert list(root.iterdir()) == []
    join(given.path, given.code, root, PASSPHRASE, clock=world.clock).workspace.close()


def test_keys_without_a_database_are_set_aside_and_never_overwritten(
    world: World, tmp_path: Path
) -> None:
    given, root = world.enrol(), tmp_path / "new"
    root.mkdir()
    (root / "qingqiao.keys").write_bytes(b"all that is left of a lost database")
    join(given.path, given.code, root, PASSPHRASE, clock=world.clock).workspace.close()
    (aside,) = root.glob("qingqiao.keys.*")
    assert aside.read_bytes() == b"all that is left of a lost database"


def test_a_database_without_its_keys_is_left_alone(world: World, tmp_path: Path) -> None:
    peer, given = world.join(), world.enrol()
    (peer.root / "qingqiao.keys").rename(tmp_path / "elsewhere")
    with pytest.raises(AlreadyJoinedError):
        join(given.path, given.code, peer.root, PASSPHRASE)
    assert not (peer.root / "qingqiao.keys").exists()

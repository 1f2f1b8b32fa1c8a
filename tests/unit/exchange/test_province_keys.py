"""New keys of the province reach everyone, whatever was lost; forged ones reach nobody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.bundle.code import new_code
from desktop.bundle.errors import WrongSignerError
from desktop.bundle.identity import Identity
from desktop.bundle.keyring import WrongPassphraseError
from desktop.bundle.succession import MOST, NextKeys, follow
from desktop.store.tables import Replica
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.keys import (
    UnfitKeysError,
    backup_keys,
    restore_keys,
    rotate_keys,
)
from desktop.usecases.province.load_reference import WrongEndError
from tests.unit.exchange_world import ONE, PASSPHRASE, PROVINCE_PASSPHRASE, Peer, World

pytestmark = pytest.mark.both_stores


def rotate(world: World) -> None:
    rotate_keys(world.province.workspace, PROVINCE_PASSPHRASE)


def known(peer: Peer) -> Replica:
    with peer.workspace.store.read() as reader:
        return reader.replica


def test_new_keys_are_announced_and_used_at_once(world: World, peer: Peer) -> None:
    world.round(peer)
    peer.add("用旧钥匙加密的")
    under_old = world.bundle(peer)
    rotate(world)
    world.province.reopen()
    assert world.receive(under_old)[0].error is None
    assert world.down(peer).error is None
    identity = world.province.workspace.identity
    assert known(peer).province_key == identity.verify_key
    assert known(peer).province_recipient == identity.recipient
    peer.add("用新钥匙加密的")
    world.round(peer)
    assert world.province.names() == peer.names()
    assert len(peer.names()) == 2


def test_a_lost_announcement_and_two_exchanges_are_made_up_for(world: World, peer: Peer) -> None:
    world.round(peer)
    rotate(world)
    world.answer(peer)  # lost
    rotate(world)
    peer.add("甲")
    assert world.up(peer).error is None
    assert world.down(peer).error is None
    assert known(peer).province_key == world.province.workspace.identity.verify_key
    world.round(peer)
    assert world.province.names() == ["甲"]


def test_an_enrolment_from_before_joins_after(world: World) -> None:
    given = world.enrol()
    rotate(world)
    late = world.join(ONE, given)
    late.add("甲")
    assert world.up(late).error is None
    assert world.down(late).error is None
    assert known(late).province_recipient == world.province.workspace.identity.recipient


def test_a_bundle_under_the_old_key_that_comes_late_is_taken_in(world: World, peer: Peer) -> None:
    world.round(peer)
    early = world.answer(peer)
    rotate(world)
    world.down(peer)
    now = known(peer)
    (late,) = peer.take_in(early)
    assert late.error is None
    assert known(peer).province_key == now.province_key


def test_the_old_key_says_nothing_new(world: World, peer: Peer) -> None:
    world.round(peer)
    thief = world.province.workspace.identity
    rotate(world)
    world.down(peer)
    world.province.workspace.identity = thief
    (refused,) = peer.take_in(world.answer(peer))
    assert isinstance(refused.error, WrongSignerError)


def unsigned(step: NextKeys) -> NextKeys:
    return replace(step, signature=bytes(64))


def of_a_stranger(step: NextKeys) -> NextKeys:
    other = Identity.generate()
    return replace(other.succeed().announced[0], verify_key=step.verify_key)


def from_nowhere(step: NextKeys) -> NextKeys:
    return replace(step, previous=Identity.generate().verify_key)


def for_another_recipient(step: NextKeys) -> NextKeys:
    return replace(step, recipient=Identity.generate().recipient)


@pytest.mark.parametrize("forge", [unsigned, of_a_stranger, from_nowhere, for_another_recipient])
def test_a_forged_announcement_is_refused(
    world: World, peer: Peer, forge: Callable[[NextKeys], NextKeys]
) -> None:
    world.round(peer)
    before = known(peer)
    honest = world.province.workspace.identity.succeed()
    world.province.workspace.identity = Identity(
        honest.signing, honest.age, honest.older, (forge(honest.announced[0]),)
    )
    (refused,) = peer.take_in(world.answer(peer))
    assert isinstance(refused.error, WrongSignerError)
    after = known(peer)
    assert (after.province_key, after.heard_number) == (before.province_key, before.heard_number)


def test_steps_are_followed_in_order_and_only_to_the_signer() -> None:
    lives = [Identity.generate()]
    for _ in range(3):
        lives.append(lives[-1].succeed())
    keys, steps = [one.verify_key for one in lives], list(lives[-1].announced)
    assert follow(keys[0], steps, keys[2]) == steps[:2]
    assert follow(keys[1], steps, keys[3]) == steps[1:]
    assert follow(keys[2], steps, keys[1]) == []
    assert follow(keys[0], steps[1:], keys[3]) == []
    assert follow(keys[0], [], keys[0]) == []


def test_a_bundle_carries_a_bounded_number_of_announcements(world: World, peer: Peer) -> None:
    world.round(peer)
    for _ in range(MOST):
        world.province.workspace.identity = world.province.workspace.identity.succeed()
    path = world.answer(peer)
    assert len(path.read_bytes().split(b"\n", 2)[1]) < 8192
    assert peer.take_in(path)[0].error is None


def test_keys_come_back_by_code_or_passphrase(world: World, peer: Peer, tmp_path: Path) -> None:
    file, root = tmp_path / "省级密钥.bak", world.province.root
    code = backup_keys(world.province.workspace, PROVINCE_PASSPHRASE, file)
    world.round(peer)
    world.province.workspace.close()
    lost = (root / "qingqiao.keys").read_bytes()
    (root / "qingqiao.keys").unlink()
    with pytest.raises(WrongPassphraseError):
        restore_keys(file, root, new_code(), "新的口令新的一句")
    assert not (root / "qingqiao.keys").exists()
    for secret in (code.lower().replace("-", " "), PROVINCE_PASSPHRASE):
        assert not restore_keys(file, root, secret, "新的口令新的一句").outdated
        open_workspace(root, "新的口令新的一句").close()
    assert len(list(root.glob("qingqiao.keys.*"))) == 1
    (root / "qingqiao.keys").write_bytes(lost)
    world.province.workspace = open_workspace(root, PROVINCE_PASSPHRASE)


def test_a_backup_from_before_an_exchange_is_said_to_be_old(world: World, tmp_path: Path) -> None:
    file, copy = tmp_path / "keys", tmp_path / "copy"
    code = backup_keys(world.province.workspace, PROVINCE_PASSPHRASE, file)
    rotate(world)
    newer = backup_keys(world.province.workspace, PROVINCE_PASSPHRASE, tmp_path / "newer")
    world.province.copy_to(copy)
    assert restore_keys(file, copy, code, "新的口令新的一句").outdated
    assert not restore_keys(tmp_path / "newer", copy, newer, "新的口令新的一句").outdated


def test_keys_may_come_back_before_their_database(world: World, tmp_path: Path) -> None:
    file, root = tmp_path / "keys", tmp_path / "new"
    code = backup_keys(world.province.workspace, PROVINCE_PASSPHRASE, file)
    restored = restore_keys(file, root, code, "新的口令新的一句")
    assert (restored.database, restored.outdated) == (False, False)
    backup = world.province.copy_to(tmp_path / "backup")
    (database,) = [*backup.glob("qingqiao.db"), *backup.glob("qingqiao.store")]
    shutil.copy(database, root)
    open_workspace(root, "新的口令新的一句").close()


def test_keys_of_another_database_change_nothing(world: World, peer: Peer, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    code = backup_keys(world.province.workspace, PROVINCE_PASSPHRASE, file)
    copy = peer.copy_to(tmp_path / "copy")
    before = (copy / "qingqiao.keys").read_bytes()
    with pytest.raises(UnfitKeysError):
        restore_keys(file, copy, code, "新的口令新的一句")
    assert (copy / "qingqiao.keys").read_bytes() == before
    shutil.rmtree(copy)


def test_only_the_province_exchanges_keys(world: World, peer: Peer) -> None:
    with pytest.raises(WrongEndError):
        rotate_keys(peer.workspace, PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        rotate_keys(world.province.workspace, "不是这个口令呀")
    assert world.province.workspace.identity.announced == ()

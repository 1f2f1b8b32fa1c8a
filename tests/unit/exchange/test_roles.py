"""What only an administrator may do is refused to anybody else, wherever it is called from."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.bundle.keyring import WrongPassphraseError
from desktop.domain.account import Account, Role
from desktop.domain.retention import DataKind
from desktop.domain.terms import BackupReason
from desktop.usecases.account.keep_accounts import add_account
from desktop.usecases.account.permission import NotAllowedError
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.restore import restore
from desktop.usecases.exchange.rejoin import rejoin
from desktop.usecases.handover.make_pack import make_pack
from desktop.usecases.province.keys import backup_keys, rotate_keys
from desktop.usecases.retention.terms import set_terms
from desktop.usecases.workspace import Workspace
from tests.unit.exchange_world import PASSPHRASE, PROVINCE_PASSPHRASE, End, Peer, World

HERS = "趵突泉边柳色青青"


def let_a_clerk_work(end: End) -> Workspace:
    """Return the workspace of somebody who knows even the administrator's passphrase."""
    end.workspace.become(Account(2, "李青", Role.CLERK))
    return end.workspace


def test_a_clerk_restores_no_backup(peer: Peer) -> None:
    peer.add("张䶮")
    back_up(peer.workspace, BackupReason.ASKED)
    peer.add("李𬭎")
    clerk = let_a_clerk_work(peer)
    (backup, *_) = backups_in(clerk.folder.backups)
    with pytest.raises(NotAllowedError, match="恢复备份"):
        restore(clerk, backup, PASSPHRASE)
    assert len(peer.names()) == 2


def test_a_clerk_joins_no_pc_anew(world: World, peer: Peer) -> None:
    given, keys = world.enrol(), peer.workspace.folder.keyring.read_bytes()
    with pytest.raises(NotAllowedError, match="重新入网"):
        rejoin(let_a_clerk_work(peer), given.path, given.code, PASSPHRASE)
    assert peer.workspace.folder.keyring.read_bytes() == keys


def test_a_clerk_hands_nothing_over(peer: Peer, tmp_path: Path) -> None:
    place = tmp_path / "usb"
    place.mkdir()
    with pytest.raises(NotAllowedError, match="换岗交接"):
        make_pack(let_a_clerk_work(peer), place)
    assert not list(place.iterdir())


def test_a_clerk_sets_no_term(peer: Peer) -> None:
    with pytest.raises(NotAllowedError, match="到期的个人信息"):
        set_terms(let_a_clerk_work(peer), {DataKind.STUDENT: 1})


def test_a_clerk_of_the_province_touches_no_keys(world: World, tmp_path: Path) -> None:
    clerk, out = let_a_clerk_work(world.province), tmp_path / "省级密钥"
    keys = clerk.folder.keyring.read_bytes()
    with pytest.raises(NotAllowedError, match="省级密钥"):
        backup_keys(clerk, PROVINCE_PASSPHRASE, out)
    with pytest.raises(NotAllowedError, match="省级密钥"):
        rotate_keys(clerk, PROVINCE_PASSPHRASE)
    assert not out.exists()
    assert clerk.folder.keyring.read_bytes() == keys


def test_a_clerks_passphrase_is_not_enough_at_a_window_left_open(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    province, out = world.province.workspace, tmp_path / "省级密钥"
    add_account(province, PROVINCE_PASSPHRASE, "李青", Role.CLERK, HERS)
    add_account(peer.workspace, PASSPHRASE, "李青", Role.CLERK, HERS)
    backup = back_up(peer.workspace, BackupReason.ASKED).backup
    given = world.enrol()
    with pytest.raises(WrongPassphraseError):
        backup_keys(province, HERS, out)
    with pytest.raises(WrongPassphraseError):
        rotate_keys(province, HERS)
    with pytest.raises(WrongPassphraseError):
        rejoin(peer.workspace, given.path, given.code, HERS)
    with pytest.raises(WrongPassphraseError):
        restore(peer.workspace, backup, HERS)
    assert not out.exists()
    assert (province.tries.count("1"), peer.workspace.tries.count("1")) == (2, 2)
    restore(peer.workspace, backup, PASSPHRASE)
    assert peer.workspace.account.role is Role.ADMINISTRATOR

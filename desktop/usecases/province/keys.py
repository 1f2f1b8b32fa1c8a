"""The province's keys: kept offline, put back, and exchanged for new ones."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.code import new_code, normalise_code
from desktop.bundle.keyring import (
    Keyring,
    WrongPassphraseError,
    add_passphrase,
    open_keyring,
    seal_keyring,
)
from desktop.domain.account import Deed
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.store.engine import DatabaseError
from desktop.store.store import Store
from desktop.store.tables import Setting
from desktop.usecases.account.exchange_keys import exchange_keys
from desktop.usecases.account.keep_accounts import unlocked_again
from desktop.usecases.account.passphrase import check_passphrase
from desktop.usecases.account.permission import require
from desktop.usecases.exchange.adopting import adopt_columns
from desktop.usecases.province.load_reference import WrongEndError
from desktop.usecases.unlocking import KEYRING_LIMIT, sole_keys
from desktop.usecases.workspace import Folder, Workspace

_TURNS = "keys/turns"
"""Setting: how often the keys were exchanged; a backup that knows of fewer is out of date."""


class UnfitKeysError(QingqiaoError):
    """A backup of keys that opens no database here."""


@dataclass(frozen=True)
class RestoredKeys:
    """`outdated`: the keys were exchanged since this backup was made.

    Without a `database` beside them nothing could be compared.
    """

    outdated: bool
    database: bool = True


def backup_keys(workspace: Workspace, passphrase: str, out: Path) -> str:
    """Write a copy of the keys that the passphrase or the returned recovery code opens.

    File and code are to be kept apart and offline; the passphrase is that of the account at work.
    Raises `WrongPassphraseError`, `TooSoonError`, `WriteError`, `NotAllowedError`.
    """
    keyring = unlocked_again(workspace, passphrase, Deed.PROVINCE_KEYS)[1].keyring
    code = new_code()
    word = normalise_code(code)
    sealed = seal_keyring(keyring, word, slot="恢复码")
    write_bytes(out, add_passphrase(sealed, word, passphrase, slot="口令"))
    return code


def restore_keys(file: Path, root: Path, secret: str, passphrase: str) -> RestoredKeys:
    """Put keys back beside their database, opened by one administrator's `passphrase`.

    The database may also be put there later; where other data lies than theirs, nothing changes.
    `secret` is the recovery code, or the passphrase of when the backup was made. Keys that lie
    there are set aside. Raises as `open_keyring`, and `UnfitKeysError`, `WeakPassphraseError`.
    """
    check_passphrase(passphrase)
    folder = Folder(root)
    keyring = _open(read_bytes(file, KEYRING_LIMIT), secret)
    there = folder.database.exists() or folder.address.exists()
    turns = _turns(folder, keyring) if there else 0
    if folder.keyring.exists():
        spare = folder.keyring.with_name(f"{folder.keyring.name}.{secrets.token_hex(4)}")
        write_bytes(spare, read_bytes(folder.keyring, KEYRING_LIMIT))
    write_bytes(folder.keyring, sole_keys(keyring, passphrase))
    return RestoredKeys(outdated=turns > len(keyring.identity.announced), database=there)


def rotate_keys(workspace: Workspace, passphrase: str) -> None:
    """Exchange the province's signing and reading keys; the former ones still read.

    The old key announces the new ones in every bundle from now on. Raises `WrongEndError`,
    `WrongPassphraseError`, `WriteError`, `NotAllowedError`.
    """
    require(workspace, Deed.PROVINCE_KEYS)
    with workspace.store.read() as reader:
        if reader.replica.township:
            raise WrongEndError(
                "这是镇街的数据文件夹，没有换钥，数据没有改动。", "镇街换钥请用“重新入网本机”。"
            )
    identity = workspace.identity.succeed()
    with exchange_keys(workspace, passphrase, identity) as writer:
        writer.session.merge(Setting(key=_TURNS, value=str(len(identity.announced))))


def _open(content: bytes, secret: str) -> Keyring:
    try:
        return open_keyring(content, normalise_code(secret))
    except WrongPassphraseError:
        return open_keyring(content, secret)


def _turns(folder: Folder, keyring: Keyring) -> int:
    """Return how often the keys of the database were exchanged; raises `UnfitKeysError`."""
    try:
        store = Store(folder.place, keyring.data_key, upgrading=adopt_columns)
    except DatabaseError as error:
        raise UnfitKeysError(
            f"这份密钥打不开“{folder.root}”里的数据，没有改动任何文件。",
            "请确认密钥备份和数据库是同一个省级端的。",
        ) from error
    try:
        with store.read() as reader:
            found = reader.local(Setting, key=_TURNS)
            return int(found[0].value) if found else 0
    finally:
        store.close()

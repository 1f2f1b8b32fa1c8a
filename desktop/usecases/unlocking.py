"""Opening the keys file: which account a passphrase belongs to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.bundle.keyring import SHEET, KeyFile, Keyring, Opened
from desktop.bundle.slots import wrap
from desktop.domain.account import Account, Role
from desktop.foundation.files import WriteError, read_bytes, write_bytes

KEYRING_LIMIT = 1 << 20
"""Bytes of a keys file."""

FIRST_NAME = "管理员"
"""Of the first account, until somebody says who it is."""


def unlock(file: Path, passphrase: str, slot: str | None = None) -> tuple[Opened, Account]:
    """Open a keys file through one slot, or any; return what it gave, and whose slot it is.

    A slot from before there were accounts becomes an administrator's. Raises as `KeyFile.unlock`,
    and `WriteError`.
    """
    keys = KeyFile.read(read_bytes(file, KEYRING_LIMIT))
    opened = keys.unlock(passphrase, slot)
    account = opened.keyring.account(opened.slot)
    if account is not None:
        return opened, account
    keyring, account = opened.keyring.with_account(opened.slot, Role.ADMINISTRATOR)
    own = wrap(opened.master, passphrase, account.slot, hint=account.hint)
    with suppress(WriteError):  # on a disk that takes nothing it can still be read
        changed = keys.put(own, instead=opened.slot).seal(opened.master, keyring)
        write_bytes(file, changed.content())
        opened = replace(opened, slot=account.slot)
    return replace(opened, keyring=keyring), account


@dataclass(frozen=True)
class Label:
    """An account as it can be chosen before anything is unlocked."""

    slot: str
    words: str


def labels(file: Path) -> tuple[Label, ...]:
    """Return the accounts of a keys file by number and surname; raises as `KeyFile.read`."""
    slots = KeyFile.read(read_bytes(file, KEYRING_LIMIT)).slots
    return tuple(
        Label(one.name, f"{one.name} 号  {one.hint}" if one.hint else one.name)
        for one in slots
        if one.name != SHEET
    )


def sole_keys(keyring: Keyring, passphrase: str) -> bytes:
    """Return the content of a keys file that only its first administrator opens."""
    chiefs = [one for one in keyring.accounts if one.role is Role.ADMINISTRATOR]
    if not chiefs:
        return first_keys(keyring, FIRST_NAME, passphrase)[0].content()
    alone = replace(keyring, accounts=(chiefs[0],))
    return KeyFile.new(alone, passphrase, slot=chiefs[0].slot, hint=chiefs[0].hint).content()


def first_keys(keyring: Keyring, name: str, passphrase: str) -> tuple[KeyFile, Account]:
    """Return a new keys file, and its first account, an administrator's."""
    whole, account = keyring.with_account(name, Role.ADMINISTRATOR)
    return KeyFile.new(whole, passphrase, slot=account.slot, hint=account.hint), account

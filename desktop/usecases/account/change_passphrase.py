"""Change the passphrase of the account at work."""

from __future__ import annotations

from desktop.bundle.keyring import KeyFile
from desktop.bundle.slots import wrap
from desktop.foundation.files import read_bytes
from desktop.usecases.account.forbidden_words import forbidden_words
from desktop.usecases.account.passphrase import check_passphrase
from desktop.usecases.noting_accounts import noting, with_words
from desktop.usecases.replacing_keys import replace_keys
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace


def change_passphrase(workspace: Workspace, old: str, new: str) -> None:
    """Let `new` open the account at work instead of `old`; colleagues' stay as they are.

    Raises `WeakPassphraseError`, `WrongPassphraseError`, `KeysChangedError`, `WriteError`; then the
    old one still opens.
    """
    check_passphrase(new, forbidden_words(workspace))
    file, account = workspace.folder.keyring, workspace.account
    keys = KeyFile.read(read_bytes(file, KEYRING_LIMIT))
    with workspace.tries.one(account.slot):
        opened = keys.unlock(old, account.slot)
    slot = wrap(opened.master, new, account.slot, hint=account.hint)
    keyring = with_words(opened.keyring, f"更换 {account.number} 号账户的口令")
    with noting(workspace.store, opened.keyring, keyring):
        replace_keys(file, keys, keys.put(slot).seal(opened.master, keyring).content())

"""Change the passphrase that unlocks this data folder."""

from __future__ import annotations

from desktop.bundle import keyring
from desktop.foundation.files import read_bytes, write_bytes
from desktop.usecases.account.forbidden_words import forbidden_words
from desktop.usecases.account.passphrase import check_passphrase
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace


def change_passphrase(workspace: Workspace, old: str, new: str) -> None:
    """Let `new` open the account at work instead of `old`; colleagues' stay as they are.

    Raises `WeakPassphraseError`, `WrongPassphraseError`, `WriteError`; then the old one still
    opens.
    """
    check_passphrase(new, forbidden_words(workspace))
    file = workspace.folder.keyring
    slot = workspace.account.slot
    with workspace.tries.one(slot):
        changed = keyring.change_passphrase(read_bytes(file, KEYRING_LIMIT), old, new, slot)
    write_bytes(file, changed)

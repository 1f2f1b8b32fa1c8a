"""Exchange the keys of an end, in one moment with what the database says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from desktop.bundle.identity import Identity
from desktop.bundle.keyring import KeyFile, replace_identity
from desktop.domain.audit import Act
from desktop.foundation.files import read_bytes
from desktop.store.engine import DatabaseError
from desktop.store.store import Writer
from desktop.usecases.replacing_keys import replace_keys
from desktop.usecases.settling_keys import go_over, settle_keys
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace


@contextmanager
def exchange_keys(workspace: Workspace, passphrase: str, following: Identity) -> Iterator[Writer]:
    """Open the transaction with which `following` become the keys of this end.

    They are written beside the present ones first; wherever this is cut off, one of the two
    counts and the other is dropped, here or at the next start. The passphrase is that of the
    account at work. Raises as `open_keyring`, and `TooSoonError`, `KeysChangedError`, `WriteError`,
    `DatabaseError`; then nothing has changed.
    """
    file, slot = workspace.folder.keyring, workspace.account.slot
    content = read_bytes(file, KEYRING_LIMIT)
    with workspace.tries.one(slot):
        changed = replace_identity(content, passphrase, workspace.identity, following, slot)
    replace_keys(file, KeyFile.read(content), changed)
    try:
        with workspace.store.write(Act.KEYS) as writer:
            writer.tell("换用新的密钥")
            yield writer
            go_over(writer, following)
    finally:
        with suppress(DatabaseError):  # the next start does it
            workspace.identity = settle_keys(file, passphrase, workspace.store)

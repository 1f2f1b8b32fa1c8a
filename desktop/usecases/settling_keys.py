"""Which keys count while they are exchanged: the database says, its transaction is one moment."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from desktop.bundle.identity import Identity
from desktop.bundle.keyring import KeyFile, open_keyring, replace_identity
from desktop.foundation.files import WriteError, read_bytes
from desktop.store.store import Store, Writer
from desktop.store.tables import Setting
from desktop.usecases.replacing_keys import KeysChangedError, replace_keys
from desktop.usecases.unlocking import KEYRING_LIMIT

_CURRENT = "keys/current"
"""Setting: the public key of the identity that counts, in hex, once keys were exchanged."""


def go_over(writer: Writer, following: Identity) -> None:
    """Let new keys, which lie beside the present ones, count from this transaction on."""
    writer.session.merge(Setting(key=_CURRENT, value=following.verify_key.hex()))


def settle_keys(file: Path, passphrase: str, store: Store) -> Identity:
    """Return the identity that counts, and drop the other one from the keyring's file.

    Raises as `open_keyring`, and `DatabaseError`.
    """
    content = read_bytes(file, KEYRING_LIMIT)
    keyring = open_keyring(content, passphrase)
    if keyring.following is None:
        return keyring.identity
    with store.read() as reader:
        found = reader.local(Setting, key=_CURRENT)
    counts = bool(found) and found[0].value == keyring.following.verify_key.hex()
    identity = keyring.following if counts else keyring.identity
    with suppress(WriteError, KeysChangedError):  # the next start does it
        replace_keys(file, KeyFile.read(content), replace_identity(content, passphrase, identity))
    return identity

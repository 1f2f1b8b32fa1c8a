"""Keeping the province able to help: its slot in the keys file follows its newest key."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from desktop.bundle.errors import WrongRecipientError
from desktop.bundle.escrow import entrust
from desktop.bundle.keyring import KeyFile, Opened
from desktop.foundation.files import WriteError, read_bytes
from desktop.store.store import Store
from desktop.store.tables import Township
from desktop.usecases.replacing_keys import KeysChangedError, replace_keys
from desktop.usecases.unlocking import KEYRING_LIMIT


def keep_escrow(file: Path, opened: Opened, store: Store) -> None:
    """Entrust the keys to the province that this township belongs to, unless it has them.

    Done at every unlocking: that is when the master key is at hand, whether the township has just
    joined, joined anew or heard of new keys of the province. Until then the former key opens it.
    """
    with store.read() as reader:
        here = reader.replica
        names = [row.name for row in reader.find(Township, code=here.township)]
    if not here.township or not here.province_recipient or not here.device:
        return
    keys = KeyFile.read(read_bytes(file, KEYRING_LIMIT))
    given = here.province_recipient, here.township, here.device
    known = keys.escrow
    if known is not None and (known.recipient, known.township, known.device) == given:
        return
    with suppress(WriteError, KeysChangedError, WrongRecipientError):  # the next start tries again
        escrow = entrust(opened.master, *given, "".join(names))
        replace_keys(file, keys, keys.with_escrow(escrow).content())

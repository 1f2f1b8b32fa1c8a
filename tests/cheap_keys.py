"""Passphrases that cost nothing: what a test opens a hundred times need not be slow to guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.bundle.keyring import KeyFile
from desktop.bundle.slots import Argon2Cost, wrap

CHEAP = Argon2Cost(memory=64, iterations=1, lanes=1)


@contextmanager
def cheap_keys() -> Iterator[None]:
    """Let slots be made at next to no cost, outside pytest as well."""
    defaults = wrap.__kwdefaults__
    assert defaults is not None
    cost, defaults["cost"] = defaults["cost"], CHEAP
    try:
        yield
    finally:
        defaults["cost"] = cost


def change_passphrase(content: bytes, old: str, new: str) -> bytes:
    """Return a keys file whose slot that `old` opens is opened by `new` instead."""
    file = KeyFile.read(content)
    opened = file.unlock(old)
    return file.put(wrap(opened.master, new, opened.slot)).content()

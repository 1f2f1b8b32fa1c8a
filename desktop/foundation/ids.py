"""Identities of rows: 16 bytes, made without asking anyone."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid5

_REFERENCE = UUID("6d1b2c9e-6f0f-5a7e-9a51-2f6f0b8f3c11")


def new_id() -> bytes:
    """Return 16 random bytes."""
    return secrets.token_bytes(16)


def reference_id(kind: str, *key: str | int) -> bytes:
    """Return the id of a reference row, the same wherever and whenever it is loaded."""
    return uuid5(_REFERENCE, "\x1f".join([kind, *map(str, key)])).bytes


def new_epoch() -> int:
    """Return a random positive 63-bit name for one unbroken life of one database."""
    return secrets.randbelow(2**63 - 1) + 1

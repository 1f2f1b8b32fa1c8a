"""Identities of rows: 16 bytes, made without asking anyone."""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID, uuid5

_REFERENCE = UUID("6d1b2c9e-6f0f-5a7e-9a51-2f6f0b8f3c11")


_TIMES = 1 << 48


def new_id() -> bytes:
    """Return 16 bytes that are given once: 6 of the time in ms, then 10 random ones.

    Nothing reads the time, and a wrong clock does no harm: rows made in one sitting have names
    side by side, and so cost a database of millions one page of its index instead of one each.
    """
    return (time.time_ns() // 1_000_000 % _TIMES).to_bytes(6) + secrets.token_bytes(10)


def joined_id(first: bytes, second: bytes) -> bytes:
    """Return the id of the one row that joins two others, alike on every PC.

    It begins with the time of `first`, so that its rows lie side by side.
    """
    return first[:6] + hashlib.sha256(first + second).digest()[:10]


def new_device_id() -> bytes:
    """Return 16 random bytes: people tell PCs apart by the first of them."""
    return secrets.token_bytes(16)


def reference_id(kind: str, *key: str | int) -> bytes:
    """Return the id of a reference row, the same wherever and whenever it is loaded."""
    return uuid5(_REFERENCE, "\x1f".join([kind, *map(str, key)])).bytes


def new_epoch() -> int:
    """Return a random positive 63-bit name for one unbroken life of one database."""
    return secrets.randbelow(2**63 - 1) + 1

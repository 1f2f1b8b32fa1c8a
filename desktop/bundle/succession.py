"""How new keys of the province follow on old ones: each is announced by the one before it.

The announcements stand in the clear line of every bundle made since, so a PC that missed any
number of them finds its way from the key that it trusts to the one that signed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from desktop.bundle.signing import is_signed

MOST = 16
"""Announcements that a bundle carries, the newest; who missed more needs a new enrolment."""

_SIGNED = b"qingqiao-succession/1\n"


class NextKeys(Struct, frozen=True, kw_only=True):
    """`previous` says that `verify_key` and the age `recipient` come after it."""

    previous: bytes
    verify_key: bytes
    recipient: str
    signature: bytes


def announcement(previous: bytes, verify_key: bytes, recipient: str) -> bytes:
    """Return what `previous` signs; both keys are 32 bytes."""
    return _SIGNED + previous + verify_key + recipient.encode()


def follow(trusted: bytes, announced: Sequence[NextKeys], signer: bytes) -> list[NextKeys]:
    """Return the steps that lead from a trusted key to the one that signed; empty if none do."""
    steps: list[NextKeys] = []
    current = trusted
    for one in announced:
        if one.previous != current or len(one.verify_key) != len(current):
            continue
        content = announcement(one.previous, one.verify_key, one.recipient)
        if not is_signed(content, one.signature, current):
            continue
        steps.append(one)
        current = one.verify_key
        if current == signer:
            return steps
    return []

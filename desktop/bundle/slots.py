"""Key slots: the master key wrapped under a key that argon2id makes of one secret.

A slot carries its own salt and cost, so that slots made by a later version, at another cost, stay
beside the old ones.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Meta, Struct
from msgspec.structs import replace

KEY_SIZE = 32
NONCE_SIZE = 12
FIRST = b"qingqiao-keyring/1\n"
"""The first line of a keys file; what is sealed in it is bound to it."""

_SALT_SIZE = 16

Nonce = Annotated[bytes, Meta(min_length=NONCE_SIZE, max_length=NONCE_SIZE)]


class Argon2Cost(Struct, frozen=True):
    """What one guess at a secret costs; the bounds keep a forged file from eating the PC."""

    memory: Annotated[int, Meta(ge=64, le=128 * 1024)]  # KiB; argon2 needs 8 a lane
    iterations: Annotated[int, Meta(ge=1, le=8)]
    lanes: Annotated[int, Meta(ge=1, le=8)]


DEFAULT_COST = Argon2Cost(memory=64 * 1024, iterations=3, lanes=2)
"""About 0.2 s on a PC with two cores."""


class Slot(Struct, frozen=True, omit_defaults=True):
    """`name` is bound to the key, `hint` is only for people to choose by."""

    name: Annotated[str, Meta(max_length=64)]
    salt: Annotated[bytes, Meta(min_length=_SALT_SIZE, max_length=_SALT_SIZE)]
    cost: Argon2Cost
    nonce: Nonce
    wrapped: bytes
    hint: Annotated[str, Meta(max_length=64)] = ""

    def with_hint(self, hint: str) -> Slot:
        """Return the slot with other words to choose by."""
        return replace(self, hint=hint)


def wrap(
    master: bytes, secret: str, name: str, *, hint: str = "", cost: Argon2Cost = DEFAULT_COST
) -> Slot:
    """Return a slot that gives `master` to who knows the secret."""
    salt, nonce = secrets.token_bytes(_SALT_SIZE), secrets.token_bytes(NONCE_SIZE)
    wrapped = _key(secret, salt, cost).encrypt(nonce, master, _bound(name))
    return Slot(name, salt, cost, nonce, wrapped, hint)


def unwrap(slot: Slot, secret: str) -> bytes | None:
    """Return the master key, or None to another secret."""
    key = _key(secret, slot.salt, slot.cost)
    try:
        return key.decrypt(slot.nonce, slot.wrapped, _bound(slot.name))
    except InvalidTag:
        return None


def _key(secret: str, salt: bytes, cost: Argon2Cost) -> ChaCha20Poly1305:
    kdf = Argon2id(
        salt=salt,
        length=KEY_SIZE,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    # The same passphrase reaches us composed or decomposed, depending on the input method.
    return ChaCha20Poly1305(kdf.derive(unicodedata.normalize("NFC", secret).encode()))


def _bound(name: str) -> bytes:
    return FIRST + name.encode()

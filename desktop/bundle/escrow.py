"""What the province can help with: a slot of the keys file that only it and the file can open.

`wrapped` gives the master key to who has the escrow's secret; `sealed` is that secret, encrypted
to the province. Neither opens anything alone: the province never sees the file, the file holds no
readable secret. `sealed` leaves the PC only in a recovery request.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Annotated, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Meta, Struct

from desktop.bundle import age
from desktop.bundle.errors import DamagedBundleError
from desktop.bundle.identity import Identity
from desktop.bundle.slots import FIRST, KEY_SIZE, NONCE_SIZE, Nonce

SEALED_CAP = 4 * 1024

_BOUND = FIRST + b"escrow"

T = TypeVar("T", bound=Struct)
Sealed = Annotated[bytes, Meta(max_length=SEALED_CAP)]
Device = Annotated[bytes, Meta(min_length=16, max_length=16)]


class Entrusted(Struct, frozen=True):
    """What the province reads: whose it is, and the secret."""

    township: Annotated[int, Meta(ge=1, lt=10**9)]
    device: Device
    secret: Annotated[bytes, Meta(min_length=KEY_SIZE, max_length=KEY_SIZE)]


class Escrow(Struct, frozen=True):
    """The slot; `recipient` is the province's public "age1…"; `name` is the township's."""

    recipient: str
    township: int
    device: Device
    name: Annotated[str, Meta(max_length=64)]
    sealed: Sealed
    nonce: Nonce
    wrapped: bytes


def entrust(master: bytes, recipient: str, township: int, device: bytes, name: str) -> Escrow:
    """Return a slot under a fresh secret; raises `WrongRecipientError`."""
    secret, nonce = secrets.token_bytes(KEY_SIZE), secrets.token_bytes(NONCE_SIZE)
    sealed = BytesIO()
    age.encrypt([msgspec.msgpack.encode(Entrusted(township, device, secret))], recipient, sealed)
    wrapped = ChaCha20Poly1305(secret).encrypt(nonce, master, _BOUND)
    return Escrow(recipient, township, device, name[:64], sealed.getvalue(), nonce, wrapped)


def entrusted(sealed: bytes, identity: Identity) -> Entrusted:
    """Read, at the province, what was entrusted to any of its keys.

    Raises `HostileBundleError`, `WrongRecipientError`, `DamagedBundleError`.
    """
    return decrypted(sealed, [identity.age, *identity.older], Entrusted)


def decrypted(sealed: bytes, identities: list[str], kind: type[T]) -> T:
    """Return the message in a small age file."""
    age.scan_header(BytesIO(sealed))
    plain = BytesIO()
    age.decrypt([sealed], identities, plain)
    try:
        return msgspec.msgpack.decode(plain.getvalue(), type=kind)
    except (ValueError, RecursionError) as error:
        raise DamagedBundleError("内容不合规格") from error


def take_back(escrow: Escrow, secret: bytes) -> bytes | None:
    """Return the master key, or None for another secret."""
    try:
        return ChaCha20Poly1305(secret).decrypt(escrow.nonce, escrow.wrapped, _BOUND)
    except InvalidTag:
        return None

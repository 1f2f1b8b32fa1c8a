"""Ed25519 public keys: how they are named, and what they vouch for."""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.bundle.errors import DamagedBundleError


def key_id(verify_key: bytes) -> bytes:
    """Return the 8 bytes by which certificates name a 32-byte Ed25519 public key."""
    return hashlib.sha256(verify_key).digest()[:8]


def is_signed(content: bytes, signature: bytes, verify_key: bytes) -> bool:
    """Tell whether `signature` is the Ed25519 signature over `content` by `verify_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def decode_signature(line: bytes | None) -> bytes:
    """Return the signature on a line of base64; raises `DamagedBundleError`."""
    try:
        signature = base64.b64decode((line or b"").rstrip(b"\n"), validate=True)
    except binascii.Error as error:
        raise DamagedBundleError("签名不完整") from error
    # base64 leaves four bits of the last letter unused; no bit of a bundle is free.
    if base64.b64encode(signature) + b"\n" != line:
        raise DamagedBundleError("签名不完整")
    return signature

"""Ed25519 public keys: how they are named, and what they vouch for."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


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

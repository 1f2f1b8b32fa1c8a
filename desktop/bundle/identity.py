"""Who signs and who can read: the keys of a device, or of the province."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.bundle import age
from desktop.bundle.signing import key_id
from desktop.bundle.succession import NextKeys, announcement

SEED_SIZE = 32


@dataclass(frozen=True)
class Identity:
    """Who signs and who can read: a device, or the province.

    `signing` is a 32-byte Ed25519 seed, `age` an "AGE-SECRET-KEY-1…", `older` the retired ones of
    these, kept to read files that were on their way when the key changed, `announced` how each
    key of the province was followed by the next.
    """

    signing: bytes = field(repr=False)
    age: str = field(repr=False)
    older: tuple[str, ...] = field(default=(), repr=False)
    announced: tuple[NextKeys, ...] = field(default=(), repr=False)

    @classmethod
    def generate(cls) -> Identity:
        """Return a fresh identity."""
        return cls(signing=secrets.token_bytes(SEED_SIZE), age=age.new_identity())

    def succeed(self) -> Identity:
        """Return new keys that these announce, and that still read what was meant for these."""
        new = Identity.generate()
        step = NextKeys(
            previous=self.verify_key,
            verify_key=new.verify_key,
            recipient=new.recipient,
            signature=self.sign(announcement(self.verify_key, new.verify_key, new.recipient)),
        )
        return Identity(new.signing, new.age, (self.age, *self.older), (*self.announced, step))

    @property
    def verify_key(self) -> bytes:
        """The 32-byte public key by which others check what this identity signed."""
        return self._private().public_key().public_bytes_raw()

    @property
    def recipient(self) -> str:
        """The public "age1…" to which others encrypt."""
        return age.recipient_of(self.age)

    @property
    def key_id(self) -> bytes:
        """The 8 bytes by which certificates name `verify_key`."""
        return key_id(self.verify_key)

    def sign(self, content: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over `content`."""
        return self._private().sign(content)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.signing)

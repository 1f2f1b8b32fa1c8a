r"""The keys of one installation, and the keyring at rest, wrapped by passphrases.

```
qingqiao-keyring/1\n
SHA-256 of the rest, hex\n
msgpack {slots, nonce, secrets}
```

A random master key encrypts the secrets; each slot holds the master key wrapped under a key that
argon2id makes of one passphrase, so passphrases come and go without touching the secrets. The
clear checksum lets a damaged file be told from a wrong passphrase; it guards against accidents,
the AEAD against people.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Meta, Struct

from desktop.bundle import age
from desktop.bundle.lines import major, read_line
from desktop.bundle.signing import key_id
from desktop.bundle.succession import NextKeys, announcement
from desktop.foundation.errors import QingqiaoError

MAGIC = b"qingqiao-keyring"
SLOT_CAP = 8

_FIRST = MAGIC + b"/1\n"
_KEY_SIZE = 32
_SALT_SIZE = 16
_NONCE_SIZE = 12


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
        return cls(signing=secrets.token_bytes(_KEY_SIZE), age=age.new_identity())

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


@dataclass(frozen=True)
class Keyring:
    """Everything secret of one installation: the database's 32-byte raw key, and the identity.

    `following` stands beside it while keys are exchanged: which of the two counts is for the
    database to say, so that its own transaction is the one moment of the change.
    """

    data_key: bytes = field(repr=False)
    identity: Identity
    following: Identity | None = field(default=None, repr=False)

    @classmethod
    def generate(cls) -> Keyring:
        """Return a fresh keyring."""
        return cls(data_key=secrets.token_bytes(_KEY_SIZE), identity=Identity.generate())


class KeyringError(QingqiaoError):
    """The keyring cannot be opened; it is as it was before."""


class WrongPassphraseError(KeyringError):
    """No slot opens with this passphrase."""

    def __init__(self) -> None:
        super().__init__(
            "口令不正确，数据没有改动。",
            "请检查大小写和输入法后重试；忘记口令的，可以用备用口令打开。",
        )


class DamagedKeyringError(KeyringError):
    """Not the bytes that were written."""

    def __init__(self) -> None:
        super().__init__(
            "密钥文件已损坏，打不开；业务数据没有改动。",
            "请从备份中取回密钥文件，不要删除现有的任何文件。",
        )


class NewerKeyringError(KeyringError):
    """Written by a version that this one cannot read."""

    def __init__(self) -> None:
        super().__init__(
            "密钥文件由更新版本的青桥生成，本机版本还读不了；数据没有改动。",
            "请升级青桥后再打开。",
        )


class Argon2Cost(Struct, frozen=True):
    """What one guess at a passphrase costs; the bounds keep a forged file from eating the PC."""

    memory: Annotated[int, Meta(ge=64, le=128 * 1024)]  # KiB; argon2 needs 8 a lane
    iterations: Annotated[int, Meta(ge=1, le=8)]
    lanes: Annotated[int, Meta(ge=1, le=8)]


DEFAULT_COST = Argon2Cost(memory=64 * 1024, iterations=3, lanes=2)
"""About 0.2 s on a PC with two cores."""


class _Slot(Struct, frozen=True):
    name: Annotated[str, Meta(max_length=64)]
    salt: Annotated[bytes, Meta(min_length=_SALT_SIZE, max_length=_SALT_SIZE)]
    cost: Argon2Cost
    nonce: Annotated[bytes, Meta(min_length=_NONCE_SIZE, max_length=_NONCE_SIZE)]
    wrapped: bytes


class _Sealed(Struct, frozen=True):
    slots: Annotated[list[_Slot], Meta(max_length=SLOT_CAP)]
    nonce: Annotated[bytes, Meta(min_length=_NONCE_SIZE, max_length=_NONCE_SIZE)]
    secrets: bytes


def seal_keyring(
    keyring: Keyring, passphrase: str, *, slot: str, cost: Argon2Cost = DEFAULT_COST
) -> bytes:
    """Return a file that `passphrase` opens, its slot named `slot`."""
    master = ChaCha20Poly1305.generate_key()
    nonce = secrets.token_bytes(_NONCE_SIZE)
    sealed = ChaCha20Poly1305(master).encrypt(nonce, msgspec.msgpack.encode(keyring), _FIRST)
    return _write(_Sealed([_wrap(master, passphrase, slot, cost)], nonce, sealed))


def open_keyring(content: bytes, passphrase: str) -> Keyring:
    """Return the keyring of a file of which `passphrase` opens any slot.

    Raises `WrongPassphraseError`, `DamagedKeyringError`, `NewerKeyringError`.
    """
    sealed = _read(content)
    _, master = _unlock(sealed, passphrase)
    return _open(sealed, master)


def _open(sealed: _Sealed, master: bytes) -> Keyring:
    try:
        plain = ChaCha20Poly1305(master).decrypt(sealed.nonce, sealed.secrets, _FIRST)
        keyring = msgspec.msgpack.decode(plain, type=Keyring)
    except (InvalidTag, ValueError, RecursionError) as error:
        raise DamagedKeyringError from error
    if {len(keyring.data_key), len(keyring.identity.signing)} != {_KEY_SIZE}:
        raise DamagedKeyringError
    return keyring


def change_passphrase(
    content: bytes, old: str, new: str, *, cost: Argon2Cost = DEFAULT_COST
) -> bytes:
    """Return the file with the slot that `old` opens opened by `new` instead; others stay.

    Raises as `open_keyring`.
    """
    sealed = _read(content)
    index, master = _unlock(sealed, old)
    slots = list(sealed.slots)
    slots[index] = _wrap(master, new, slots[index].name, cost)
    return _write(msgspec.structs.replace(sealed, slots=slots))


def replace_identity(
    content: bytes, passphrase: str, identity: Identity, following: Identity | None = None
) -> bytes:
    """Return the file with another identity; every passphrase opens it as before.

    Raises as `open_keyring`.
    """
    sealed = _read(content)
    _, master = _unlock(sealed, passphrase)
    keyring = replace(_open(sealed, master), identity=identity, following=following)
    nonce = secrets.token_bytes(_NONCE_SIZE)
    plain = msgspec.msgpack.encode(keyring)
    secret = ChaCha20Poly1305(master).encrypt(nonce, plain, _FIRST)
    return _write(msgspec.structs.replace(sealed, nonce=nonce, secrets=secret))


def add_passphrase(
    content: bytes, known: str, new: str, *, slot: str, cost: Argon2Cost = DEFAULT_COST
) -> bytes:
    """Return the file with a further slot named `slot` that `new` opens.

    Raises as `open_keyring`, and `KeyringError` when all eight slots are taken.
    """
    sealed = _read(content)
    _, master = _unlock(sealed, known)
    if len(sealed.slots) == SLOT_CAP:
        raise KeyringError(
            f"最多设置 {SLOT_CAP} 个口令，没有新增，数据没有改动。", "请改用现有的口令。"
        )
    slots = [*sealed.slots, _wrap(master, new, slot, cost)]
    return _write(msgspec.structs.replace(sealed, slots=slots))


def _key(passphrase: str, salt: bytes, cost: Argon2Cost) -> ChaCha20Poly1305:
    kdf = Argon2id(
        salt=salt,
        length=_KEY_SIZE,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    # The same passphrase reaches us composed or decomposed, depending on the input method.
    return ChaCha20Poly1305(kdf.derive(unicodedata.normalize("NFC", passphrase).encode()))


def _bound(name: str) -> bytes:
    return _FIRST + name.encode()


def _wrap(master: bytes, passphrase: str, name: str, cost: Argon2Cost) -> _Slot:
    salt, nonce = secrets.token_bytes(_SALT_SIZE), secrets.token_bytes(_NONCE_SIZE)
    wrapped = _key(passphrase, salt, cost).encrypt(nonce, master, _bound(name))
    return _Slot(name, salt, cost, nonce, wrapped)


def _unlock(sealed: _Sealed, passphrase: str) -> tuple[int, bytes]:
    """Return the first slot that opens, and the master key."""
    for index, slot in enumerate(sealed.slots):
        key = _key(passphrase, slot.salt, slot.cost)
        try:
            return index, key.decrypt(slot.nonce, slot.wrapped, _bound(slot.name))
        except InvalidTag:
            continue
    raise WrongPassphraseError


def _write(sealed: _Sealed) -> bytes:
    body = msgspec.msgpack.encode(sealed)
    return _FIRST + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _read(content: bytes) -> _Sealed:
    source = BytesIO(content)
    version = major(read_line(source, 64), MAGIC)
    if version is not None and version > 1:
        raise NewerKeyringError
    checksum, body = read_line(source, 65), source.read()
    if version is None or checksum != hashlib.sha256(body).hexdigest().encode() + b"\n":
        raise DamagedKeyringError
    try:
        return msgspec.msgpack.decode(body, type=_Sealed)
    except (ValueError, RecursionError) as error:
        raise DamagedKeyringError from error

r"""The keys of one installation, and the file that holds them, opened by any of its slots.

```
qingqiao-keyring/1\n
SHA-256 of the rest, hex\n
msgpack {slots, nonce, secrets, escrow}
```

A random master key seals the secrets; each slot (`slots.py`) gives the master key to one secret,
so accounts come and go without touching the data. The accounts' names and roles are sealed with
the secrets; in the clear a slot has a number and a surname to choose by. The clear checksum lets a
damaged file be told from a wrong passphrase; it guards against accidents, the AEAD against people.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Meta, Struct

from desktop.bundle.escrow import Escrow, take_back
from desktop.bundle.identity import SEED_SIZE, Identity
from desktop.bundle.lines import major, read_line
from desktop.bundle.slots import FIRST, KEY_SIZE, NONCE_SIZE, Nonce, Slot, unwrap, wrap
from desktop.domain.account import Account, Role
from desktop.foundation.errors import QingqiaoError

MAGIC = b"qingqiao-keyring"
SLOT_CAP = 32

SHEET = "sheet"
"""The slot of the printed recovery sheet: no passphrase opens it."""

ESCROW = "province"
"""What opened a file that the province helped to open."""


@dataclass(frozen=True)
class Keyring:
    """Everything secret of one installation: the database's 32-byte raw key, and the identity.

    `following` stands beside it while keys are exchanged: which of the two counts is for the
    database to say, so that its own transaction is the one moment of the change. `accounts` are
    those who may open it, `numbered` the highest number that an account was given; `changes` counts
    what was done to them, and `last_change` tells it.
    """

    data_key: bytes = field(repr=False)
    identity: Identity
    following: Identity | None = field(default=None, repr=False)
    accounts: tuple[Account, ...] = field(default=(), repr=False)
    numbered: int = field(default=0, repr=False)
    changes: int = field(default=0, repr=False)
    last_change: str = field(default="", repr=False)

    @classmethod
    def generate(cls) -> Keyring:
        """Return a fresh keyring, without accounts."""
        return cls(data_key=secrets.token_bytes(KEY_SIZE), identity=Identity.generate())

    def account(self, slot: str) -> Account | None:
        """Return the account of a slot."""
        return next((one for one in self.accounts if one.slot == slot), None)

    def with_account(self, name: str, role: Role) -> tuple[Keyring, Account]:
        """Return the keyring with one more account, and that account."""
        added = Account(self.numbered + 1, name, role)
        accounts = (*self.accounts, added)
        return replace(self, accounts=accounts, numbered=added.number), added


class KeyringError(QingqiaoError):
    """The keyring cannot be opened; it is as it was before."""


class WrongPassphraseError(KeyringError):
    """No slot opens with this passphrase."""

    def __init__(self) -> None:
        super().__init__(
            "口令不正确，数据没有改动。",
            "请检查账户、大小写和输入法后重试；忘记口令的，可以请管理员重设，或用恢复单打开。",
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


@dataclass(frozen=True)
class Opened:
    """What an unlocked file gave: its content, the master key, and the slot that opened."""

    keyring: Keyring
    master: bytes = field(repr=False)
    slot: str


class _Sealed(Struct, frozen=True, omit_defaults=True):
    slots: Annotated[list[Slot], Meta(max_length=SLOT_CAP)]
    nonce: Nonce
    secrets: bytes
    escrow: Escrow | None = None


@dataclass(frozen=True)
class KeyFile:
    """A keys file as it lies on the disk; its methods return what is to be written instead."""

    _sealed: _Sealed

    @classmethod
    def new(cls, keyring: Keyring, passphrase: str, *, slot: str, hint: str = "") -> KeyFile:
        """Return a file that `passphrase` opens through one slot, under a fresh master key."""
        master = ChaCha20Poly1305.generate_key()
        empty = cls(_Sealed([], secrets.token_bytes(NONCE_SIZE), b""))
        return empty.seal(master, keyring).put(wrap(master, passphrase, slot, hint=hint))

    @classmethod
    def read(cls, content: bytes) -> KeyFile:
        """Return the file with this content; raises `DamagedKeyringError`, `NewerKeyringError`."""
        source = BytesIO(content)
        version = major(read_line(source, 64), MAGIC)
        if version is not None and version > 1:
            raise NewerKeyringError
        checksum, body = read_line(source, 65), source.read()
        if version is None or checksum != hashlib.sha256(body).hexdigest().encode() + b"\n":
            raise DamagedKeyringError
        try:
            return cls(msgspec.msgpack.decode(body, type=_Sealed))
        except (ValueError, RecursionError) as error:
            raise DamagedKeyringError from error

    def content(self) -> bytes:
        """Return the bytes to write."""
        body = msgspec.msgpack.encode(self._sealed)
        return FIRST + hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    @property
    def slots(self) -> Sequence[Slot]:
        """All slots, in the order in which they were made."""
        return self._sealed.slots

    def unlock(self, passphrase: str, slot: str | None = None) -> Opened:
        """Open the file through this slot, or any but the sheet's.

        Raises `WrongPassphraseError`, `DamagedKeyringError`.
        """
        for one in self.slots:
            if one.name == slot or (slot is None and one.name != SHEET):
                master = unwrap(one, passphrase)
                if master is not None:
                    return Opened(self.open(master), master, one.name)
        raise WrongPassphraseError

    def open(self, master: bytes) -> Keyring:
        """Return what the master key seals; raises `DamagedKeyringError`."""
        try:
            plain = ChaCha20Poly1305(master).decrypt(
                self._sealed.nonce, self._sealed.secrets, FIRST
            )
            keyring = msgspec.msgpack.decode(plain, type=Keyring)
        except (InvalidTag, ValueError, RecursionError) as error:
            raise DamagedKeyringError from error
        if {len(keyring.data_key), len(keyring.identity.signing)} != {KEY_SIZE, SEED_SIZE}:
            raise DamagedKeyringError
        return keyring

    def seal(self, master: bytes, keyring: Keyring) -> KeyFile:
        """Return the file with other secrets; every slot opens it as before."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        secret = ChaCha20Poly1305(master).encrypt(nonce, msgspec.msgpack.encode(keyring), FIRST)
        return KeyFile(msgspec.structs.replace(self._sealed, nonce=nonce, secrets=secret))

    def put(self, slot: Slot, instead: str | None = None) -> KeyFile:
        """Return the file with this slot in the place of one named alike or `instead`, or added.

        Raises `KeyringError` when there is no room.
        """
        slots, former = list(self.slots), instead or slot.name
        places = [at for at, one in enumerate(slots) if one.name == former]
        if places:
            slots[places[0]] = slot
        elif len(slots) < SLOT_CAP:
            slots.append(slot)
        else:
            raise KeyringError(
                f"最多设置 {SLOT_CAP} 个口令，没有新增，数据没有改动。",
                "请先删除不再使用的账户。",
            )
        return KeyFile(msgspec.structs.replace(self._sealed, slots=slots))

    def drop(self, name: str) -> KeyFile:
        """Return the file without the slot of this name."""
        slots = [one for one in self.slots if one.name != name]
        return KeyFile(msgspec.structs.replace(self._sealed, slots=slots))

    @property
    def escrow(self) -> Escrow | None:
        """The slot that the province can help to open."""
        return self._sealed.escrow

    def with_escrow(self, escrow: Escrow) -> KeyFile:
        """Return the file with this escrow in the place of any other."""
        return KeyFile(msgspec.structs.replace(self._sealed, escrow=escrow))

    def unlock_by_escrow(self, secret: bytes) -> Opened:
        """Open the file by the escrow's secret; raises as `unlock`."""
        master = take_back(self.escrow, secret) if self.escrow else None
        if master is None:
            raise WrongPassphraseError
        return Opened(self.open(master), master, ESCROW)


def seal_keyring(keyring: Keyring, passphrase: str, *, slot: str) -> bytes:
    """Return the content of a file that `passphrase` opens through a slot of this name."""
    return KeyFile.new(keyring, passphrase, slot=slot).content()


def open_keyring(content: bytes, passphrase: str) -> Keyring:
    """Return the keyring of a file of which `passphrase` opens any slot.

    Raises `WrongPassphraseError`, `DamagedKeyringError`, `NewerKeyringError`.
    """
    return KeyFile.read(content).unlock(passphrase).keyring


def replace_identity(
    content: bytes,
    passphrase: str,
    identity: Identity,
    following: Identity | None = None,
    slot: str | None = None,
) -> bytes:
    """Return the file with another identity; every passphrase opens it as before.

    `passphrase` opens this slot, or any. Raises as `open_keyring`.
    """
    file = KeyFile.read(content)
    opened = file.unlock(passphrase, slot)
    keyring = replace(opened.keyring, identity=identity, following=following)
    return file.seal(opened.master, keyring).content()


def add_passphrase(content: bytes, known: str, new: str, *, slot: str) -> bytes:
    """Return the file with a further slot named `slot` that `new` opens.

    Raises as `open_keyring`, and `KeyringError` when all slots are taken.
    """
    file = KeyFile.read(content)
    return file.put(wrap(file.unlock(known).master, new, slot)).content()

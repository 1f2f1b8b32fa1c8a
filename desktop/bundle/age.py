"""The age v1 file format through pyrage: the only module that knows pyrage.

What pyrage leaves open is closed here: its header parse is quadratic, so the header is scanned
before it sees a byte; exceptions raised by the files it is given come back wrapped, so they are
kept aside and raised again; it writes plaintext before it notices that a file was cut short, so
nothing written may be used until `decrypt` has returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import pyrage

from desktop.bundle.errors import (
    DamagedBundleError,
    HostileBundleError,
    WrongRecipientError,
)

HEADER_CAP = 16 * 1024

_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"(?:-> [\x21-\x7e]+(?: [\x21-\x7e]+)*\n(?:[A-Za-z0-9+/]{0,64}\n)+){1,16}"  # the stanzas
    rb"--- [A-Za-z0-9+/]{43}\n"
)


def new_identity() -> str:
    """Return a fresh secret, "AGE-SECRET-KEY-1…"."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public "age1…" of a secret."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether a text is a public key that can be encrypted to."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


class _Source:
    """A file for pyrage to read; remembers what went wrong and ends the file there."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.failure = error
            raise
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


class _Sink:
    """A file for pyrage to write; remembers what went wrong."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.failure: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._sink.write(content)
        except BaseException as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """Nothing is held back here."""


def encrypt(chunks: Iterable[bytes], recipient: str, sink: BinaryIO) -> None:
    """Write `chunks`, encrypted to `recipient`, to `sink`; constant memory.

    Raises `WrongRecipientError` for a malformed recipient, and whatever `chunks` or `sink` raise.
    """
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise WrongRecipientError(
            "接收方的公钥不正确，没有生成文件，数据没有改动。",
            "请让接收方重新登记后再试。",
        ) from error
    source, target = _Source(iter(chunks)), _Sink(sink)
    try:
        pyrage.encrypt_io(source, target, [key])
    except (OSError, pyrage.EncryptError) as error:
        raise source.failure or target.failure or error from None


def scan_header(source: BinaryIO) -> None:
    """Look at the age header at the position of `source`, and go back there.

    Raises `HostileBundleError` beyond 16 KiB or 16 stanzas, or for any other form.
    """
    start = source.tell()
    head = source.read(HEADER_CAP)
    source.seek(start)
    if not _HEADER.match(head):
        raise HostileBundleError("加密头不合规格")


def decrypt(chunks: Iterable[bytes], identities: Sequence[str], sink: BinaryIO) -> None:
    """Write the plaintext of an age file to `sink`; use nothing of it unless this returns.

    Raises `WrongRecipientError`, `DamagedBundleError`, and whatever `chunks` or `sink` raise.
    """
    keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    source, target = _Source(iter(chunks)), _Sink(sink)
    try:
        pyrage.decrypt_io(source, target, keys)
    except pyrage.DecryptError as error:
        if source.failure:
            raise source.failure from None
        # The bytes are those that were signed and the header has the right form: no key fits.
        raise WrongRecipientError(
            "这个文件不是发给本机的，打不开；本机数据没有改动。",
            "请核对是不是拿错了文件，或请对方按本机最新的登记重新生成。",
        ) from error
    except OSError as error:
        failure = source.failure or target.failure
        if failure:
            raise failure from None
        raise DamagedBundleError("加密内容不完整") from error

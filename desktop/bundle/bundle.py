r"""The `.qqb`: what a hand-up or send-down looks like on the USB stick.

```
qingqiao-bundle/1\n
one line of canonical JSON: the header\n
base64 Ed25519 signature over the two lines above\n
age v1 file of zstd frames: the payload
```

Nothing personal stands in the header. Checks on reading, in this order: size, clear lines,
signature and SHA-256, age header scan, decryption to its end, then frames under a cap; the caller
then compares the manifest inside with the header (`check_binding`).

The decrypted payload (still compressed, personal data all the same) stays in memory up to 32 MiB.
Above that it goes to a temporary file in the given folder, mode 0600 and without a name from its
creation on (Linux) or deleted by the system when closed (Windows), so neither a crash nor a cut of
power leaves a file to be found; freed blocks of the disk are not overwritten, so the folder should
be on the same disk as the database. age adds bytes and never removes any, so the plaintext
is smaller than the file, whose size was checked.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, BinaryIO, Literal, cast

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from desktop.bundle import age
from desktop.bundle.errors import (
    DamagedBundleError,
    HostileBundleError,
    InterruptedBundleError,
    NewerVersionError,
    NotABundleError,
    WrongSignerError,
)
from desktop.bundle.frames import STREAM_CAP, compress_frames, decode_frames
from desktop.bundle.identity import Identity
from desktop.bundle.lines import canonical, major, read_line
from desktop.bundle.signing import decode_signature, is_signed
from desktop.bundle.succession import MOST, NextKeys
from desktop.foundation.ordinary_files import open_file

MAGIC = b"qingqiao-bundle"
READER = 1
"""The reader that this version is; a header asks for the oldest one that understands it."""
SUITE = 1
"""Ed25519, age X25519, zstd."""
SIZE_CAP = 4 * 1024**3

_FIRST = MAGIC + b"/1\n"
_FIRST_CAP = 64
_HEADER_CAP = 16 * 1024
_SIGNATURE_CAP = 128
_CHUNK = 64 * 1024
_MEMORY = 32 * 1024 * 1024
_CIPHERTEXT_MEMORY = 8 * 1024 * 1024

_EXPANSION, _EXPANSION_FLOOR = 100, 64 * 1024 * 1024
"""Rows of ours shrink to a twentieth at most: a small file that grows to gigabytes is a bomb."""

PROVINCE = "province"

Party = Annotated[str, Meta(pattern=r"^([0-9a-f]{32}|province)\Z")]
BundleKind = Literal["hand-up", "send-down"]
Counter = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class BundleFacts(Struct, frozen=True, kw_only=True):
    """What the sender says about a bundle, in clear.

    `sender` and `recipient` are a device id in hex, or "province"; `created` is aware.
    """

    kind: BundleKind
    sender: Party
    recipient: Party
    township: Annotated[int, Meta(ge=100_000_000, le=999_999_999)]
    epoch: Counter
    number: Counter
    part: Counter = 1
    parts: Counter = 1
    created: Annotated[datetime, Meta(tz=True)]
    schema: Counter
    reader: Counter = READER
    app: Annotated[str, Meta(max_length=64)]


class Header(BundleFacts, frozen=True, kw_only=True):
    """The facts, and what binds them to the payload; fields unknown to us are passed over.

    `keys` leads from former keys of the province to the one that signed.
    """

    suite: Counter = SUITE
    signer: Annotated[str, Meta(pattern="^[A-Za-z0-9+/]{43}=$")]
    length: Annotated[int, Meta(ge=0, le=SIZE_CAP)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    keys: list[NextKeys] | UnsetType = UNSET

    @property
    def verify_key(self) -> bytes:
        """The sender's 32-byte public key by its own word: trust it only where nothing is known."""
        return base64.b64decode(self.signer)


class _Demands(Struct):
    reader: Counter
    suite: Counter


@dataclass(frozen=True)
class OpenedBundle:
    """A bundle that passed every check of ours; `frames` may still raise at any frame."""

    header: Header
    frames: Iterator[bytes]


def seal(
    facts: BundleFacts,
    frames: Iterable[object],
    *,
    identity: Identity,
    recipient: str,
    sink: BinaryIO,
    workdir: Path,
) -> Header:
    """Write a bundle of `frames`, signed by `identity` for the age `recipient`, to `sink`.

    Memory is constant; only ciphertext is spooled to `workdir`. Raises `OversizeFrameError`,
    `WrongRecipientError`, and whatever `frames` and the files raise.
    """
    with _spool(_CIPHERTEXT_MEMORY, workdir) as payload:
        age.encrypt(compress_frames(frames), recipient, payload)
        digest, length = hashlib.sha256(), 0
        payload.seek(0)
        for chunk in _chunks(payload):
            digest.update(chunk)
            length += len(chunk)
        header = Header(
            **msgspec.structs.asdict(facts),
            signer=base64.b64encode(identity.verify_key).decode(),
            length=length,
            sha256=digest.hexdigest(),
            keys=list(identity.announced[-MOST:]) or UNSET,
        )
        lines = _FIRST + canonical(header)
        _decode_header(lines[len(_FIRST) :])  # what no reader would accept must not leave
        payload.seek(0)
        sink.write(lines + base64.b64encode(identity.sign(lines)) + b"\n")
        shutil.copyfileobj(payload, sink, _CHUNK)
        return header


def read_header(source: BinaryIO) -> Header:
    """Return the header of a file, checked for form alone: trust nothing in it yet.

    Raises `NotABundleError`, `NewerVersionError`.
    """
    return _read_lines(source)[0]


def header_of(path: Path) -> Header:
    """Return the header of the file at `path`, as `read_header`; also `InterruptedBundleError`."""
    with _reading(path) as source:
        return read_header(source)


def verify(source: BinaryIO, verify_key: bytes) -> Header:
    """Check everything that needs no secret, and leave `source` at its payload.

    Raises `NotABundleError`, `NewerVersionError`, `DamagedBundleError`, `WrongSignerError`,
    `HostileBundleError`.
    """
    size = source.seek(0, 2)
    if size > SIZE_CAP:
        raise HostileBundleError("文件过大")
    source.seek(0)
    header, lines = _read_lines(source)
    signature = decode_signature(read_line(source, _SIGNATURE_CAP))
    if not is_signed(lines, signature, header.verify_key):
        raise DamagedBundleError("开头的说明与签名不一致")
    if header.verify_key != verify_key:
        raise WrongSignerError
    start = source.tell()
    if size - start != header.length:
        raise DamagedBundleError("内容不完整" if size - start < header.length else "末尾有多余内容")
    for _ in _checked(source, header):
        pass
    source.seek(start)
    return header


def check_file(path: Path, verify_key: bytes) -> Header:
    """Check the file at `path` as `verify` does; also raises `InterruptedBundleError`."""
    with _reading(path) as source:
        return verify(source, verify_key)


@contextmanager
def open_bundle(
    path: Path, *, verify_key: bytes, identity: Identity, workdir: Path
) -> Iterator[OpenedBundle]:
    """Check and decrypt the file at `path`; its frames can be read while the context lasts.

    `verify_key` is the one known for the sender. Raises every `BundleError` but
    `OversizeFrameError`.
    """
    with _spool(_MEMORY, workdir) as plain:
        with _reading(path) as source:
            header = verify(source, verify_key)
            age.scan_header(source)
            # Hashed once more on the way: what is decrypted is what was verified, even if
            # somebody writes to the file meanwhile.
            age.decrypt(_checked(source, header), (identity.age, *identity.older), plain)
            plain.seek(0)
        cap = min(STREAM_CAP, _EXPANSION_FLOOR + _EXPANSION * header.length)
        yield OpenedBundle(header, decode_frames(plain, cap=cap))


def check_binding(header: Header, repeated: tuple[str, str, int, int, int]) -> None:
    """Compare the header with what a manifest repeats of it; raises `HostileBundleError`."""
    outside = (header.sender, header.recipient, header.township, header.epoch, header.number)
    if outside != repeated:
        raise HostileBundleError("封面与内容不是同一份文件")


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file; a stick that is pulled out meanwhile is an `InterruptedBundleError`."""
    try:
        with open_file(path) as source:
            yield source
    except OSError as error:
        raise InterruptedBundleError(error) from error


def _read_lines(source: BinaryIO) -> tuple[Header, bytes]:
    """Return the header, and the two lines that are signed."""
    first = read_line(source, _FIRST_CAP)
    version = major(first, MAGIC)
    if version is not None and version > 1:
        raise NewerVersionError
    line = read_line(source, _HEADER_CAP)
    if version is None or line is None:
        raise _not_a_bundle()
    try:
        return _decode_header(line), _FIRST + line
    except (ValueError, RecursionError) as error:
        raise _not_a_bundle() from error


def _decode_header(line: bytes) -> Header:
    # First what the sender asks of a reader: a newer header may have fields of another form.
    demands = msgspec.json.decode(line, type=_Demands)
    if demands.reader > READER or demands.suite != SUITE:
        raise NewerVersionError
    header = msgspec.json.decode(line, type=Header)
    if header.part > header.parts:
        raise msgspec.ValidationError("part beyond parts")
    return header


def _not_a_bundle() -> NotABundleError:
    return NotABundleError(
        "这不是青桥生成的上报或下发文件，或者文件开头已损坏；没有接收，本机数据没有改动。",
        "请确认选对了文件；文件没有选错的，请对方重新拷贝一份。",
    )


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _checked(source: BinaryIO, header: Header) -> Iterator[bytes]:
    """Yield the payload; raises `DamagedBundleError` at its end if it is not the one signed."""
    digest = hashlib.sha256()
    for chunk in _chunks(source):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != header.sha256:
        raise DamagedBundleError("内容的校验值不符")


@contextmanager
def _spool(memory: int, workdir: Path) -> Iterator[BinaryIO]:
    with SpooledTemporaryFile(max_size=memory, dir=str(workdir)) as file:
        yield cast("BinaryIO", file)

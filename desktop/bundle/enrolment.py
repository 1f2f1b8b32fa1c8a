r"""The `.qqe`: what a new PC needs to become a township's device, under a one-time code.

```
qingqiao-enrolment/1\n
one line of canonical JSON: the notice\n
SHA-256 of the two lines above and of the rest, hex\n
salt (16), nonce (12), ChaCha20-Poly1305 of zstd frames
```

The code has 128 random bits and travels another way, so no slow derivation is needed. The clear
checksum lets a damaged file be told from a wrong code; the AEAD, bound to both lines, is what
guards.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct

from desktop.bundle.code import parse_code
from desktop.bundle.errors import NewerVersionError
from desktop.bundle.frames import decode_frames, encode_frames
from desktop.bundle.lines import canonical, major, read_line
from desktop.foundation.errors import QingqiaoError

MAGIC = b"qingqiao-enrolment"

_FIRST = MAGIC + b"/1\n"
_NOTICE_CAP = 4 * 1024
_PLAIN_CAP = 64 * 1024 * 1024
_FRAMES_CAP = 10_000
_SALT_SIZE = 16
_NONCE_SIZE = 12
_HEX_LINE = 65
_PROOF = b"qingqiao-join/1\n"


class EnrolmentError(QingqiaoError):
    """An enrolment file cannot be opened; nothing was changed."""


class NotAnEnrolmentError(EnrolmentError):
    """The file is something else."""

    def __init__(self) -> None:
        super().__init__(
            "这不是青桥的入网文件，没有打开，数据没有改动。",
            "请选择上级发来的 .qqe 文件。",
        )


class DamagedEnrolmentError(EnrolmentError):
    """Not the bytes that the province wrote."""

    def __init__(self) -> None:
        super().__init__(
            "入网文件已损坏，没有打开，数据没有改动。",
            "请重新拷贝一次；仍然不行，请上级重新发放。",
        )


class WrongCodeError(EnrolmentError):
    """A well-formed code, but not the one of this file."""

    def __init__(self) -> None:
        super().__init__(
            "口令码与这个入网文件不配套，没有打开，数据没有改动。",
            "请核对口令码是不是发给本单位、本次入网的那一个。",
        )


class EnrolmentNotice(Struct, frozen=True):
    """What stands on the cover, in clear: for which township and device, and until when."""

    township: Annotated[int, Meta(ge=100_000_000, le=999_999_999)]
    name: Annotated[str, Meta(max_length=200)]
    device: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    expires: date


def seal_enrolment(notice: EnrolmentNotice, frames: Iterable[object], code: str) -> bytes:
    """Return the file of `notice` and `frames` that `code` opens."""
    lines = _FIRST + canonical(notice)
    salt, nonce = secrets.token_bytes(_SALT_SIZE), secrets.token_bytes(_NONCE_SIZE)
    plain = BytesIO()
    encode_frames(frames, plain)
    sealed = salt + nonce + _key(code, salt).encrypt(nonce, plain.getvalue(), lines)
    return lines + _checksum(lines, sealed) + sealed


def read_notice(content: bytes) -> EnrolmentNotice:
    """Return the cover of a file; nothing vouches for it before `open_enrolment`.

    Raises `NotAnEnrolmentError`, `DamagedEnrolmentError`, `NewerVersionError`.
    """
    return _read(content)[0]


def open_enrolment(content: bytes, code: str) -> list[bytes]:
    """Return the raw frames of a file opened by the typed `code`.

    Raises `MistypedCodeError`, `WrongCodeError`, and as `read_notice`. Whether it has expired is
    for the caller to judge.
    """
    _, lines, sealed = _read(content)
    salt, rest = sealed[:_SALT_SIZE], sealed[_SALT_SIZE:]
    nonce, ciphertext = rest[:_NONCE_SIZE], rest[_NONCE_SIZE:]
    try:
        plain = _key(code, salt).decrypt(nonce, ciphertext, lines)
    except InvalidTag as error:
        raise WrongCodeError from error
    frames = list(islice(decode_frames(BytesIO(plain), cap=_PLAIN_CAP), _FRAMES_CAP + 1))
    if len(frames) > _FRAMES_CAP:
        raise DamagedEnrolmentError
    return frames


def join_proof(token: bytes, verify_key: bytes, recipient: str) -> bytes:
    """Return the 32 bytes by which a new device shows that its keys come from the token's holder.

    `token` is the secret of the enrolment file; the keys are the device's own, fresh ones.
    """
    return hmac.digest(token, _PROOF + verify_key + recipient.encode(), "sha256")


def check_join_proof(proof: bytes, token: bytes, verify_key: bytes, recipient: str) -> bool:
    """Tell whether `proof` is that of these keys under `token`, in constant time."""
    return hmac.compare_digest(proof, join_proof(token, verify_key, recipient))


def _key(code: str, salt: bytes) -> ChaCha20Poly1305:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=salt, info=_FIRST)
    return ChaCha20Poly1305(kdf.derive(parse_code(code)))


def _checksum(lines: bytes, sealed: bytes) -> bytes:
    return hashlib.sha256(lines + sealed).hexdigest().encode() + b"\n"


def _read(content: bytes) -> tuple[EnrolmentNotice, bytes, bytes]:
    """Return the notice, the two lines that hold it, and the sealed rest."""
    source = BytesIO(content)
    version = major(read_line(source, 64), MAGIC)
    if version is None:
        raise NotAnEnrolmentError
    if version > 1:
        raise NewerVersionError
    line, checksum, sealed = (
        read_line(source, _NOTICE_CAP),
        read_line(source, _HEX_LINE),
        source.read(),
    )
    if line is None or checksum != _checksum(_FIRST + line, sealed):
        raise DamagedEnrolmentError
    if len(sealed) < _SALT_SIZE + _NONCE_SIZE:
        raise DamagedEnrolmentError
    try:
        notice = msgspec.json.decode(line, type=EnrolmentNotice)
    except (ValueError, RecursionError) as error:
        raise DamagedEnrolmentError from error
    return notice, _FIRST + line, sealed

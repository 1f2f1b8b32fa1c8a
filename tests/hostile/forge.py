"""Files that no honest sender writes, made with the right keys."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.bundle import age
from desktop.bundle.bundle import open_bundle
from desktop.bundle.code import parse_code
from desktop.bundle.identity import Identity
from desktop.bundle.lines import canonical

Message = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """An honest bundle taken apart: its clear line, its manifest, its row frames."""

    header: Message
    manifest: Message
    frames: tuple[bytes, ...]


def take_apart(path: Path, verify_key: bytes, reader: Identity, workdir: Path) -> Opened:
    """Open a bundle by the keys of its sender and its recipient."""
    with open_bundle(path, verify_key=verify_key, identity=reader, workdir=workdir) as bundle:
        first, *rest = bundle.frames
    header = msgspec.json.decode(path.read_bytes().split(b"\n", 2)[1])
    return Opened(header, msgspec.msgpack.decode(first), tuple(rest))


def frame(content: bytes) -> bytes:
    """Put the length before the content of a frame."""
    return len(content).to_bytes(4, "big") + content


def stream(manifest: Mapping[str, object], frames: Iterable[bytes]) -> bytes:
    """Return the plaintext that a bundle's payload is made of."""
    first = msgspec.msgpack.encode(manifest)
    return zstandard.compress(b"".join(frame(one) for one in (first, *frames)), 3)


def seal_plain(
    plain: bytes | Iterator[bytes],
    header: Mapping[str, object],
    identity: Identity,
    recipient: str,
) -> bytes:
    """Return a bundle whose encrypted payload is `plain`; the header is mended to fit it."""
    payload = io.BytesIO()
    age.encrypt([plain] if isinstance(plain, bytes) else plain, recipient, payload)
    return seal_payload(payload.getvalue(), header, identity)


def seal_payload(payload: bytes, header: Mapping[str, object], identity: Identity) -> bytes:
    """Sign any bytes as the payload of a bundle."""
    line = canonical(
        {
            **header,
            "signer": base64.b64encode(identity.verify_key).decode(),
            "length": len(payload),
            "sha256": hashlib.sha256(payload).hexdigest(),
        }
    )
    return sign_lines(b"qingqiao-bundle/1\n" + line, identity) + payload


def sign_lines(lines: bytes, identity: Identity) -> bytes:
    """Add the third line to the first two."""
    return lines + base64.b64encode(identity.sign(lines)) + b"\n"


def seal_enrolment_plain(notice: bytes, plain: bytes, code: str) -> bytes:
    """Return an enrolment file of any notice line and any content, opened by `code`."""
    lines = b"qingqiao-enrolment/1\n" + notice + b"\n"
    salt, nonce = bytes(16), bytes(12)
    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"qingqiao-enrolment/1\n")
    sealed = (
        salt + nonce + ChaCha20Poly1305(key.derive(parse_code(code))).encrypt(nonce, plain, lines)
    )
    return lines + hashlib.sha256(lines + sealed).hexdigest().encode() + b"\n" + sealed

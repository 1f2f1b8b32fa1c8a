"""Finding planted words and keys in whatever a program left on a disk."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def spellings(secret: str | bytes) -> Iterator[bytes]:
    """Yield every way in which a word or a key might stand in a file."""
    plain = [secret] if isinstance(secret, bytes) else [secret.encode(one) for one in _ENCODINGS]
    for one in dict.fromkeys(plain):
        yield one
        yield one.hex().encode()
        yield one.hex().upper().encode()
        yield from _base64(one)
    if isinstance(secret, str) and not secret.isascii():
        yield secret.encode("unicode_escape")  # as JSON and repr write it


def _base64(content: bytes) -> Iterator[bytes]:
    """Yield what is sure to stand in a text of base64, wherever in it the content begins."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + content)
        start = (before * 8 + 5) // 6
        end = (before + len(content)) * 8 // 6
        yield text[start:end]
        yield text[start:end].translate(bytes.maketrans(b"+/", b"-_"))


def files(*roots: Path, besides: Iterable[Path] = ()) -> list[Path]:
    """Return all files below `roots`, but those below `besides`."""
    left_out = tuple(besides)
    return sorted(
        path
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and not any(path.is_relative_to(one) for one in left_out)
    )


def found(paths: Iterable[Path], secrets: Mapping[str, str | bytes]) -> list[str]:
    """Return which secrets stand in which files, in their names or in what archives hold."""
    wanted = [(label, one) for label, secret in secrets.items() for one in spellings(secret)]
    hits = []
    for path in paths:
        for content in (str(path).encode(), *_contents(path)):
            hits += [f"{label} in {path}" for label, one in wanted if one in content]
    return sorted(set(hits))


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name)

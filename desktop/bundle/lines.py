"""The clear first lines that all our files begin with."""

from __future__ import annotations

import re
from typing import BinaryIO

import msgspec

_CANONICAL = msgspec.json.Encoder(order="sorted")
_NUMBER = re.compile(rb"[1-9][0-9]{0,3}")


def canonical(value: object) -> bytes:
    """Return one line of JSON with sorted keys and no spaces, UTF-8, newline included."""
    return _CANONICAL.encode(value) + b"\n"


def read_line(source: BinaryIO, cap: int) -> bytes | None:
    """Return the next line with its newline, or None when none ends within `cap` bytes."""
    line = source.readline(cap)
    return line if line.endswith(b"\n") else None


def major(line: bytes | None, magic: bytes) -> int | None:
    """Return N of a first line `magic/N` (with newline), or None when it is another file's."""
    if line is None or not line.startswith(magic + b"/") or not line.endswith(b"\n"):
        return None
    number = line[len(magic) + 1 : -1]
    return int(number) if _NUMBER.fullmatch(number) else None

"""Words of people and places as names of files, on Windows too, where much is forbidden."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST = 60
"""Characters: 180 bytes of Chinese, where Linux takes 255 with all that is put before or behind."""

_NUMBERS = (*map(str, range(1, 10)), *"¹²³")
_PORTS = {f"{port}{number}" for port in ("COM", "LPT") for number in _NUMBERS}
_RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS}
"""What Windows takes for devices, whatever the ending."""


def file_name(words: str) -> str:
    """Return words as a file may be called on any system, without an ending."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", words)).strip(" .")
    plain = plain[:_LONGEST].rstrip(" .") or "未命名"
    return f"_{plain}" if plain.split(".")[0].rstrip().upper() in _RESERVED else plain

"""The room that letters take side by side: a Chinese one is as wide as two others."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """Return how many columns of a terminal, or Latin letters of a sheet, `text` takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)

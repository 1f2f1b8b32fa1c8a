"""Base45 (RFC 9285): bytes in the letters that a QR code packs most tightly."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE = 45


def encode(content: bytes) -> str:
    """Return three letters for every two bytes, two for an odd last one."""
    letters: list[str] = []
    for start in range(0, len(content), 2):
        pair = content[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, _BASE)
            letters.append(_ALPHABET[digit])
    return "".join(letters)


def decode(text: str) -> bytes:
    """Return the bytes of `text`; raises `ValueError` for what `encode` cannot have written."""
    content = bytearray()
    for start in range(0, len(text), 3):
        letters = text[start : start + 3]
        if not _VALUES.keys() >= set(letters):
            raise ValueError("a letter outside the alphabet")
        number = sum(_VALUES[letter] * _BASE**place for place, letter in enumerate(letters))
        size = len(letters) - 1
        if not size or number >> 8 * size:
            raise ValueError("a group that stands for no bytes")
        content += number.to_bytes(size, "big")
    return bytes(content)

"""Codes that people read out, write down and type."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from desktop.foundation.errors import QingqiaoError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_ALIKE = str.maketrans("OIL", "011")

_BITS = 128
_CHECK_BITS = 12
_LENGTH = (_BITS + _CHECK_BITS) // 5
_GROUP = 4

# CRC-12: finds every wrong letter and every pair of neighbours swapped, as both lie within 12 bits.
_POLYNOMIAL = 0b1_1000_0000_1111
_START = 0b0101_1010_0101  # so that a row of zeros is not a code

_RECEIPT_LENGTH = 8

VOICE_LENGTH = 8
"""Letters that stand for a recovery request over the phone."""


class MistypedCodeError(QingqiaoError):
    """What was typed cannot be a code."""

    def __init__(self) -> None:
        super().__init__(
            "口令码输入有误，没有打开文件，数据没有改动。",
            f"口令码共 {_LENGTH} 位字母和数字，请对照纸面逐组核对；字母 O 与数字 0 不必区分。",
        )


def _check(value: int) -> int:
    remainder = value << _CHECK_BITS
    for shift in range(_BITS - 1, -1, -1):
        if remainder >> (shift + _CHECK_BITS) & 1:
            remainder ^= _POLYNOMIAL << shift
    return remainder ^ _START


def spell(value: int, length: int) -> str:
    """Return the last `length` letters, of five bits each, of a number."""
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))


def normalise_code(text: str) -> str:
    """Return typed text in capitals without spaces and dashes, full width and O, I, L mended."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    return "".join(
        letter for letter in plain if unicodedata.category(letter) not in {"Pd", "Zs", "Cc"}
    )


def new_code() -> str:
    """Return a fresh one-time code of 128 bits, e.g. "7ZK4-…": seven groups of four."""
    value = secrets.randbits(_BITS)
    letters = spell(value << _CHECK_BITS | _check(value), _LENGTH)
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def parse_code(text: str) -> bytes:
    """Return the 16 bytes of a typed code; raises `MistypedCodeError`."""
    letters = normalise_code(text)
    if len(letters) != _LENGTH or not _VALUES.keys() >= set(letters):
        raise MistypedCodeError
    number = 0
    for letter in letters:
        number = number << 5 | _VALUES[letter]
    value, check = number >> _CHECK_BITS, number & ((1 << _CHECK_BITS) - 1)
    if check != _check(value):
        raise MistypedCodeError
    return value.to_bytes(_BITS // 8, "big")


def receipt_code(number: int, digest: bytes) -> str:
    """Return the 8 letters that stand for a bundle's number and hash over the phone.

    Compare with `normalise_code` of what was typed.
    """
    heard = hashlib.sha256(b"qingqiao-receipt/1\n%d\n" % number + digest).digest()
    return spell(int.from_bytes(heard[:5], "big"), _RECEIPT_LENGTH)

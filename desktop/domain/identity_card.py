"""居民身份证号, by GB 11643: what is wrong with one, in words."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def tidy_number(text: str) -> str:
    """Return a number as it is kept: without spaces, in half width, its X large."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def problem(number: str) -> str:
    """Return what is wrong with a number as `tidy_number` gives it, or ""."""
    if not _SHAPE.fullmatch(number):
        return "应是 18 位，前 17 位是数字，末位是数字或 X"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "第 7 至 14 位不是一个日期"
    return "" if checked(number[:17]) == number else "校验位不对，请核对有没有抄错"


def checked(digits: str) -> str:
    """Return 17 digits with the check that belongs to them."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECKS[total % 11]

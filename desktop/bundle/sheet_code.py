"""The secret on a printed recovery sheet: eight groups of five digits.

Four digits of a group are random (106 bits in all), the fifth checks them by ISO 7064 MOD 11,10
and knows the group's place, so that a wrong digit, or two groups in each other's place, is found
and named by its group.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass

from desktop.foundation.errors import QingqiaoError

GROUPS, DIGITS = 8, 5
LENGTH = GROUPS * DIGITS

_ALIKE = str.maketrans("OoIlL", "00111")


class MistypedSheetError(QingqiaoError):
    """What was typed cannot be the digits of a sheet."""


@dataclass(frozen=True)
class Typed:
    """What was typed so far: its groups, and the places (from 1) of those that are wrong."""

    groups: tuple[str, ...]
    wrong: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether every group is there and right."""
        return len(self.digits) == LENGTH and not self.wrong

    @property
    def digits(self) -> str:
        """The digits without spaces."""
        return "".join(self.groups)


def new_sheet_code() -> str:
    """Return fresh digits in groups, a space between them."""
    return " ".join(
        f"{part}{_check(place, part)}"
        for place in range(1, GROUPS + 1)
        for part in [f"{secrets.randbelow(10**4):04}"]
    )


def read_sheet_code(text: str) -> Typed:
    """Split typed text into groups, however they are parted; a last one may be unfinished."""
    plain = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    parts = re.findall("[0-9]+", plain)
    if len(parts) != GROUPS:  # parted in another way, or not at all
        whole = "".join(parts)
        parts = [whole[at : at + DIGITS] for at in range(0, len(whole), DIGITS)]
    unfinished = len(parts) if parts and len(parts) < GROUPS and len(parts[-1]) < DIGITS else 0
    if len(parts) == GROUPS and len(parts[-1]) < DIGITS and text[-1:].isalnum():
        unfinished = GROUPS
    wrong = (place for place, part in enumerate(parts, 1) if not _is_right(place, part))
    return Typed(tuple(parts), tuple(place for place in wrong if place != unfinished))


def parse_sheet_code(text: str) -> str:
    """Return the digits of a whole sheet; raises `MistypedSheetError`, naming the groups."""
    typed = read_sheet_code(text)
    if typed.wrong:
        places = "、".join(str(place) for place in typed.wrong)
        raise MistypedSheetError(
            f"第 {places} 组输错了，没有打开，数据没有改动。", "请对照恢复单核对这几组。"
        )
    if len(typed.digits) != LENGTH:
        raise MistypedSheetError(
            f"恢复单上共有 {LENGTH} 位数字，输入了 {len(typed.digits)} 位，没有打开。",
            f"请从第 1 组起逐组核对，共 {GROUPS} 组，每组 {DIGITS} 位。",
        )
    return typed.digits


def _is_right(place: int, group: str) -> bool:
    return len(group) == DIGITS and _check(place, group[:-1]) == group[-1]


def _check(place: int, digits: str) -> str:
    product = 10
    for digit in f"{place}{digits}":
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)

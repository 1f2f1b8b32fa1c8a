"""Breaks text into lines by Chinese rules, and shrinks it first where a box is small.

No line begins with closing punctuation or ends with opening punctuation; numbers with their unit,
times, words and codes stay whole. Only a piece wider than the whole line is cut.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from desktop.documents.fonts import Role, width

NOT_FIRST = "，。、；：？！）》〉」』】〕｝”’…—·％%‰℃,.;:?!)]}"
_UNITS = "年月日时分秒点届期级班号人名次个元"
NOT_LAST = "（《〈「『【〔｛“‘([{￥¥#＃"
LEADING = 1.25
_ONE_LINE = 0.8
_PIECE = re.compile(
    rf"[{re.escape(NOT_LAST)}]*"
    rf"(?:[0-9A-Za-z]+(?:[-.,:/@_+~][0-9A-Za-z]+)*[{_UNITS}]?|[^\s])"
    rf"[{re.escape(NOT_FIRST)}]*\s*"
)


class Fitted(NamedTuple):
    """A text that fits a box: the size in points and its lines."""

    size: float
    lines: tuple[str, ...]


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text.strip())


def _cut(piece: str, role: Role, size: float, room: float) -> list[str]:
    """Cut a piece that is wider than a line; every part has at least one character."""
    parts, part = [], ""
    for character in piece:
        if part and width(part + character, role, size) > room:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]


def break_lines(text: str, role: Role, size: float, room: float, indent: float = 0) -> list[str]:
    """Return the lines of a text, each at most `room` points wide, the first by `indent` less.

    White space at a break is dropped; a line feed in the text always breaks.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line, used, free = "", 0.0, room - (indent if not lines else 0)
        for piece in _pieces(paragraph):
            full = width(piece, role, size)
            bare = width(piece.rstrip(), role, size) if piece[-1].isspace() else full
            if used + bare > free and line:
                lines.append(line.rstrip())
                line, used, free = "", 0.0, room
            if bare > free:
                *cut, line = _cut(piece.rstrip(), role, size, free)
                lines += cut
                used, free = width(line, role, size), room
            else:
                line += piece
                used += full
        lines.append(line.rstrip())
    return lines


@lru_cache(maxsize=16384)
def fit(
    text: str, role: Role, room: tuple[float, float], *, size: float, floor: float, rows: int = 1
) -> Fitted | None:
    """Find the largest size, `size` down to `floor` points, at which a text fits a room.

    `room` is (width, height) in points; up to `rows` lines are used, but a single line a little
    smaller reads better than two. Returns None when even the floor is too large.
    """
    across, high = room
    one_line = int(min(size, across / max(width(text, role, 1), 0.01)) * 20) / 20
    if "\n" not in text and one_line >= (floor if rows == 1 else size * _ONE_LINE):
        return Fitted(one_line, (text,))
    while size >= floor:
        lines = break_lines(text, role, size, across)
        if len(lines) <= rows and len(lines) * size * LEADING <= high:
            return Fitted(size, tuple(lines))
        size -= 0.5
    return None

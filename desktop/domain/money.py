"""Amounts of money in 分, as forms write them: 20.00, and in capitals for cheques and receipts."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_FEN = 100


def in_figures(fen: int) -> str:
    """Return an amount as a form's column shows it: 1,234.50."""
    return f"{fen // _FEN:,}.{fen % _FEN:02}"


def in_capitals(fen: int) -> str:
    """Return an amount in capitals: 壹仟贰佰叁拾肆元伍角整. Raises ValueError when negative."""
    if fen < 0:
        raise ValueError(fen)
    yuan, rest = divmod(fen, _FEN)
    jiao, cents = divmod(rest, 10)
    words = _whole(yuan) + "元" if yuan or not rest else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif cents and yuan:
        words += "零"
    return words + (_DIGITS[cents] + "分" if cents else "整")


def _whole(number: int) -> str:
    """Return a whole number in capitals; zeros between digits are spoken once."""
    text = f"{number}"
    words, zero = "", False
    for at, digit in enumerate(text):
        place = len(text) - 1 - at
        if digit == "0":
            zero = bool(words)
        else:
            words += ("零" if zero else "") + _DIGITS[int(digit)] + _PLACES[place % 4]
            zero = False
        group = text[max(0, at - 3) : at + 1].strip("0") if place % 4 == 0 else ""
        if group:
            words += _GROUPS[place // 4]
            zero = False
    return words or _DIGITS[0]

"""Text on paper: which font draws which character, how wide it is, and drawing it.

A role is a hand of type (黑, 宋, 楷). Each role falls back, character by character, through the
other hands to a font of rare characters, so that no name prints as a box. What no font draws
prints as 〓; `undrawable` finds such characters beforehand.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import Literal

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.font_face import Font
from desktop.foundation.paths import resources

Role = Literal["sans", "sans-bold", "serif", "serif-bold", "kai"]
Align = Literal["left", "centre", "right"]
Runs = tuple[tuple[str, str], ...]

GETA = "〓"
_CHAINS: dict[Role, tuple[str, ...]] = {
    "sans": ("NotoSansSC-Regular", "NotoSerifSC-Regular", "QingqiaoRare"),
    "sans-bold": ("NotoSansSC-Bold", "NotoSerifSC-Bold", "QingqiaoRare"),
    "serif": ("NotoSerifSC-Regular", "NotoSansSC-Regular", "QingqiaoRare"),
    "serif-bold": ("NotoSerifSC-Bold", "NotoSansSC-Bold", "QingqiaoRare"),
    "kai": ("LXGWWenKai-Regular", "NotoSerifSC-Regular", "NotoSansSC-Regular", "QingqiaoRare"),
}
_SHIFT = {"left": 0.0, "centre": 0.5, "right": 1.0}
_ASTRAL = re.compile(r"(?m)^(<..>) <([0-9A-F]{5,6})>$")


def _mended(fontname: str, subset: list[int]) -> str:
    """Return the library's map with code points above U+FFFF as UTF-16 surrogates."""

    def surrogates(entry: re.Match[str]) -> str:
        return f"{entry[1]} <{chr(int(entry[2], 16)).encode('utf-16-be').hex().upper()}>"

    return _ASTRAL.sub(surrogates, _LIBRARY_MAP(fontname, subset))


_LIBRARY_MAP = ttfonts.makeToUnicodeCMap
# Copying or searching 𬭎 would find another character; once the library is mended, leave it be.
if "<1F600>" in _LIBRARY_MAP("probe", [0x1F600]):
    ttfonts.makeToUnicodeCMap = _mended


@cache
def _font(name: str) -> Font:
    font = Font(name, resources() / "fonts" / f"{name}.ttf")
    pdfmetrics.registerFont(font)
    return font


def font_name(role: Role) -> str:
    """Return the name of a role's own font, registered with the library."""
    name = _CHAINS[role][0]
    _font(name)
    return name


def _invisible(character: str) -> bool:
    """Tell whether a character only steers others: variation selectors, joiners, marks of order."""
    return unicodedata.category(character) == "Cf" or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    )


@cache
def _drawn_by(character: str, role: Role) -> str | None:
    """Return the first font of the role's chain that draws a character, None when none does."""
    code = ord(character)
    if unicodedata.category(character) == "Co":
        return None  # what a font has there is another character than was meant
    return next((name for name in _CHAINS[role] if _font(name).draws(code)), None)


@cache
def _choice(character: str, role: Role) -> tuple[str, str]:
    """Return (font, what to draw) for one character."""
    own = _CHAINS[role][0]
    if character.isspace():
        return own, "\u3000" if character == "\u3000" else " "
    if _invisible(character):
        return own, ""
    found = _drawn_by(character, role)
    return (found, character) if found else (own, GETA)


@lru_cache(maxsize=8192)
def runs(text: str, role: Role) -> Runs:
    """Split a text into (font name, text) runs that can be drawn one after the other."""
    choices = [_choice(character, role) for character in text]
    grouped = groupby(choices, key=lambda choice: choice[0])
    return tuple((name, "".join(part for _, part in group)) for name, group in grouped)


def undrawable(text: str) -> str:
    """Return the characters, each once, that would print as 〓."""
    return "".join(
        character
        for character in dict.fromkeys(text)
        if not character.isspace()
        and not _invisible(character)
        and _drawn_by(character, "sans") is None
    )


@lru_cache(maxsize=65536)
def _ems(text: str, role: Role) -> float:
    return sum(_font(name).width(part) for name, part in runs(text, role))


def width(text: str, role: Role, size: float, spacing: float = 0) -> float:
    """Return the width in points; `spacing` points are added between characters."""
    return _ems(text, role) * size + spacing * max(0, len(text) - 1)


def draw(  # noqa: PLR0917 - a place, a text and its type read best in a row
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    role: Role,
    size: float,
    *,
    align: Align = "left",
    spacing: float = 0,
) -> None:
    """Draw one line with its baseline at `y`; `x` is its left end, middle or right end."""
    canvas.addLiteral(line(canvas, x, y, text, role, size, align=align, spacing=spacing))


def line(  # noqa: PLR0917 - as in `draw`
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    role: Role,
    size: float,
    *,
    align: Align = "left",
    spacing: float = 0,
) -> str:
    """Return what `draw` would add to the page; good for every page of this canvas' document."""
    if align != "left":
        x -= width(text, role, size, spacing) * _SHIFT[align]
    # The library keeps its document private, and fonts are asked for glyphs by document.
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - said above
    operators = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm"]
    if spacing:
        operators.append(f"{spacing:.3f} Tc")
    for name, part in runs(text, role):
        font = _font(name)
        for subset, codes in font.splitString(part, document):
            operators.append(f"{font.getSubsetInternalName(subset, document)} {size:g} Tf")
            operators.append(f"<{codes.hex()}> Tj")
    operators.append("0 Tc ET" if spacing else "ET")
    return " ".join(operators)

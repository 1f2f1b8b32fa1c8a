"""A4 furniture of every document: the canvas, text in boxes, frames, footers, dates.

Lengths are points from the lower left corner; `MM` turns millimetres into points.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import NamedTuple

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import Align, Role, font_name, line, width
from desktop.documents.line_breaking import LEADING, Fitted, break_lines, fit

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A4_LANDSCAPE = (297 * MM, 210 * MM)

LEAGUE_RED = HexColor("#C8102E")  # 团旗红
INK = HexColor("#000000")
GREY = HexColor("#5F5F5F")
HAIRLINE, RULE, FRAME = 0.4, 0.6, 1.2

# The middle of a hanzi lies this far above the baseline, in ems, in all our fonts.
MIDDLE = 0.37

# ASCII85 makes files a quarter larger and takes most of the time of a plain page.
rl_config.useA85 = 0


class Box(NamedTuple):
    """A rectangle by its lower left corner."""

    x: float
    y: float
    width: float
    height: float


def open_canvas(target: BytesIO, title: str, author: str, size: tuple[float, float]) -> Canvas:
    """Return a canvas whose bytes depend on what is drawn alone; `save()` fills `target`."""
    canvas = Canvas(
        target,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 7),
        initialFontName=font_name("sans"),  # type: ignore[arg-type]  # the stub says a number
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(title)
    canvas.setCreator("青桥")
    canvas.setProducer("青桥")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def chinese_date(day: date) -> str:
    """Return a date as official documents write it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def stroke(canvas: Canvas, thickness: float, colour: Color = INK) -> None:
    """Set the pen for the lines that follow."""
    canvas.setLineWidth(thickness)
    canvas.setStrokeColor(colour)


def fitted(  # noqa: PLR0917 - the same row as in `text_in`
    text: str, role: Role, room: tuple[float, float], size: float, floor: float, rows: int
) -> Fitted:
    """Shrink, then wrap, then end with … what is too long even for the floor."""
    found = fit(text, role, room, size=size, floor=floor, rows=rows)
    if found:
        return found
    rows = max(1, min(rows, int(room[1] / floor / LEADING)))
    lines = break_lines(text, role, floor, room[0])[:rows]
    while width(lines[-1] + "…", role, floor) > room[0]:
        lines[-1] = lines[-1][:-1]
    lines[-1] += "…"
    return Fitted(floor, tuple(lines))


def text_in(  # noqa: PLR0917 - a box, a text and its type read best in a row
    canvas: Canvas,
    box: Box,
    text: str,
    role: Role = "sans",
    size: float = 10,
    floor: float = 7,
    *,
    rows: int = 1,
    align: Align = "centre",
    padding: float = 1.2 * MM,
) -> None:
    """Draw a text midway up a box, shrunk to `floor`, then in up to `rows` lines."""
    if text:
        canvas.addLiteral(
            lines_in(canvas, box, text, role, size, floor, rows=rows, align=align, padding=padding)
        )


def lines_in(  # noqa: PLR0917 - as in `text_in`
    canvas: Canvas,
    box: Box,
    text: str,
    role: Role = "sans",
    size: float = 10,
    floor: float = 7,
    *,
    rows: int = 1,
    align: Align = "centre",
    padding: float = 1.2 * MM,
) -> str:
    """Return what `text_in` would add to the page; good for every page of the document."""
    size, lines = fitted(text, role, (box.width - 2 * padding, box.height), size, floor, rows)
    x = {
        "left": box.x + padding,
        "centre": box.x + box.width / 2,
        "right": box.x + box.width - padding,
    }[align]
    top = box.y + box.height / 2 + (len(lines) - 1) * size * LEADING / 2 - MIDDLE * size
    return " ".join(
        line(canvas, x, top - number * size * LEADING, words, role, size, align=align)
        for number, words in enumerate(lines)
    )


def footer(canvas: Canvas, box: Box, left: str, centre: str, right: str) -> None:
    """Draw the three small texts at the foot of a page; the outer two yield to the middle one."""
    middle = width(centre, "sans", 9) + 6 * MM
    side = (box.width - middle) / 2
    canvas.setFillColor(GREY)
    text_in(canvas, Box(box.x, box.y, side, box.height), left, size=8, align="left", padding=0)
    text_in(
        canvas,
        Box(box.x + box.width - side, box.y, side, box.height),
        right,
        size=8,
        align="right",
        padding=0,
    )
    canvas.setFillColor(INK)
    text_in(canvas, box, centre, size=9)

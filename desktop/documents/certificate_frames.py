"""The fixed background of each certificate template: frame, ornament and title."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import draw
from desktop.documents.page import A4_LANDSCAPE, GREY, LEAGUE_RED, MM, stroke

GOLD = HexColor("#B08D45")
CELADON = HexColor("#2B6B6B")
PALE_CELADON = HexColor("#9DC3BF")

TITLE = "社会实践证书"
PROGRAMME = "“百万大学生进社区”"
SMALL_PRINT = "扫码内容经数字签名，可用青桥离线核验"
_WIDTH, _HEIGHT = A4_LANDSCAPE
# A meander in units of its line spacing, from the corner inwards.
_MEANDER = ((0, 6), (0, 0), (6, 0), (6, 4), (2, 4), (2, 2), (4, 2))


class Template(StrEnum):
    """The look of a certificate, by the name staff choose it under."""

    RED = "庄重红框"
    CELADON = "素雅青框"


def _corners(canvas: Canvas, inset: float, ornament: Callable[[], None]) -> None:
    """Draw an ornament in all four corners, mirrored, with the corner as its origin."""
    for x, sign_x in ((inset, 1), (_WIDTH - inset, -1)):
        for y, sign_y in ((inset, 1), (_HEIGHT - inset, -1)):
            canvas.saveState()
            canvas.transform(sign_x, 0, 0, sign_y, x, y)
            ornament()
            canvas.restoreState()


def _rectangle(canvas: Canvas, inset: float) -> None:
    canvas.rect(inset, inset, _WIDTH - 2 * inset, _HEIGHT - 2 * inset)


def _red_frame(canvas: Canvas) -> None:
    stroke(canvas, 1.6 * MM, LEAGUE_RED)
    _rectangle(canvas, 10 * MM)
    stroke(canvas, 0.8, GOLD)
    _rectangle(canvas, 12.4 * MM)

    def meander() -> None:
        unit = 1.9 * MM
        path = canvas.beginPath()
        path.moveTo(*(unit * value for value in _MEANDER[0]))
        for point in _MEANDER[1:]:
            path.lineTo(*(unit * value for value in point))
        stroke(canvas, 0.7 * MM, LEAGUE_RED)
        canvas.drawPath(path)

    _corners(canvas, 15 * MM, meander)
    # One thin line joins the corners' ornaments.
    near, far = 15 * MM, 28.5 * MM
    stroke(canvas, 0.8, GOLD)
    for y in (near, _HEIGHT - near):
        canvas.line(far, y, _WIDTH - far, y)
    for x in (near, _WIDTH - near):
        canvas.line(x, far, x, _HEIGHT - far)


def _celadon_frame(canvas: Canvas) -> None:
    near, bite = 11 * MM, 9 * MM
    stroke(canvas, 1.1, CELADON)

    def hollow() -> None:
        # A quarter circle bitten out of the corner, and half of each adjoining side.
        canvas.arc(-bite, -bite, bite, bite, 0, 90)
        canvas.line(bite, 0, _WIDTH / 2 - near, 0)
        canvas.line(0, bite, 0, _HEIGHT / 2 - near)
        canvas.circle(bite / 3, bite / 3, 0.9 * MM)

    _corners(canvas, near, hollow)
    stroke(canvas, 0.5, PALE_CELADON)
    _rectangle(canvas, near + bite + 1.5 * MM - 7 * MM)
    _bridge(canvas, _WIDTH / 2, 17.5 * MM)


def _bridge(canvas: Canvas, x: float, y: float) -> None:
    """Draw a small arched bridge over water; it gives the product its name."""
    stroke(canvas, 0.9, CELADON)
    canvas.arc(x - 24 * MM, y - 20 * MM, x + 24 * MM, y + 7 * MM, 40, 100)
    for offset, radius in ((0, 4.2 * MM), (-9 * MM, 3 * MM), (9 * MM, 3 * MM)):
        canvas.arc(x + offset - radius, y - radius, x + offset + radius, y + radius, 0, 180)
    stroke(canvas, 0.6, PALE_CELADON)
    canvas.line(x - 22 * MM, y, x + 22 * MM, y)


_FRAMES = {Template.RED: _red_frame, Template.CELADON: _celadon_frame}


def draw_background(canvas: Canvas, template: Template) -> None:
    """Draw everything that is the same on each certificate of a template."""
    _FRAMES[template](canvas)
    middle = _WIDTH / 2
    accent = GOLD if template is Template.RED else CELADON
    canvas.setFillColor(accent)
    draw(canvas, middle, 177 * MM, PROGRAMME, "serif-bold", 15, align="centre", spacing=3)
    canvas.setFillColor(LEAGUE_RED)
    draw(canvas, middle, 157 * MM, TITLE, "serif-bold", 44, align="centre", spacing=14)
    canvas.setFillColor(GREY)
    draw(canvas, 68 * MM, 29 * MM, SMALL_PRINT, "sans", 8.5)
    draw(canvas, 222 * MM, 27 * MM, "（盖章处）", "sans", 9, align="centre")

"""The fixed background of each look of certificates: frame, ornament, heading."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import draw, width
from desktop.documents.page import A4_LANDSCAPE, LEAGUE_RED, MM, Box, stroke, text_in
from desktop.domain.terms import CertificateLook

GOLD = HexColor("#B08D45")
PALE_GOLD = HexColor("#F8F0DC")
CELADON = HexColor("#2B6B6B")
PALE_CELADON = HexColor("#9DC3BF")
GREY_WORDS, INK_WORDS = "0.373 g", "0 g"
"""Operators that set the colour of words."""

SMALL_PRINT = "扫码内容经数字签名，可用青桥离线核验"
_WIDTH, _HEIGHT = A4_LANDSCAPE
_MIDDLE = _WIDTH / 2
# A meander in units of its line spacing, from the corner inwards.
_MEANDER = ((0, 6), (0, 0), (6, 0), (6, 4), (2, 4), (2, 2), (4, 2))


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
    _bridge(canvas, _MIDDLE, 17.5 * MM)


def _bridge(canvas: Canvas, x: float, y: float) -> None:
    """Draw a small arched bridge over water; it gives the product its name."""
    stroke(canvas, 0.9, CELADON)
    canvas.arc(x - 24 * MM, y - 20 * MM, x + 24 * MM, y + 7 * MM, 40, 100)
    for offset, radius in ((0, 4.2 * MM), (-9 * MM, 3 * MM), (9 * MM, 3 * MM)):
        canvas.arc(x + offset - radius, y - radius, x + offset + radius, y + radius, 0, 180)
    stroke(canvas, 0.6, PALE_CELADON)
    canvas.line(x - 22 * MM, y, x + 22 * MM, y)


def _gold_frame(canvas: Canvas) -> None:
    _rosette(canvas, (_MIDDLE, _HEIGHT / 2), 34 * MM, 18, PALE_GOLD)
    stroke(canvas, 1.2 * MM, GOLD)
    _rectangle(canvas, 10 * MM)
    stroke(canvas, 0.6, LEAGUE_RED)
    _rectangle(canvas, 20 * MM)
    stroke(canvas, 0.45, GOLD)
    _rectangle(canvas, 11.4 * MM)
    inset, corner = 15.5 * MM, 23 * MM
    for y in (inset, _HEIGHT - inset):
        _braid(canvas, (corner, y), _WIDTH - 2 * corner, upright=False)
    for x in (inset, _WIDTH - inset):
        _braid(canvas, (x, corner), _HEIGHT - 2 * corner, upright=True)
    _corners(canvas, 16 * MM, lambda: _rosette(canvas, (0, 0), 2.2 * MM, 12, GOLD))


def _rosette(
    canvas: Canvas, centre: tuple[float, float], radius: float, petals: int, colour: Color
) -> None:
    """Draw circles whose centres lie on a circle: the fine lines of securities."""
    stroke(canvas, 0.45, colour)
    for petal in range(petals):
        angle = 2 * pi * petal / petals
        canvas.circle(centre[0] + radius * cos(angle), centre[1] + radius * sin(angle), radius)


def _braid(canvas: Canvas, start: tuple[float, float], length: float, *, upright: bool) -> None:
    """Draw three waves that cross each other, from a point to the right or upwards."""
    halves = 2 * round(length / (15 * MM))
    half = length / halves
    canvas.saveState()
    canvas.translate(*start)
    if upright:
        canvas.rotate(90)
    for height in (2.9 * MM, 1.9 * MM, 0.9 * MM):
        for sign in (1, -1):
            path = canvas.beginPath()
            path.moveTo(0, 0)
            for number in range(halves):
                # two control points at 4/3 of the height bend a curve up to the height
                bent = (1 if number % 2 else -1) * sign * height * 4 / 3
                x = number * half
                path.curveTo(x + 0.364 * half, bent, x + 0.636 * half, bent, x + half, 0)
            canvas.drawPath(path)
    canvas.restoreState()


_FRAMES = {
    CertificateLook.RED: _red_frame,
    CertificateLook.CELADON: _celadon_frame,
    CertificateLook.GOLD: _gold_frame,
}


def draw_background(canvas: Canvas, look: CertificateLook, caption: str, heading: str) -> None:
    """Draw everything that is the same on each certificate of a template."""
    _FRAMES[look](canvas)
    canvas.setFillColor(CELADON if look is CertificateLook.CELADON else GOLD)
    _spread(canvas, 177 * MM, caption, 15, 3)
    canvas.setFillColor(LEAGUE_RED)
    _spread(canvas, 156 * MM, heading, 46, 14)
    canvas.addLiteral(GREY_WORDS)
    draw(canvas, 71 * MM, 30 * MM, SMALL_PRINT, "sans", 8.5)
    draw(canvas, 222 * MM, 27 * MM, "（盖章处）", "sans", 9, align="centre")
    canvas.addLiteral(INK_WORDS)


def _spread(canvas: Canvas, y: float, words: str, size: float, spacing: float) -> None:
    """Draw words in the middle, letters apart; closer and smaller where they are many."""
    room = _WIDTH - 2 * 40 * MM
    if width(words, "serif-bold", size, spacing) <= room:
        draw(canvas, _MIDDLE, y, words, "serif-bold", size, align="centre", spacing=spacing)
    else:
        box = Box(40 * MM, y - 0.2 * size, room, 1.3 * size)
        text_in(canvas, box, words, "serif-bold", size, 10, rows=2)

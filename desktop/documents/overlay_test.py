"""套打测试页: rulers and the places of the words, to find out by how much a blank is off."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.certificate import Certificate, Overlay, words_of
from desktop.documents.certificate_frames import GREY_WORDS, INK_WORDS
from desktop.documents.fonts import draw
from desktop.documents.page import A4_LANDSCAPE, MM, open_canvas, stroke

_PALE = HexColor("#C9C9C9")
_STEPS = (
    "1. 用普通纸打印这一页，打印时选“实际大小”，不要“适合页面”。",
    "2. 把它和空白证书叠在一起对着光看，量出字应当移动多少毫米。",
    "3. 字要往右、往下移，就填正数；往左、往上移，填负数。改好后再打一页看看。",
)


def render_overlay_test(certificate: Certificate, overlay: Overlay) -> bytes:
    """Return a page with a grid of 10 mm, rulers, and the words of a certificate in their places.

    The grid lies still; the words are moved as they will be when printed.
    """
    target = BytesIO()
    canvas = open_canvas(target, "套打测试页", certificate.issuer, A4_LANDSCAPE)
    _grid(canvas)
    canvas.addLiteral(words_of(canvas, certificate, overlay))
    for number, step in enumerate(_STEPS):
        draw(canvas, 40 * MM, (185 - 6 * number) * MM, step, "sans", 9.5)
    moved = f"现在：向右 {overlay.right:g} 毫米，向下 {overlay.down:g} 毫米"
    draw(canvas, 40 * MM, 165 * MM, moved, "sans-bold", 10.5)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _grid(canvas: Canvas) -> None:
    """Draw lines every 10 mm from the upper left corner, numbered, and a tick for every mm."""
    width, height = A4_LANDSCAPE
    stroke(canvas, 0.25, _PALE)
    across, down = range(10, 297, 10), range(10, 210, 10)
    canvas.lines([(x * MM, 0, x * MM, height) for x in across])
    canvas.lines([(0, height - y * MM, width, height - y * MM) for y in down])
    stroke(canvas, 0.3)
    for edge, far in ((0, 1), (height, -1)):
        canvas.lines([(x * MM, edge, x * MM, edge + far * _tick(x)) for x in range(298)])
    for edge, far in ((0, 1), (width, -1)):
        canvas.lines(
            [(edge, height - y * MM, edge + far * _tick(y), height - y * MM) for y in range(211)]
        )
    canvas.addLiteral(GREY_WORDS)
    for x in across:
        draw(canvas, x * MM, height - 10 * MM, str(x), "sans", 7, align="centre")
    for y in down:
        draw(canvas, 7 * MM, height - y * MM - 2.5, str(y), "sans", 7)
    canvas.addLiteral(INK_WORDS)


def _tick(place: int) -> float:
    return (6 if place % 10 == 0 else 5 if place % 5 == 0 else 4) * MM - 1 * MM

"""打印测试页: tells at a glance whether a printer keeps sizes, edges, thin lines and codes."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import Role, draw
from desktop.documents.marks import corner_marks, draw_qr
from desktop.documents.page import (
    A4,
    GREY,
    HAIRLINE,
    INK,
    LEAGUE_RED,
    MM,
    RULE,
    chinese_date,
    open_canvas,
    stroke,
)

_SAMPLES: tuple[tuple[str, Role], ...] = (
    ("黑体　姓名：张䶮　李𬭎　陈𫖯　王㛃　赵𠅤", "sans"),
    ("宋体　姓名：张䶮　李𬭎　陈𫖯　王㛃　赵𠅤", "serif"),
    ("楷体　姓名：张䶮　李𬭎　陈𫖯　王㛃　赵𠅤", "kai"),
)
_CHECKS = (
    "一、用尺子量：横线和竖线都应是 100 毫米。短了，请在打印设置里选“实际大小”，不要“适合页面”。",
    "二、四角的方块应完整，细框应四边都在。缺了，请检查纸张是否选了 A4、进纸是否歪斜。",
    "三、下面四条线应都看得见，灰块应由浅到深，没有条纹。有条纹，请清洁或更换硒鼓、墨盒。",
    "四、用手机扫二维码，应显示“青桥打印测试页”。扫不出，说明证书的二维码也会印不清。",
)


def render_printer_check(day: date) -> bytes:
    """Return the page as a PDF; the same day gives the same bytes."""
    target = BytesIO()
    canvas = open_canvas(target, "打印测试页", "青桥", A4)
    middle, top = A4[0] / 2, A4[1]
    corner_marks(canvas, A4)
    stroke(canvas, HAIRLINE, GREY)
    canvas.rect(8 * MM, 8 * MM, A4[0] - 16 * MM, A4[1] - 16 * MM)
    draw(canvas, middle, top - 40 * MM, "打印测试页", "serif-bold", 26, align="centre")
    draw(canvas, middle, top - 48 * MM, chinese_date(day), "sans", 10, align="centre")
    y = top - 62 * MM
    for words in _CHECKS:
        draw(canvas, 22 * MM, y, words, "sans", 9.5)
        y -= 7 * MM
    _rulers(canvas, y - 8 * MM)
    y -= 25 * MM
    for words, role in _SAMPLES:
        for size in (16, 10.5, 7):
            y -= size * 1.5
            draw(canvas, 50 * MM, y, words, role, size)
        y -= 4 * MM
    _lines(canvas, y - 8 * MM)
    draw_qr(canvas, 150 * MM, 35 * MM, 25 * MM, "青桥打印测试页")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _rulers(canvas: Canvas, y: float) -> None:
    left, length = 50 * MM, 100 * MM
    stroke(canvas, RULE)
    canvas.line(left, y, left + length, y)
    canvas.line(30 * MM, y, 30 * MM, y - length)
    for tick in range(11):
        long = 4 * MM if tick % 5 == 0 else 2.5 * MM
        canvas.line(left + tick * 10 * MM, y, left + tick * 10 * MM, y + long)
        canvas.line(30 * MM, y - tick * 10 * MM, 30 * MM - long, y - tick * 10 * MM)
    draw(canvas, left + length / 2, y - 5 * MM, "100 毫米", "sans", 9, align="centre")
    draw(canvas, 32 * MM, y - length + 1 * MM, "100 毫米", "sans", 9)


def _lines(canvas: Canvas, y: float) -> None:
    for place, thickness in enumerate((0.1, 0.25, 0.5, 1.0)):
        stroke(canvas, thickness * MM)
        at = y - place * 6 * MM
        canvas.line(50 * MM, at, 100 * MM, at)
        draw(canvas, 103 * MM, at - 1 * MM, f"{thickness:g} 毫米", "sans", 8)
    for place in range(8):
        shade = 0.9 - place * 0.12
        canvas.setFillColor(Color(shade, shade, shade))
        canvas.rect((50 + place * 8) * MM, y - 32 * MM, 8 * MM, 8 * MM, stroke=0, fill=1)
    canvas.setFillColor(LEAGUE_RED)
    canvas.rect(118 * MM, y - 32 * MM, 16 * MM, 8 * MM, stroke=0, fill=1)
    canvas.setFillColor(INK)

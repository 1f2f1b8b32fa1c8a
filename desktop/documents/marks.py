"""Marks that machines read: QR codes and the corner marks that square a photographed page."""

from __future__ import annotations

import re
from math import isqrt

import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.page import INK, MM

MARK = 8 * MM
MARK_INSET = 10 * MM
# ArUco dictionary DICT_4X4_50, ids 0 to 3: white cells as bits, row by row from the top left.
MARK_BITS = (0b1011010100110010, 0b0000111110011010, 0b0011001100101101, 0b1001100101000110)
BLACK, WHITE = b"\x00", b"\xff"
_BLACK_RUN = re.compile(rb"\x00+")
_CELLS = 6  # four cells and a black border


def _paint(canvas: Canvas, x: float, y: float, side: float, rows: list[bytes]) -> None:
    """Fill the black cells; raw operators, for a path object would take ten times as long."""
    unit = side / len(rows)
    operators = [f"q {unit:.5f} 0 0 {unit:.5f} {x:.3f} {y:.3f} cm"]
    for height, row in enumerate(reversed(rows)):
        for run in _BLACK_RUN.finditer(row):
            start, end = run.span()
            operators.append(f"{start} {height} {end - start} 1 re")
    canvas.setFillColor(INK)
    canvas.addLiteral(" ".join([*operators, "f Q"]))


def qr_rows(text: str) -> list[bytes]:
    """Return a QR code of level M, a byte for each module, without a quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    cells = memoryview(image).tobytes()  # type: ignore[arg-type]  # the stub leaves the buffer out
    side = isqrt(len(cells))
    return [cells[start : start + side] for start in range(0, side**2, side)]


def draw_qr(canvas: Canvas, x: float, y: float, side: float, text: str) -> None:
    """Draw a QR code of `side` points with its lower left corner at (x, y).

    The caller leaves four modules of white around it.
    """
    _paint(canvas, x, y, side, qr_rows(text))


def mark_rows(bits: int) -> list[bytes]:
    """Return a corner mark's cells with its border, a byte for each."""
    border = BLACK * _CELLS
    rows = [
        b"".join(WHITE if bits >> (15 - 4 * y - x) & 1 else BLACK for x in range(4))
        for y in range(4)
    ]
    return [border, *(BLACK + row + BLACK for row in rows), border]


def corner_marks(canvas: Canvas, size: tuple[float, float]) -> None:
    """Draw the marks 0 to 3 clockwise from the top left, 8 mm wide, 10 mm from the edges.

    Office printers leave out the outer 5 mm, and careless copies the next few.
    """
    left, bottom = MARK_INSET, MARK_INSET
    right, top = (edge - MARK_INSET - MARK for edge in size)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    for (x, y), bits in zip(corners, MARK_BITS, strict=True):
        _paint(canvas, x, y, MARK, mark_rows(bits))

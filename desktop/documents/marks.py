"""Marks that machines read: QR codes and the corner marks that square a photographed page."""

from __future__ import annotations

from itertools import groupby
from math import isqrt

import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.page import INK, MM

MARK = 8 * MM
MARK_INSET = 10 * MM
# ArUco dictionary DICT_4X4_50, ids 0 to 3: white cells as bits, row by row from the top left.
MARK_BITS = (0b1011010100110010, 0b0000111110011010, 0b0011001100101101, 0b1001100101000110)
_CELLS = 6  # four cells and a black border


def _black_runs(modules: list[list[bool]]) -> list[str]:
    """Return `re` operators in units of one module, y upwards from the bottom row."""
    operators = []
    for y, row in enumerate(reversed(modules)):
        x = 0
        for black, cells in groupby(row):
            length = len(list(cells))
            if black:
                operators.append(f"{x} {y} {length} 1 re")
            x += length
    return operators


def _paint(canvas: Canvas, x: float, y: float, side: float, modules: list[list[bool]]) -> None:
    """Fill square modules; raw operators, for a path object would take ten times as long."""
    unit = side / len(modules)
    canvas.setFillColor(INK)
    canvas.addLiteral(
        f"q {unit:.5f} 0 0 {unit:.5f} {x:.3f} {y:.3f} cm {' '.join(_black_runs(modules))} f Q"
    )


def qr_modules(text: str) -> list[list[bool]]:
    """Return the rows of a QR code of level M, True for black, without a quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    cells = memoryview(image)  # type: ignore[arg-type]  # the stub leaves the buffer out
    grey = cells.tobytes()
    side = isqrt(len(grey))
    return [[not cell for cell in grey[start : start + side]] for start in range(0, side**2, side)]


def draw_qr(canvas: Canvas, x: float, y: float, side: float, text: str) -> None:
    """Draw a QR code of `side` points with its lower left corner at (x, y).

    The caller leaves four modules of white around it.
    """
    _paint(canvas, x, y, side, qr_modules(text))


def mark_modules(bits: int) -> list[list[bool]]:
    """Return a corner mark's rows, True for black, with its border."""
    border = [True] * _CELLS
    rows = [[not bits >> (15 - 4 * y - x) & 1 for x in range(4)] for y in range(4)]
    return [border, *([True, *row, True] for row in rows), border]


def corner_marks(canvas: Canvas, size: tuple[float, float]) -> None:
    """Draw the marks 0 to 3 clockwise from the top left, 8 mm wide, 10 mm from the edges.

    Office printers leave out the outer 5 mm, and careless copies the next few.
    """
    left, bottom = MARK_INSET, MARK_INSET
    right, top = (edge - MARK_INSET - MARK for edge in size)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    for (x, y), bits in zip(corners, MARK_BITS, strict=True):
        _paint(canvas, x, y, MARK, mark_modules(bits))

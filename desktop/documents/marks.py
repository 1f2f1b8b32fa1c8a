"""Marks that machines read: QR codes and the corner marks that square a photographed page."""

from __future__ import annotations

from math import isqrt

import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.page import MM

MARK = 8 * MM
MARK_INSET = 10 * MM
# ArUco dictionary DICT_4X4_50, ids 0 to 3: white cells as bits, row by row from the top left.
MARK_BITS = (0b1011010100110010, 0b0000111110011010, 0b0011001100101101, 0b1001100101000110)
BLACK, WHITE = b"\x00", b"\xff"
MODULE = 0.45 * MM
_AS_BITS = bytes.maketrans(BLACK + WHITE, b"01")
_PATTERN = 3
_CELLS = 6  # four cells and a black border


def _mask(x: float, y: float, side: float, rows: list[bytes]) -> str:
    """Return what paints the black cells: a stencil of one bit a cell, which is never smoothed.

    A tenth of the size of rectangles, and of the time.
    """
    across = len(rows)
    bits = b"".join(row.translate(_AS_BITS).ljust(-across % 8 + across, b"1") for row in rows)
    return (
        f"q 0 g {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm "
        f"BI /W {across} /H {across} /IM true /F /AHx ID {int(bits, 2):0{len(bits) // 4}x}> EI Q"
    )


def qr_rows(text: str) -> list[bytes]:
    """Return a QR code of level M, a byte for each module, without a quiet zone.

    The pattern that breaks up plain areas is always the same one: trying all eight takes five
    times as long, and codes full of signatures were read back neither better nor worse for it.
    """
    code = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_PATTERN
    )
    image = code.to_image(scale=1, add_quiet_zones=False)
    cells = memoryview(image).tobytes()  # type: ignore[arg-type]  # the stub leaves the buffer out
    side = isqrt(len(cells))
    return [cells[start : start + side] for start in range(0, side**2, side)]


def draw_qr(canvas: Canvas, x: float, y: float, side: float, text: str) -> None:
    """Draw a QR code of `side` points with its lower left corner at (x, y).

    The caller leaves four modules of white around it.
    """
    canvas.addLiteral(_mask(x, y, side, qr_rows(text)))


def qr_at(x: float, y: float, least: float, text: str) -> str:
    """Return what draws a QR code from (x, y) up, `least` points wide or more.

    Its modules are never narrower than 0.45 mm: long titles make larger codes.
    """
    rows = qr_rows(text)
    return _mask(x, y, max(least, len(rows) * MODULE), rows)


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
        canvas.addLiteral(_mask(x, y, MARK, mark_rows(bits)))

"""Sets words: titles, paragraphs, 落款 and places to sign, by the habits of GB/T 9704."""

from __future__ import annotations

import re
from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.blocks import (
    Block,
    Closing,
    Document,
    Facts,
    Gap,
    Paragraph,
    Signatures,
    Style,
    Table,
    Title,
)
from desktop.documents.flow import Piece, keep_last, pages, render
from desktop.documents.fonts import Role, draw, width
from desktop.documents.line_breaking import break_lines, fit
from desktop.documents.page import INK, MM, Box, text_in
from desktop.documents.table import facts_pieces, table_pieces

_FIRST = re.compile(r"[一二三四五六七八九十]+、")
_SECOND = re.compile(r"（[一二三四五六七八九十]+）")
_LEVELS: tuple[tuple[re.Pattern[str], Role], ...] = ((_FIRST, "sans-bold"), (_SECOND, "kai"))
_SCALES = (0.94, 0.88, 0.82, 0.76)
_STRETCH = 0.25  # of the size, at most, between characters of a justified line


def render_document(document: Document) -> bytes:
    """Return the PDF of a document; the same document gives the same bytes."""
    whole = _set(document)
    for scale in _SCALES if document.style.one_page and pages(document.style, whole) > 1 else ():
        smaller = replace(document, style=_scaled(document.style, scale))
        pieces = _set(smaller)
        if pages(smaller.style, pieces) == 1:
            return render(smaller, pieces)
    return render(document, whole)


def _set(document: Document) -> list[Piece]:
    pieces: list[Piece] = []
    for block in document.blocks:
        if isinstance(block, Closing | Signatures):
            keep_last(pieces)  # what is signed and sealed never stands on a page alone
        pieces += _pieces(block, document.style)
    return pieces


def _scaled(style: Style, scale: float) -> Style:
    return replace(style, body=style.body * scale, leading=style.leading * scale)


def _pieces(block: Block, style: Style) -> list[Piece]:
    made: list[Piece]
    match block:
        case Title():
            made = _title(block, style)
        case Paragraph():
            made = _paragraph(block, style)
        case Table():
            made = table_pieces(block, style)
        case Facts():
            made = facts_pieces(block, style)
        case Signatures():
            made = [_signatures(block, style)]
        case Closing():
            made = [_closing(block, style)]
        case Gap():
            made = [Piece(block.lines * style.leading, lambda _canvas, _y: None)]
    return made


def _title(block: Title, style: Style) -> list[Piece]:
    first = block.rank == 1
    role: Role = "serif-bold" if first else "kai"
    size = style.title if first else style.body
    spacing = size * 0.5 if first and len(block.text) <= 3 else 0  # noqa: PLR2004 - 聘书, 证明
    found = fit(block.text, role, (style.width, 999), size=size, floor=size * 0.75, rows=3)
    lines = found.lines if found else break_lines(block.text, role, size * 0.75, style.width)
    size = found.size if found else size * 0.75
    step = size * 1.45

    def paint(canvas: Canvas, y: float) -> None:
        canvas.setFillColor(style.title_colour if first else INK)
        for line in lines:
            y -= step
            draw(
                canvas,
                style.margins[3] + style.width / 2,
                y + size * 0.35,
                line,
                role,
                size,
                align="centre",
                spacing=spacing,
            )
        canvas.setFillColor(INK)

    after = style.leading if first and style.numbering == "dash" else style.leading * 0.4
    return [Piece(len(lines) * step + after, paint, keep=True)]


def _paragraph(block: Paragraph, style: Style) -> list[Piece]:
    role: Role = next(
        (
            hand
            for numbering, hand in _LEVELS
            if numbering.match(block.text) and not block.text.endswith(("。", "；", "："))
        ),
        "serif",
    )
    indent = 2 * style.body if block.indented else 0
    lines = break_lines(block.text, role, style.body, style.width, indent)
    last = len(lines) - 1
    pieces = []
    for number, line in enumerate(lines):
        x = 0 if number else indent
        slack = style.width - x - width(line, role, style.body)
        gaps = max(1, len(line) - 1)
        spacing = 0 if number == last else min(slack / gaps, _STRETCH * style.body)
        # no page ends with a heading, begins with a paragraph's last line or ends with its first
        keep = role != "serif" if number == last else number in {0, last - 1}
        pieces.append(_line(line, role, style, x, spacing, keep=keep))
    return pieces


def _line(text: str, role: Role, style: Style, x: float, spacing: float, *, keep: bool) -> Piece:
    base = (style.leading + style.body) / 2 - style.body * 0.12

    def paint(canvas: Canvas, y: float) -> None:
        draw(canvas, style.margins[3] + x, y - base, text, role, style.body, spacing=spacing)

    return Piece(style.leading, paint, keep=keep)


def _closing(block: Closing, style: Style) -> Piece:
    """Set the date four characters from the right, and the unit centred above it."""
    size = style.body
    wide = style.width * 0.8
    found = fit(block.unit, "serif", (wide, 999), size=size, floor=size * 0.7, rows=2)
    lines = found.lines if found else break_lines(block.unit, "serif", size * 0.7, wide)
    unit_size = found.size if found else size * 0.7
    widest = max((width(line, "serif", unit_size) for line in lines), default=0)
    right = style.margins[3] + style.width
    middle = min(right - 4 * size - width(block.date, "serif", size) / 2, right - size - widest / 2)
    above = 2 * style.leading  # so that the seal covers no words of the text

    def paint(canvas: Canvas, y: float) -> None:
        y -= above + style.leading * 0.75
        for line in lines:
            draw(canvas, middle, y, line, "serif", unit_size, align="centre")
            y -= style.leading
        draw(canvas, middle, y, block.date, "serif", size, align="centre")

    # half a seal of 42 mm reaches below the date
    return Piece(above + (len(lines) + 1) * style.leading + 8 * MM, paint)


def _signatures(block: Signatures, style: Style) -> Piece:
    step = max(style.leading, 11 * MM)
    count = max(len(lines) for lines in block.parties)
    share = style.width / len(block.parties)
    above = step / 2

    def paint(canvas: Canvas, y: float) -> None:
        for place, lines in enumerate(block.parties):
            x = style.margins[3] + place * share
            for number, line in enumerate(lines):
                box = Box(x, y - above - (number + 1) * step, share - 4 * MM, step)
                role: Role = "serif-bold" if number == 0 else "serif"
                text_in(canvas, box, line, role, style.body, 8, rows=2, align="left", padding=0)

    return Piece(above + count * step + step, paint)

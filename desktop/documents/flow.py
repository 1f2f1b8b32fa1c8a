"""Sets a document: blocks become pieces, pieces are dealt out to pages, pages get their furniture.

A piece is what no page break may cut: a line, a row of a table, a place for signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.blocks import Document, Style
from desktop.documents.fonts import draw
from desktop.documents.page import LEAGUE_RED, MM, Box, footer, open_canvas, stroke

Draw = Callable[[Canvas, float], None]
"""Draws a piece whose upper edge is at the given height."""

_FEW_LINES, _LAST_ROWS = 3, 3


@dataclass(frozen=True, slots=True)
class Piece:
    """`keep`: not the last on its page; `head` is drawn first where a page begins with this."""

    height: float
    draw: Draw
    keep: bool = False
    head: Piece | None = None


def keep_last(pieces: list[Piece]) -> None:
    """Keep the last piece together with what follows.

    A few lines below a table take its last rows along: what is certified belongs to its seal.
    """
    first = len(pieces) - 1
    rows = [number for number, piece in enumerate(pieces) if piece.head]
    if rows and first - rows[-1] <= _FEW_LINES:
        head = pieces[rows[-1]].head
        first = next(number for number in rows[-_LAST_ROWS:] if pieces[number].head is head)
    for number in range(max(first, 0), len(pieces)):
        pieces[number] = replace(pieces[number], keep=True)


def deal(pieces: Sequence[Piece], room: float) -> list[list[Piece]]:
    """Return the pieces of each page; one that is higher than a page stands on a page alone."""
    pages: list[list[Piece]] = [[]]
    left = room
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and pieces[end - 1].keep:
            end += 1
        group = list(pieces[start:end])
        height = sum(piece.height for piece in group)
        head = group[0].head
        if height > left and pages[-1]:
            pages.append([head] if head else [])
            left = room - (head.height if head else 0)
        pages[-1] += group
        left -= height
        start = end
    return pages


def pages(style: Style, pieces: Sequence[Piece]) -> int:
    """Return how many pages the pieces take."""
    return len(deal(pieces, style.top - style.margins[2]))


def render(document: Document, pieces: Sequence[Piece]) -> bytes:
    """Return the PDF of a document set in pieces; the same document gives the same bytes."""
    style = document.style
    target = BytesIO()
    canvas = open_canvas(target, document.title, document.author, style.size)
    dealt = deal(pieces, style.top - style.margins[2])
    for number, page in enumerate(dealt, start=1):
        if style.framed:
            _frame(canvas, style)
        y = style.top
        for piece in page:
            piece.draw(canvas, y)
            y -= piece.height
        _number(canvas, document, number, len(dealt))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _number(canvas: Canvas, document: Document, number: int, of: int) -> None:
    style = document.style
    if style.numbering == "of":
        box = Box(style.margins[3], 9 * MM, style.width, 6 * MM)
        footer(canvas, box, document.note, f"第 {number} 页　共 {of} 页", document.stamp)
    elif of > 1:
        y = style.margins[2] - 7 * MM - style.body / 2
        words = f"— {number} —"
        inset = 14  # a character of 四号
        if number % 2:
            right = style.size[0] - style.margins[1] - inset
            draw(canvas, right, y, words, "serif", 14, align="right")
        else:
            draw(canvas, style.margins[3] + inset, y, words, "serif", 14)


def _frame(canvas: Canvas, style: Style) -> None:
    width, height = style.size
    for inset, thickness in ((12 * MM, 2.4), (14.5 * MM, 0.7)):
        stroke(canvas, thickness, LEAGUE_RED)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)

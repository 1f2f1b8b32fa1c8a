"""Sets tables and forms; a text too long for its cell shrinks a little, then takes more lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.blocks import Column, Fact, Facts, Style, Table
from desktop.documents.flow import Piece
from desktop.documents.fonts import Align, Role, draw
from desktop.documents.line_breaking import LEADING, Fitted, break_lines, fit
from desktop.documents.page import FRAME, HAIRLINE, MIDDLE, MM, RULE, stroke

_PADDING = 1.2 * MM
_SIZE, _FLOOR = 12.0, 8.0
_ROWS = 6
"""Lines in a cell; what is still longer ends in smaller type."""

_LABEL = 30 * MM


def table_pieces(table: Table, style: Style) -> list[Piece]:
    """Return the rows with their heading; an empty table is its heading alone."""
    edges = _edges(table.columns, style)
    room = (min(style.body, _SIZE), table.row)
    head = replace(
        _row(
            [column.heading for column in table.columns],
            ["centre"] * len(table.columns),
            edges,
            (room[0], table.row + 1 * MM),
            "sans-bold",
        ),
        keep=bool(table.rows),
    )
    aligns = [column.align for column in table.columns]
    rows = [replace(_row(row, aligns, edges, room, "sans"), head=head) for row in table.rows]
    if table.total:
        if rows:
            rows[-1] = replace(rows[-1], keep=True)
        rows.append(replace(_row(table.total, aligns, edges, room, "sans-bold"), head=head))
    return [head, *rows]


def _edges(columns: Sequence[Column], style: Style) -> list[float]:
    scale = style.width / sum(column.width for column in columns)
    edges = [style.margins[3]]
    for column in columns:
        edges.append(edges[-1] + column.width * scale)
    return edges


def _fitted(text: str, role: Role, size: float, room: float) -> Fitted:
    floor = min(_FLOOR, size)
    found = fit(text, role, (room, 999), size=size, floor=floor, rows=_ROWS)
    return found or Fitted(floor * 0.85, tuple(break_lines(text, role, floor * 0.85, room)))


def _row(
    texts: Sequence[str],
    aligns: Sequence[Align],
    edges: Sequence[float],
    room: tuple[float, float],
    role: Role,
) -> Piece:
    """`room` is (size of type, least height)."""
    size, least = room
    cells = [
        _fitted(text, role, size, right - left - 2 * _PADDING) if text else None
        for text, left, right in zip(texts, edges, edges[1:], strict=False)
    ]
    lines = max((len(cell.lines) * cell.size for cell in cells if cell), default=0)
    height = max(least, lines * LEADING + 2.4 * MM)

    def paint(canvas: Canvas, y: float) -> None:
        stroke(canvas, HAIRLINE)
        canvas.grid(list(edges), [y, y - height])
        for cell, align, left, right in zip(cells, aligns, edges, edges[1:], strict=False):
            if cell:
                _paint(canvas, cell, align, (left, right), y - height / 2, role)

    return Piece(height, paint)


def _paint(  # noqa: PLR0917 - a place, a text and its type read best in a row
    canvas: Canvas, cell: Fitted, align: Align, sides: tuple[float, float], y: float, role: Role
) -> None:
    left, right = sides
    x = {"left": left + _PADDING, "centre": (left + right) / 2, "right": right - _PADDING}[align]
    y += (len(cell.lines) - 1) * cell.size * LEADING / 2 - MIDDLE * cell.size
    for line in cell.lines:
        draw(canvas, x, y, line, role, cell.size, align=align)
        y -= cell.size * LEADING


def facts_pieces(facts: Facts, style: Style) -> list[Piece]:
    """Return the rows of a form, each framed."""
    return [_facts_row(row, style) for row in facts.rows]


def _facts_row(row: tuple[Fact, ...], style: Style) -> Piece:
    share = style.width / len(row)
    size = min(style.body, _SIZE)
    values = [
        _fitted(fact.value, "sans", size, share - _LABEL - 4 * MM) if fact.value else None
        for fact in row
    ]
    height = max(
        max(
            fact.height,
            (len(value.lines) * value.size * LEADING if value else 0)
            + 3 * MM
            + (8 * MM if fact.foot else 0),
        )
        for fact, value in zip(row, values, strict=True)
    )

    def paint(canvas: Canvas, y: float) -> None:
        for place, (fact, value) in enumerate(zip(row, values, strict=True)):
            x = style.margins[3] + place * share
            sides = (x + _LABEL + 1 * MM, x + share)
            stroke(canvas, RULE)
            canvas.grid([x, x + _LABEL, x + share], [y, y - height])
            label = _fitted(fact.label, "sans-bold", size, _LABEL - 2 * _PADDING)
            _paint(canvas, label, "centre", (x, x + _LABEL), y - height / 2, "sans-bold")
            if value:
                high = height - (8 * MM if fact.foot else 0)
                _paint(canvas, value, "left", sides, y - high / 2, "sans")
            if fact.foot:
                draw(
                    canvas,
                    sides[1] - 3 * MM,
                    y - height + 3 * MM,
                    fact.foot,
                    "sans",
                    size,
                    align="right",
                )
        stroke(canvas, FRAME)

    return Piece(height, paint)

"""Writing one sheet row by row, so that a list of any length costs no memory."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.foundation.clock import BEIJING
from desktop.foundation.files import replacing
from desktop.foundation.letters import columns
from desktop.workbooks.source import LAST_ROW, WorkbookError

Value = str | int | float | date | None

TITLE, HEADER, BODY = "青桥标题", "青桥表头", "青桥正文"

_EXACT = 10**15
_A4 = "9"
_CELL_LIMIT = 32_767
_NAME_LIMIT = 31
_FORMULA_STARTS = ("=", "+", "-", "@")
_NOT_IN_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/\'", " "))
_FACE = "微软雅黑"
_LINE_POINTS = 17.0
_MOST_POINTS = 409.0
"""No row may be higher."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet looks: its name, (header, width in characters) per column, a title or none.

    A column of no width is hidden.
    """

    name: str
    columns: tuple[tuple[str, float], ...]
    title: str = ""


def styles() -> list[NamedStyle]:
    """Return the named styles of a title, a header and a text cell, fresh for one workbook."""
    line = Side(style="thin", color="FFBFBFBF")
    border = Border(left=line, right=line, top=line, bottom=line)
    fill = PatternFill("solid", fgColor="FFF6E3E5")
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    body = Alignment(vertical="center", wrap_text=True)
    return [
        NamedStyle(TITLE, font=Font(name=_FACE, size=16, bold=True), alignment=middle),
        NamedStyle(
            HEADER,
            font=Font(name=_FACE, size=11, bold=True),
            fill=fill,
            border=border,
            alignment=middle,
            number_format="@",
        ),
        NamedStyle(
            BODY, font=Font(name=_FACE, size=11), border=border, alignment=body, number_format="@"
        ),
    ]


def _writable(text: str) -> str:
    """Return `text` without what a workbook's XML cannot hold; line breaks stay."""
    if text.isprintable():
        return text[:_CELL_LIMIT]
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"}
    ).translate({0xFFFE: None, 0xFFFF: None})[:_CELL_LIMIT]


def sheet_name(text: str) -> str:
    """Return `text` as a sheet may be called."""
    return _writable(text).translate(_NOT_IN_NAMES).strip()[:_NAME_LIMIT].strip() or "表"


def _plain(value: Value) -> str | int | float | date:
    """Return a value as a cell can hold it."""
    match value:
        case None:
            return ""
        case str():
            return _writable(value)
        case datetime() if value.tzinfo:
            return value.astimezone(BEIJING).replace(tzinfo=None)
        case int() if abs(value) >= _EXACT:
            return str(value)
        case _:
            return value


def _format(value: str | float | date) -> str:
    match value:
        case str():
            return "@"
        case int():
            # "General" would show a 12-digit code as 3.7E+11
            return "0"
        case float():
            return "General"
        case datetime():
            return "yyyy-mm-dd hh:mm"
        case _:
            return "yyyy-mm-dd"


def _cells(sheet: Worksheet, values: Iterable[Value], style: str) -> list[Cell]:
    cells = []
    for value in map(_plain, values):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.style = style
        cell.number_format = _format(value)
        if isinstance(value, str):
            # a text is never a formula, whatever it begins with
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(_FORMULA_STARTS)
        cells.append(cell)
    return cells


class _Suggested(RowDimension):
    """A row's height that the next edit may change: not one that somebody chose."""

    customHeight = False  # noqa: N815 - the name in the file


def _lines(value: Value, width: float) -> int:
    """Return how many lines a value takes in a column so many characters wide."""
    if not isinstance(value, str) or ("\n" not in value and 2 * len(value) < width):
        return 1
    room = max(width - 1, 2)  # the frame takes some
    return sum(max(1, math.ceil(columns(line) / room)) for line in value.split("\n"))


def _fit_height(sheet: Worksheet, at: int, row: Sequence[Value], layout: Layout) -> None:
    """Make a row about to be written high enough: not every program does so by itself."""
    shown = zip(row, layout.columns, strict=True)
    lines = max((_lines(value, width) for value, (_, width) in shown if width), default=1)
    sheet.row_dimensions.clear()  # the rows before are written
    if lines > 1:
        height = min(lines * _LINE_POINTS, _MOST_POINTS)
        sheet.row_dimensions[at] = _Suggested(sheet, at, ht=height)


def dress(sheet: Worksheet, layout: Layout) -> None:
    """Set widths, frozen header and printing on A4 across; before any row is written.

    Whole columns are text, so that what people add below keeps its leading zeros too.
    """
    header_row = 2 if layout.title else 1
    for index, (_, width) in enumerate(layout.columns, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width, column.hidden = width or 8, not width
        column.number_format = "@"
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"1:{header_row}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    cast("HeaderFooterItem", sheet.oddFooter).center.text = "第 &P 页，共 &N 页"


def _append(sheet: Worksheet, layout: Layout, rows: Iterable[Sequence[Value]], path: Path) -> None:
    last_column = get_column_letter(len(layout.columns))
    count = 1
    if layout.title:
        sheet.merged_cells.add(f"A1:{last_column}1")
        sheet.row_dimensions[1] = _Suggested(sheet, 1, ht=2 * _LINE_POINTS)
        sheet.append(_cells(sheet, [layout.title], TITLE))
        count += 1
    header_row = count
    sheet.append(_cells(sheet, (header for header, _ in layout.columns), HEADER))
    for row in rows:
        count += 1
        if count > LAST_ROW:
            raise WorkbookError(
                f"“{path.name}”放不下：一张表最多 {LAST_ROW} 行，没有写成，原有文件没有改动。",
                "请按学期、镇街或高校分开导出。",
            )
        _fit_height(sheet, count, row, layout)
        sheet.append(_cells(sheet, row, BODY))
    sheet.auto_filter.ref = f"A{header_row}:{last_column}{count}"


def write_sheet(path: Path, layout: Layout, rows: Iterable[Sequence[Value]]) -> None:
    """Write a workbook of one sheet whole or not at all.

    Raises `WriteError`, `WorkbookError` for too many rows, and what `rows` raises.
    """
    book = Workbook(write_only=True)
    for style in styles():
        book.add_named_style(style)
    sheet = book.create_sheet(sheet_name(layout.name))
    dress(sheet, layout)
    with replacing(path) as file:
        try:
            _append(sheet, layout, rows, path)
        finally:
            # also after a failure: saving is what removes openpyxl's temporary copy of the rows
            book.save(file)

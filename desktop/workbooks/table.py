"""Reading one table out of a workbook or CSV file by the names of its columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.workbooks.cells import CellError, clean
from desktop.workbooks.source import (
    HEAD_ROWS,
    Sheet,
    Texts,
    WorkbookError,
    open_sheets,
)

__all__ = [
    "Column",
    "RowError",
    "Spec",
    "Table",
    "TableRow",
    "WorkbookError",
    "has_table",
    "read_table",
]

_REMARK = re.compile(r"\(.*?\)|[\s*:]")
_SHOWN_HEADERS = 30
_SHOWN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name and by what others call it, the likeliest first."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """The columns looked for; `what` names the table to the user."""

    what: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was left out; `row` as the spreadsheet shows it, `column` by our name.

    `about` is the first thing that the row says, most often whom it is about.
    """

    row: int
    column: str
    message: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row's texts in the order of the spec's columns; "" for an empty or absent one."""

    row: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The readable rows, and the errors of the rows left out."""

    rows: tuple[TableRow, ...]
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    places: tuple[int | None, ...]
    """For each column of the spec its index in the sheet."""
    names: tuple[str, ...]
    """All that stands in the row."""

    @property
    def matched(self) -> int:
        return sum(place is not None for place in self.places)

    def missing(self, spec: Spec) -> list[str]:
        return [
            column.name
            for column, place in zip(spec.columns, self.places, strict=True)
            if column.required and place is None
        ]


def _key(header: str) -> str:
    """Return a header as compared: half width, without spaces, remarks in brackets and marks."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", clean(header))).casefold()


def _places(texts: Texts, spec: Spec) -> tuple[int | None, ...]:
    found: dict[str, int] = {}
    for index, text in enumerate(texts):
        if isinstance(text, str):
            found.setdefault(_key(text), index)
    found.pop("", None)
    return tuple(
        next(
            (found[key] for key in map(_key, (column.name, *column.aliases)) if key in found), None
        )
        for column in spec.columns
    )


def _header(sheet: Sheet, spec: Spec) -> _Header | None:
    """Return the row of the head that names most of the columns, None when none names any."""
    headers = [
        _Header(
            row,
            _places(texts, spec),
            tuple(text for text in texts if text and isinstance(text, str)),
        )
        for row, texts in enumerate(sheet.head(), start=1)
    ]
    best = max(headers, key=lambda header: header.matched, default=None)
    return best if best and best.matched else None


def _missing(path: Path, spec: Spec, best: _Header | None) -> WorkbookError:
    hint = "请对照模板改好列名后重试；列的先后和多余的列都不要紧。"
    if best is None:
        return WorkbookError(
            f"“{path.name}”的前 {HEAD_ROWS} 行里没有找到{spec.what}的列名"
            f"（{'、'.join(column.name for column in spec.columns if column.required)}），"
            "没有读入任何数据。",
            hint,
        )
    shown = "、".join(name[:_SHOWN_LENGTH] for name in best.names[:_SHOWN_HEADERS])
    return WorkbookError(
        f"“{path.name}”缺少{spec.what}的列：{'、'.join(best.missing(spec))}。"
        f"第 {best.row} 行的列名是：{shown}。没有读入任何数据。",
        hint,
    )


def _collect(sheet: Sheet, header: _Header, spec: Spec) -> Table:
    rows: list[TableRow] = []
    errors: list[RowError] = []
    width = 1 + max(place for place in header.places if place is not None)
    for number, texts in sheet.rows(header.row + 1, width):
        picked = [
            "" if place is None or place >= len(texts) else texts[place] for place in header.places
        ]
        values = tuple(text for text in picked if isinstance(text, str))
        if len(values) < len(picked):
            about = next(filter(None, values), "")
            errors += [
                RowError(number, column.name, str(text), about)
                for column, text in zip(spec.columns, picked, strict=True)
                if isinstance(text, CellError)
            ]
        elif any(values):
            rows.append(TableRow(number, values))
    return Table(tuple(rows), tuple(errors))


def _search(sheets: Sequence[Sheet], spec: Spec) -> tuple[Sheet | None, _Header | None]:
    """Return the first sheet with all required columns, else no sheet and the best header."""
    best: _Header | None = None
    for sheet in sheets:
        header = _header(sheet, spec)
        if header and not header.missing(spec):
            return sheet, header
        if header and (best is None or header.matched > best.matched):
            best = header
    return None, best


def has_table(path: Path, spec: Spec) -> bool:
    """Return whether a sheet of the file has the required columns; raises `WorkbookError`."""
    with open_sheets(path) as sheets:
        return _search(sheets, spec)[0] is not None


def read_table(path: Path, spec: Spec) -> Table:
    """Read the first visible sheet of a .xlsx or CSV file that has the required columns.

    The header may stand anywhere in the first 20 rows. A bad cell costs its row only; raises
    `WorkbookError` when the file as a whole cannot be read, lacks columns or has no rows.
    """
    with open_sheets(path) as sheets:
        sheet, header = _search(sheets, spec)
        if sheet is None or header is None:
            raise _missing(path, spec, header)
        table = _collect(sheet, header, spec)
    if not table.rows and not table.errors:
        raise WorkbookError(
            f"“{path.name}”里有列名，但没有一行{spec.what}数据。", "请填好后保存，再重试。"
        )
    return table

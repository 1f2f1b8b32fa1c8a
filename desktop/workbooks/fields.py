"""Checks of single fields, and the gathering of a table's records from its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from desktop.workbooks.table import RowError, Spec, TableRow, read_table

Record = TypeVar("Record")

TEXT_LIMIT = 100
"""Characters of a unit's name."""

_WHOLE = re.compile(r"\d{1,15}")


class FieldError(ValueError):
    """A field of a row is wrong: the column, and why in words that do not quote it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def required_text(column: str, text: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` when it has 1 to `limit` characters; raises `FieldError`."""
    if not text:
        raise FieldError(column, "没有填写")
    return optional_text(column, text, limit)


def optional_text(column: str, text: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` when it has at most `limit` characters; raises `FieldError`."""
    if len(text) > limit:
        raise FieldError(column, f"太长，最多 {limit} 个字")
    return text


def half_width(text: str) -> str:
    """Return letters, digits and marks typed in full width as their half-width form."""
    return unicodedata.normalize("NFKC", text)


def whole(column: str, text: str) -> int:
    """Return a whole number of zero or more; raises `FieldError`."""
    figures = half_width(text)
    if not _WHOLE.fullmatch(figures) or not figures.isascii():
        raise FieldError(column, "应是整数" if text else "没有填写")
    return int(figures)


def code(column: str, text: str, digits: int) -> int:
    """Return a division code of exactly `digits` digits; raises `FieldError`."""
    value = whole(column, text)
    if len(str(value)) != digits:
        raise FieldError(column, f"应是 {digits} 位数字代码")
    return value


def read_records(
    path: Path,
    spec: Spec,
    parse: Callable[[TableRow], Record],
    key: Callable[[Record], Hashable],
    key_column: str,
) -> tuple[tuple[Record, ...], tuple[RowError, ...]]:
    """Parse each row of a table; a second row of the same `key` is an error naming both rows.

    Errors come in the order of the rows. Raises `WorkbookError` for the file as a whole.
    """
    table = read_table(path, spec)
    records: list[Record] = []
    errors = list(table.errors)
    first: dict[Hashable, int] = {}
    for row in table.rows:
        try:
            record = parse(row)
        except FieldError as error:
            errors.append(RowError(row.row, error.column, error.message))
            continue
        earlier = first.setdefault(key(record), row.row)
        if earlier == row.row:
            records.append(record)
        else:
            errors.append(
                RowError(
                    row.row,
                    key_column,
                    f"第 {row.row} 行与第 {earlier} 行重复，只读入了第 {earlier} 行",
                )
            )
    errors.sort(key=lambda error: error.row)
    return tuple(records), tuple(errors)

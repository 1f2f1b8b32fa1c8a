"""Checks of single fields, and the gathering of a table's records from its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from desktop.domain.terms import Term
from desktop.foundation.clock import BEIJING
from desktop.workbooks.table import RowError, Spec, TableRow, read_table

Record = TypeVar("Record")

TEXT_LIMIT = 100
"""Characters of a unit's name."""

_WHOLE = re.compile(r"\d{1,15}")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?( 00:00:00)?", re.ASCII
)
_PACKED_DAY = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_SERIAL_DAY = re.compile(r"[2-6]\d{4}", re.ASCII)
_SERIAL_START = date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates, which hold 1900 for a leap year."""

_CLOCK = re.compile(r"(\d{1,2})\s*[:点时]\s*(?:(\d{1,2})\s*分?)?(?::\d\d)?", re.ASCII)
_YES = {"是", "有", "同意", "√", "✓", "1", "y", "yes", "true"}
_NO = {"否", "无", "不同意", "×", "x", "0", "n", "no", "false"}


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


def telephone(column: str, text: str) -> str:
    """Return a telephone number, of a desk or a mobile one, as it is dialled; `FieldError`."""
    return optional_text(column, half_width(text).strip(), 30)


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


def day(column: str, text: str) -> date:
    """Return a calendar day as people write it, such as 2026-9-1, 2026年9月1日 or 20260901.

    Also the number of days since 1900 that a cell without a date format shows. Raises `FieldError`.
    """
    plain = half_width(text).strip()
    found = _DAY.fullmatch(plain) or _PACKED_DAY.fullmatch(plain)
    try:
        if found:
            return date(*map(int, found.groups()[:3]))
        if _SERIAL_DAY.fullmatch(plain):
            return _SERIAL_START + timedelta(days=int(plain))
    except ValueError:
        pass
    raise FieldError(column, "应是日期，例如 2026-09-01")


def moment(column: str, text: str) -> datetime:
    """Return an instant written in Beijing time, such as 2026-9-1 14:30; raises `FieldError`.

    A day alone is its first minute.
    """
    parts = half_width(text).strip().replace("T", " ").split(" ", 1)
    start = datetime.combine(day(column, parts[0]), time(), BEIJING)
    return start + timedelta(minutes=clock_minutes(column, parts[1]) if len(parts) > 1 else 0)


def clock_minutes(column: str, text: str) -> int:
    """Return the minutes since midnight of 14:30, 14:30:00 or 14点30分; raises `FieldError`."""
    found = _CLOCK.fullmatch(half_width(text).strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour >= 24 or minute >= 60:  # noqa: PLR2004 - a clock
        raise FieldError(column, "应是时间，例如 14:30")
    return hour * 60 + minute


class Choice:
    """Reads one of the terms of a vocabulary by its label."""

    def __init__(self, terms: type[Term]) -> None:
        self._terms = {one.label: one for one in terms}

    @property
    def labels(self) -> tuple[str, ...]:
        """What may be filled in."""
        return tuple(self._terms)

    def __call__(self, column: str, text: str) -> Term:
        """Return the term; raises `FieldError`."""
        if (said := half_width(text).strip()) not in self._terms:
            raise FieldError(column, f"请填其中之一：{'、'.join(self._terms)}")
        return self._terms[said]


def yes_or_no(column: str, text: str) -> bool:
    """Return whether 是, √ or the like stands there; raises `FieldError`."""
    said = half_width(text).strip().casefold()
    if said not in _YES | _NO:
        raise FieldError(column, "请填“是”或“否”")
    return said in _YES


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
                    f"与第 {earlier} 行重复，只读入了第 {earlier} 行",
                )
            )
    errors.sort(key=lambda error: error.row)
    return tuple(records), tuple(errors)

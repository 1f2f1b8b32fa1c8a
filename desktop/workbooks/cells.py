"""One cell's value as the text a person sees in it, never in scientific notation."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta
from decimal import Decimal

LOST_DIGITS = "被表格软件改成了数字，末几位可能已丢失"

_EXACT = 10**15
"""Spreadsheets keep 15 significant digits; from here on the last ones are made up."""

_SCIENTIFIC = re.compile(r"-?\d(\.\d+)?[Ee]\+\d{2,}")
_PADDED = re.compile(r"0{2,}")
_DROPPED = {"Cc", "Cf", "Cs"}


class CellError(ValueError):
    """A cell cannot be read as it was meant; the text says why, without quoting the cell."""


def clean(text: str) -> str:
    """Return `text` in NFC, stripped, on one line, without zero-width and control characters."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()
    kept = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in _DROPPED
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _number_text(value: float, number_format: str) -> str:
    if abs(value) >= _EXACT:
        raise CellError(LOST_DIGITS)
    if value == int(value):
        text = str(int(value))
        # "00000000" is how people show leading zeros of a number: keep what they see
        return text.zfill(len(number_format)) if _PADDED.fullmatch(number_format) else text
    return format(Decimal(f"{value:.15g}"), "f")


def _duration_text(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _moment_text(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def cell_text(value: object, number_format: str = "General") -> str:
    """Return a workbook cell's value as text; dates in ISO; raises `CellError`."""
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).upper()
        case int() | float():
            text = _number_text(value, number_format)
        case datetime():
            text = _moment_text(value)
        case time():
            text = value.isoformat(timespec="seconds")
        case timedelta():
            text = _duration_text(value)
        case _:
            # texts, and dates as they print: in ISO
            text = clean(str(value))
    return text


def plain_text(value: str) -> str:
    """Return a CSV field as text; raises `CellError` when a spreadsheet had rounded it away."""
    text = clean(value)
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(LOST_DIGITS)
    return text

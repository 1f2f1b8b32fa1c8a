"""Any list on screen as a workbook fit to be printed and handed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.workbooks.sheet import Layout, Value, write_sheet


def write_listing(
    path: Path,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Write rows under a title and a header of (name, width in characters) columns.

    Texts stay texts, whatever they begin with; moments are shown in Beijing time; whole numbers
    beyond 15 digits become texts. The old file stays until the new one is whole. Raises
    `WriteError`, `WorkbookError` when a sheet cannot hold so many rows, and what `rows` raises.
    """
    write_sheet(path, Layout(title, tuple(columns), title), rows)

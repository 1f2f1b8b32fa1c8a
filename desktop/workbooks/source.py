"""Opening a workbook or CSV file written by anyone, as plain sheets of cells."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ordinary_files import open_file
from desktop.foundation.system_words import system_words
from desktop.workbooks.cells import CellError, cell_text, plain_text

SIZE_LIMIT = 50_000_000
"""Bytes of a file."""

UNPACKED_LIMIT = 300_000_000
"""Bytes of a workbook's parts once unzipped; a million-row list stays below."""

_PARTS_LIMIT = 10_000
_WHOLE_LIMIT = 8_000_000
"""Bytes of the parts that are read whole into many small objects: all but sheets and pictures."""

_STRINGS_LIMIT = 60_000_000
"""Bytes of the part that holds the texts of all cells."""

_ROW_LIMIT = 2_000_000
"""Bytes of one row, far above what the 16,384 columns of a spreadsheet take."""

_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")

LAST_ROW = 1_048_576
"""Of any spreadsheet; a file that claims more lies."""

HEAD_ROWS = 20
_PIECE, _TAG = 1 << 20, 64
_HEAD_COLUMNS = 256

_ZIP = b"PK\x03\x04"
_LISTED = b"PK\x01\x02"
_SHEETS = "xl/worksheets/"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_SUFFIXES = {".csv", ".txt"}

Texts = Sequence["str | CellError"]
"""One row's cells as text, each unreadable one as the reason."""


class WorkbookError(QingqiaoError):
    """A workbook cannot be read or written as a whole; no data of ours was changed."""


class Sheet(Protocol):
    """One worksheet; rows are counted from 1 as the spreadsheet shows them."""

    def head(self) -> list[Texts]:
        """Return at most the first `HEAD_ROWS` rows."""

    def rows(self, first: int, width: int) -> Iterator[tuple[int, Texts]]:
        """Yield number and at most `width` cells of each row from `first` on."""


def broken(path: Path) -> WorkbookError:
    """Return the error for a file that is damaged or no workbook at all."""
    return WorkbookError(
        f"“{path.name}”不是完好的工作簿，没有读入任何数据，原有数据没有改动。",
        "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试；打不开就请对方重发一份。",
    )


def _sheet_text(cell: Cell | MergedCell) -> str | CellError:
    if cell.data_type == "e":
        return CellError("单元格是公式错误，请改成实际内容")
    try:
        return cell_text(cell.value, cell.number_format)
    except CellError as error:
        return error


def _field_text(value: str) -> str | CellError:
    try:
        return plain_text(value)
    except CellError as error:
        return error


class _WorkbookSheet:
    def __init__(self, path: Path, sheet: Worksheet) -> None:
        self._path = path
        self._sheet = sheet

    def head(self) -> list[Texts]:
        return [texts for _, texts in self._texts(1, HEAD_ROWS, _HEAD_COLUMNS)]

    def rows(self, first: int, width: int) -> Iterator[tuple[int, Texts]]:
        return self._texts(first, LAST_ROW, width)

    def _texts(self, first: int, last: int, width: int) -> Iterator[tuple[int, Texts]]:
        cells = iter(self._sheet.iter_rows(min_row=first, max_col=width))
        for number in range(first, last + 1):
            try:
                row = next(cells)
                texts = [_sheet_text(cell) for cell in row]
            except StopIteration:
                return
            except Exception as error:  # openpyxl lets whatever its parsers raise escape
                raise broken(self._path) from error
            yield number, texts


class _TextSheet:
    def __init__(self, records: list[list[str]]) -> None:
        self._records = records

    def head(self) -> list[Texts]:
        return [[_field_text(value) for value in record] for record in self._records[:HEAD_ROWS]]

    def rows(self, first: int, width: int) -> Iterator[tuple[int, Texts]]:
        for number in range(first, len(self._records) + 1):
            yield number, [_field_text(value) for value in self._records[number - 1][:width]]


def _read_text(path: Path, content: bytes) -> _TextSheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return _TextSheet(list(csv.reader(io.StringIO(text, newline=""))))
        except csv.Error as error:
            raise broken(path) from error
    raise WorkbookError(
        f"“{path.name}”的文字编码认不出来，没有读入任何数据。",
        "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试。",
    )


def _check_size(path: Path, size: int, limit: int) -> None:
    if size > limit:
        raise WorkbookError(
            f"“{path.name}”太大（超过 {limit // 1_000_000} MB），没有读入任何数据。",
            "请删去图片和多余的工作表，或分成几个文件后重试。",
        )


def _check_parts(path: Path, file: IO[bytes]) -> None:
    """Refuse a workbook that is enormous once unzipped, before anything of it is."""
    if file.read().count(_LISTED) > _PARTS_LIMIT:
        raise broken(path)
    with zipfile.ZipFile(file) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
        unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked <= UNPACKED_LIMIT:
            _check_rows(path, parts)
    strings = sum(size for name, size in sizes.items() if name.lower().endswith("strings.xml"))
    whole = sum(
        size
        for name, size in sizes.items()
        if name.lower().endswith((".xml", ".rels")) and not name.startswith(_SHEETS)
    )
    _check_size(path, unpacked, UNPACKED_LIMIT)
    _check_size(path, strings, _STRINGS_LIMIT)
    _check_size(path, whole - strings, _WHOLE_LIMIT)


def _check_rows(path: Path, parts: zipfile.ZipFile) -> None:
    """Refuse a sheet with a row that would become millions of objects at once."""
    for part in parts.infolist():
        if not part.filename.startswith(_SHEETS) or part.file_size <= _ROW_LIMIT:
            continue
        with parts.open(part) as sheet:
            length, before = 0, b""
            while piece := sheet.read(_PIECE):
                seen = before + piece
                begins = [row.start() for row in _ROW.finditer(seen)]
                length = len(seen) - begins[-1] if begins else length + len(piece)
                if length > _ROW_LIMIT or b"<!" in seen:  # a comment would hide how long a row is
                    raise broken(path)
                before = seen[-_TAG:]


def _refuse_ole(path: Path, content: bytes) -> WorkbookError:
    if _ENCRYPTED in content:
        return WorkbookError(
            f"“{path.name}”加了打开密码，没有读入任何数据。",
            "请在 Excel 或 WPS 里取消文件密码，保存后重试。",
        )
    return WorkbookError(
        f"“{path.name}”是旧版格式（.xls 或 .et），没有读入任何数据。",
        "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试。",
    )


@contextmanager
def _workbook_sheets(path: Path, file: IO[bytes]) -> Iterator[list[Sheet]]:
    try:
        _check_parts(path, file)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except QingqiaoError:
        raise
    except Exception as error:  # openpyxl lets whatever its parsers raise escape
        raise broken(path) from error
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible:
            # WPS and others write a wrong <dimension>, by which openpyxl would cut the sheet
            sheet.reset_dimensions()
        yield [_WorkbookSheet(path, sheet) for sheet in visible]
    finally:
        book.close()


@contextmanager
def open_sheets(path: Path) -> Iterator[list[Sheet]]:
    """Yield the visible sheets of a .xlsx workbook or of a CSV file (UTF-8 or GB18030).

    What the file is, its content decides, not its name. Raises `WorkbookError`.
    """
    try:
        file = open_file(path)
    except OSError as error:
        raise WorkbookError(
            f"打不开“{path.name}”（{system_words(error)}），原有数据没有改动。",
            "请检查文件是否存在、U 盘是否还插着，并关闭正打开着它的 Excel 或 WPS。",
        ) from error
    with file, warnings.catch_warnings():
        # openpyxl warns of drop-downs and styles it does not keep: nothing we read
        warnings.simplefilter("ignore")
        _check_size(path, file.seek(0, io.SEEK_END), SIZE_LIMIT)
        file.seek(0)
        start = file.read(len(_OLE))
        file.seek(0)
        if not start:
            raise WorkbookError(f"“{path.name}”是空文件，没有读入任何数据。", "请确认选对了文件。")
        if start.startswith(_ZIP):
            with _workbook_sheets(path, file) as sheets:
                yield sheets
        elif start == _OLE:
            raise _refuse_ole(path, file.read())
        elif path.suffix.lower() in _TEXT_SUFFIXES:
            yield [_read_text(path, file.read())]
        else:
            raise broken(path)

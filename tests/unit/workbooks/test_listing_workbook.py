from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.foundation.files import WriteError
from desktop.foundation.progress import Cancelled
from desktop.workbooks import sheet as sheet_module
from desktop.workbooks.listing import write_listing
from desktop.workbooks.source import WorkbookError

Row = Sequence[str | int | float | date | None]
COLUMNS = [("社区", 20), ("代码", 18), ("日期", 14)]


def written(path: Path, rows: Sequence[Row], title: str = "活动台账") -> Worksheet:
    write_listing(path, title, COLUMNS, rows)
    return load_workbook(path).worksheets[0]


def test_listing_is_fit_to_print(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [("甲社区", 370102001002, date(2026, 3, 2))])
    assert sheet.title == "活动台账"
    assert sheet["A1"].value == "活动台账"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:C1"]
    header = sheet["A2"]
    assert header.value == "社区"
    assert header.font.bold
    assert header.fill.fill_type == "solid"
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:C3"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.column_dimensions["A"].width == 20


def test_rows_of_several_lines_are_high_enough_and_may_still_grow(tmp_path: Path) -> None:
    long = "泉城广场街道历山路北段第一新村社区居民委员会"
    written(tmp_path / "a.xlsx", [("甲社区", 1, None), (long, 2, None), ("一\n二\n三", 3, None)])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        rows = re.findall(r"<row [^>]*>", book.read("xl/worksheets/sheet1.xml").decode())
    assert [re.findall(r'ht="(\d+)"', row) for row in rows[2:]] == [[], ["51"], ["51"]]
    assert "customHeight" not in "".join(rows)


def test_every_kind_of_value(tmp_path: Path) -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    sheet = written(
        tmp_path / "a.xlsx",
        [("0012", 370102001002, date(2026, 3, 2)), (None, 1.5, late), ("", 10**17, True)],
    )
    found = [[(cell.value, cell.number_format) for cell in row] for row in sheet["A3:C5"]]
    assert found[0][0] == ("0012", "@")
    assert found[0][1] == (370102001002, "0")
    assert found[0][2] == (datetime(2026, 3, 2), "yyyy-mm-dd")  # noqa: DTZ001 - as cells hold it
    assert found[1][0][0] is None
    assert found[1][1] == (1.5, "General")
    local = datetime(2026, 3, 2, 0, 30)  # noqa: DTZ001 - as cells hold it
    assert found[1][2] == (local, "yyyy-mm-dd hh:mm")
    assert found[2][1] == (str(10**17), "@")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "#N/A", "{=1}"]
)
def test_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    sheet = written(tmp_path / "a.xlsx", [(text, text, text)], title=text)
    for place in ("A1", "A3"):
        assert (sheet[place].value, sheet[place].data_type) == (text, "s")
    assert sheet["A3"].quotePrefix == (text[0] in "=+-@")


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1), st.text())
def test_any_text_can_be_written(title: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        value = written(Path(folder) / "a.xlsx", [(text, 1, None)], title)["A3"].value
    if text.isprintable():
        assert (value or "") == text


def test_a_failure_leaves_the_old_file_and_no_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def stopped() -> Iterator[Row]:
        yield ("甲社区", 1, None)
        raise Cancelled

    with pytest.raises(Cancelled):
        write_listing(target, "台账", COLUMNS, stopped())
    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []
    assert sorted(tmp_path.iterdir()) == [target, scratch]


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "LAST_ROW", 4)
    rows = [("甲", 1, None)] * 2
    assert written(tmp_path / "a.xlsx", rows).max_row == 4
    with pytest.raises(WorkbookError, match="放不下"):
        write_listing(tmp_path / "b.xlsx", "台账", COLUMNS, [*rows, ("乙", 2, None)])
    assert not (tmp_path / "b.xlsx").exists()


def test_unwritable_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WriteError):
        write_listing(tmp_path / "file" / "a.xlsx", "台账", COLUMNS, [])

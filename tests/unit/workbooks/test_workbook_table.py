from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop.workbooks import source
from desktop.workbooks.cells import LOST_DIGITS
from desktop.workbooks.table import (
    Column,
    RowError,
    Spec,
    Table,
    WorkbookError,
    has_table,
    read_table,
)

SPEC = Spec(
    "名册",
    (
        Column("姓名", ("学生姓名",)),
        Column("学号"),
        Column("团支部", ("班级",)),
        Column("手机号", ("联系电话", "手机"), required=False),
    ),
)

HEADER = ("姓名", "学号", "团支部", "手机号")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(path: Path, *sheets: Iterable[Sequence[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change one part of a workbook as another program would have written it."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                changed = change(content.decode())
                assert changed != content.decode()
                content = changed.encode()
            new.writestr(name, content)
    return path


def values(table: Table) -> list[tuple[str, ...]]:
    return [row.values for row in table.rows]


ROWS = [
    ("张三", "001", "机械2401", "13800000001"),
    ("李四", "002", "机械2401", ""),
    ("王五", "003", "机械2402", "13800000003"),
]


def test_wps_workbook_with_a_wrong_dimension_is_read_whole(tmp_path: Path) -> None:
    path = rewritten(
        workbook(tmp_path / "wps.xlsx", [HEADER, *ROWS]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml),
    )
    table = read_table(path, SPEC)
    assert values(table) == ROWS
    assert [row.row for row in table.rows] == [2, 3, 4]
    assert table.errors == ()


def test_header_below_merged_titles_with_other_names_and_order(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "XX学院名册"
    sheet.merge_cells("A1:E2")
    headers = ("序号", " 联系\n电话 ", "学生姓名（必填）", "班\u3000级*", "学 号：")
    for index, header in enumerate(headers, start=1):
        sheet.cell(4, index, header)
    sheet.append([])
    sheet.append([1, 13812345678, "张三", "机械2401", "0012"])
    sheet.append([2])
    path = tmp_path / "titled.xlsx"
    book.save(path)
    table = read_table(path, SPEC)
    assert [(row.row, row.values) for row in table.rows] == [
        (6, ("张三", "0012", "机械2401", "13812345678"))
    ]


def test_our_name_is_preferred_to_an_alias(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "both.xlsx",
        [("班级", "团支部", "姓名", "学号"), ("机械2401", "机械2401团支部", "张三", "1")],
    )
    assert values(read_table(path, SPEC)) == [("张三", "1", "机械2401团支部", "")]


def test_header_in_row_twenty_is_found_in_row_twenty_one_not(tmp_path: Path) -> None:
    blank = [("",)]
    found = workbook(tmp_path / "20.xlsx", [*blank * 19, HEADER, ROWS[0]])
    assert [row.row for row in read_table(found, SPEC).rows] == [21]
    late = workbook(tmp_path / "21.xlsx", [*blank * 20, HEADER, ROWS[0]])
    with pytest.raises(WorkbookError, match="前 20 行里没有找到名册的列名（姓名、学号、团支部）"):
        read_table(late, SPEC)


def test_other_and_hidden_sheets_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    book = Workbook()
    hidden = book.worksheets[0]
    for row in (HEADER, ("旧人", "9", "旧班", "")):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.create_sheet("说明").append(["姓名", "请填全名"])
    data = book.create_sheet("数据")
    for row in (HEADER, *ROWS):
        data.append(row)
    book.active = 1
    book.save(path)
    assert values(read_table(path, SPEC)) == ROWS
    assert has_table(path, SPEC)


def test_numbers_dates_and_scientific_cells(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "numbers.xlsx",
        [HEADER, ("张三", 2024001, "机械2401", 13812345678), ("李四", "0002", 2401.0, "x")],
    )
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("<v>13812345678</v>", "<v>1.3812345678E10</v>"),
    )
    assert values(read_table(path, SPEC)) == [
        ("张三", "2024001", "机械2401", "13812345678"),
        ("李四", "0002", "2401", "x"),
    ]


def test_bad_cells_cost_their_row_only(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "bad.xlsx",
        [HEADER, ("张三", 370102199001011234, "甲班", ""), ("李四", "2", "#N/A", 1e18), ROWS[2]],
    )
    table = read_table(path, SPEC)
    assert values(table) == [ROWS[2]]
    assert [(error.row, error.column) for error in table.errors] == [
        (2, "学号"),
        (3, "团支部"),
        (3, "手机号"),
    ]
    assert table.errors[0] == RowError(2, "学号", LOST_DIGITS, "张三")
    assert "公式错误" in table.errors[1].message


def test_a_bad_cell_outside_our_columns_does_not_matter(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "id.xlsx", [(*HEADER, "身份证号"), (*ROWS[0], 370102199001011234), ROWS[1]]
    )
    table = read_table(path, SPEC)
    assert (values(table), table.errors) == (ROWS[:2], ())


def test_an_impossible_date_does_not_spoil_the_file(tmp_path: Path) -> None:
    path = tmp_path / "date.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["张三", -99999999999, "甲班", ""])
    sheet["B2"].number_format = "yyyy-mm-dd"
    sheet.append(ROWS[1])
    book.save(path)
    table = read_table(path, SPEC)
    assert values(table) == [ROWS[1]]
    assert [error.row for error in table.errors] == [2]


def test_formulas_are_read_by_their_last_value(tmp_path: Path) -> None:
    path = rewritten(
        workbook(tmp_path / "formula.xlsx", [HEADER, ("张三", "=1+1", "甲班", "")]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r"<f>1\+1</f><v ?/?>(</v>)?", "<f>1+1</f><v>2</v>", xml),
    )
    assert values(read_table(path, SPEC)) == [("张三", "2", "甲班", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名册.csv"
    text = (
        '"姓名",学号,团支部,手机号\r\n买买提·艾力,0001,"机械\r\n2401",\r\n'
        "\r\n𬱖㛃,1.38E+10,甲班\r\n䶮,3"
    )
    path.write_bytes(text.encode(encoding))
    table = read_table(path, SPEC)
    assert [(row.row, row.values) for row in table.rows] == [
        (2, ("买买提·艾力", "0001", "机械  2401", "")),
        (5, ("䶮", "3", "", "")),
    ]
    assert table.errors == (RowError(4, "学号", LOST_DIGITS, "𬱖㛃"),)


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "misnamed.csv", [HEADER, *ROWS])
    assert values(read_table(path, SPEC)) == ROWS


def test_missing_columns_are_named_with_the_headers_found(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "少列.xlsx", [("标题",), ("姓名", "编号", "单位"), ("张三", "1", "甲")]
    )
    with pytest.raises(WorkbookError) as caught:
        read_table(path, SPEC)
    assert "缺少名册的列：学号、团支部" in caught.value.message
    assert "第 2 行的列名是：姓名、编号、单位" in caught.value.message
    assert "张三" not in caught.value.message
    assert "模板" in caught.value.hint
    assert not has_table(path, SPEC)


def test_file_without_header_tells_no_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "none.xlsx", ROWS)
    with pytest.raises(WorkbookError) as caught:
        read_table(path, SPEC)
    assert "张三" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.csv", b"", "空文件"),
        ("a.xlsx", b"PK\x03\x04 half a zip", "不是完好的工作簿"),
        ("a.xlsx", b"<html><table></table></html>", "不是完好的工作簿"),
        ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("a.xls", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "旧版格式"),
        ("a.csv", b"\xff\xff\xff\x80", "文字编码"),
        ("a.csv", b'"' + b"x" * 200_000, "不是完好的工作簿"),
        ("a.csv", "姓名,学号,团支部\n,,\n".encode(), "没有一行名册数据"),
    ],
)
def test_unreadable_file_is_told_in_words(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=words) as caught:
        read_table(path, SPEC)
    assert caught.value.hint


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="打不开"):
        read_table(tmp_path / "none.xlsx", SPEC)


def test_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("photo.jpg", b"")
    with pytest.raises(WorkbookError, match="不是完好的工作簿"):
        read_table(path, SPEC)


def test_damaged_sheet_is_told(tmp_path: Path) -> None:
    path = rewritten(
        workbook(tmp_path / "cut.xlsx", [HEADER, *ROWS]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml[: xml.index("王五")] if "王五" in xml else xml[: len(xml) * 2 // 3],
    )
    with pytest.raises(WorkbookError, match="不是完好的工作簿"):
        read_table(path, SPEC)


def test_too_big_packed_or_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * 3_000_000)
    monkeypatch.setattr(source, "UNPACKED_LIMIT", 2_000_000)
    with pytest.raises(WorkbookError, match="太大（超过 2 MB）"):
        read_table(path, SPEC)
    monkeypatch.setattr(source, "SIZE_LIMIT", 1_000)
    with pytest.raises(WorkbookError, match="太大"):
        read_table(path, SPEC)


def test_rows_numbered_beyond_any_spreadsheet_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rewritten(
        workbook(tmp_path / "far.xlsx", [HEADER, *ROWS]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<row r="4"', '<row r="999999999"'),
    )
    monkeypatch.setattr(source, "LAST_ROW", 1_000)
    assert values(read_table(path, SPEC)) == ROWS[:2]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_workbook_made_by_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "lo.csv"
    path.write_text("姓名,学号,团支部\n张三,a01,甲班\n", encoding="utf-8")
    as_utf8 = "--infilter=CSV:44,34,76"  # comma, quote, UTF-8; else it follows the locale
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", as_utf8, "--convert-to", "xlsx", "lo.csv"],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    assert values(read_table(tmp_path / "lo.xlsx", SPEC)) == [("张三", "a01", "甲班", "")]

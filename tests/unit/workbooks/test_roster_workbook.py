from __future__ import annotations

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.workbooks.form import FormRow, read_form, write_template
from desktop.workbooks.roster import ROSTER, RosterRow, write_roster
from desktop.workbooks.table import RowError, WorkbookError

HEADER = "姓名,学号,学校,院系,团支部,手机号,性别\n"


def read_roster(path: Path) -> tuple[tuple[FormRow, ...], tuple[RowError, ...]]:
    return read_form(path, ROSTER)


def filled(row: int, *texts: str) -> FormRow:
    keys = [column.key for column in ROSTER.columns]
    return FormRow(row, None, {key: text for key, text in zip(keys, texts, strict=False) if text})


def roster_of(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(header + "\n".join(lines), encoding="utf-8")
    return path


def test_a_good_roster(tmp_path: Path) -> None:
    path = roster_of(
        tmp_path,
        "张三,0202401,山东大学,机械学院,机械2401,138-1234-5678,男",
        "买买提•艾力,２０２４ａ-1,,,机械2401,+86 13812345679,",
    )
    rows, errors = read_roster(path)
    assert errors == ()
    assert rows == (
        filled(2, "张三", "0202401", "山东大学", "机械学院", "机械2401", "13812345678", "男"),
        filled(3, "买买提·艾力", "2024a-1", "", "", "机械2401", "13812345679", ""),
    )


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    path = roster_of(tmp_path, "甲班,1,张三", header="班级,学号,学生姓名\n")
    assert read_roster(path)[0] == (filled(2, "张三", "1", "", "", "甲班", "", ""),)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("Anna Maria", "Anna Maria"),
        ("Иван Петров", "Иван Петров"),
        ("古丽．阿依", "古丽·阿依"),
        ("𬱖\ue0f1〇", "𬱖\ue0f1〇"),
        ("\U000323b0", "\U000323b0"),
        ("王芳（大）", "王芳（大）"),
        ("O'Neil", "O'Neil"),
        ("字" * 50, "字" * 50),
    ],
)
def test_names_that_people_have(tmp_path: Path, written: str, name: str) -> None:
    rows, _ = read_roster(roster_of(tmp_path, f"{written},1,,,甲班,,"))
    assert [row.values["name"] for row in rows] == [name]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (",1,,,甲班,,", "姓名", "没有填写"),
        ("字" * 51 + ",1,,,甲班,,", "姓名", "最多 50"),
        ("138,1,,,甲班,,", "姓名", "数字或符号"),
        ("张三=,1,,,甲班,,", "姓名", "数字或符号"),
        ("张三,,,,甲班,,", "学号", "没有填写"),
        ("张三,学号1,,,甲班,,", "学号", "字母、数字"),
        ("张三," + "1" * 33 + ",,,甲班,,", "学号", "32"),
        ("张三,1,,,,,", "团支部", "没有填写"),
        ("张三,1," + "校" * 101 + ",,甲班,,", "学校", "太长"),
        ("张三,1,,,甲班,1381234567,", "手机号", "11 位"),
        ("张三,1,,,甲班,23812345678,", "手机号", "1 开头"),
        ("张三,1,,,甲班,1.38123E+10,", "手机号", "末几位可能已丢失"),
        ("张三,1,,,甲班,,F", "性别", "男"),
    ],
)
def test_a_wrong_row_is_told_and_the_rest_is_read(
    tmp_path: Path, line: str, column: str, words: str
) -> None:
    rows, (error,) = read_roster(roster_of(tmp_path, line, "李四,2,,,甲班,,"))
    assert [row.row for row in rows] == [3]
    assert (error.row, error.column) == (2, column)
    assert words in error.message


def test_errors_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = roster_of(tmp_path, "张三,,,,甲班,,", "李四,1.2E+17,,,甲班,,", "王五,,,,甲班,,")
    assert [error.row for error in read_roster(path)[1]] == [2, 3, 4]


NAMES = st.text(st.sampled_from("张王李·艾力𬱖䶮\ue0f1〇Aé"), min_size=1, max_size=50)
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"]), max_size=30
).map(lambda text: unicodedata.normalize("NFC", text))
FORMULAS = st.sampled_from(["=1+1", "-1", "+1", "@x", "#N/A", "007", "1E+10", "2024-09-01", "TRUE"])
STUDENTS = st.builds(
    RosterRow,
    name=NAMES,
    student_number=st.from_regex(r"[0-9A-Za-z-]{1,32}", fullmatch=True),
    university=TEXTS | FORMULAS,
    department=TEXTS | FORMULAS,
    branch=TEXTS.filter(bool) | FORMULAS,
    phone=st.from_regex(r"1[0-9]{10}", fullmatch=True) | st.just(""),
    gender=st.sampled_from(["", "男", "女"]),
    source=TEXTS,
    id=st.none() | st.binary(min_size=16, max_size=16),
)


def numbered(rows: list[RosterRow]) -> tuple[FormRow, ...]:
    keys = [column.key for column in ROSTER.columns]
    return tuple(
        FormRow(row, student.id, {key: text for key in keys if (text := getattr(student, key))})
        for row, student in enumerate(rows, start=2)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        STUDENTS,
        min_size=1,
        max_size=8,
        unique_by=lambda row: (row.university, row.student_number.casefold()),
    )
)
def test_an_unmodified_export_reads_back_the_same(rows: list[RosterRow]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "名册.xlsx"
        write_roster(path, rows)
        read, errors = read_roster(path)
    assert errors == ()
    assert read == numbered(rows)


def test_export_keeps_numbers_as_text_and_is_comfortable(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_roster(path, [RosterRow("张三", "0012", "", "", "甲班", "13812345678", "")])
    sheet = load_workbook(path).worksheets[0]
    for place in ("B2", "F2"):
        assert (sheet[place].data_type, sheet[place].number_format) == ("s", "@")
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.column_dimensions["B"].width == 18
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I2"
    assert [sheet.column_dimensions[at].hidden for at in "HI"] == [False, True]


def test_filled_template_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_template(path, ROSTER)
    with pytest.raises(WorkbookError, match="没有一行名册数据"):
        read_roster(path)
    book = load_workbook(path)
    for column, value in zip("ABE", ("张三", "0012", "甲班"), strict=True):
        book.worksheets[0][f"{column}3"] = value
    book.save(path)
    assert read_roster(path)[0] == (filled(3, "张三", "0012", "", "", "甲班", "", ""),)

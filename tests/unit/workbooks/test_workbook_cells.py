from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.workbooks.cells import LOST_DIGITS, CellError, cell_text, clean, plain_text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        ("  0012 ", "General", "0012"),
        (13812345678.0, "General", "13812345678"),
        (13812345678, "0.00E+00", "13812345678"),
        (999_999_999_999_999, "General", "999999999999999"),
        (36.68137, "General", "36.68137"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (-5.0, "General", "-5"),
        (2024001, "0000000000", "0002024001"),
        (7, "0", "7"),
        (True, "General", "TRUE"),
        (datetime(2024, 9, 1), "yyyy-mm-dd", "2024-09-01"),  # noqa: DTZ001 - cells have no zone
        (datetime(2024, 9, 1, 8, 30), "General", "2024-09-01 08:30:00"),  # noqa: DTZ001 - as above
        (date(2024, 9, 1), "General", "2024-09-01"),
        (time(8, 30), "General", "08:30:00"),
        (timedelta(hours=26, minutes=5, seconds=9), "[h]:mm:ss", "26:05:09"),
    ],
)
def test_value_becomes_the_text_people_see(value: object, number_format: str, text: str) -> None:
    assert cell_text(value, number_format) == text


@pytest.mark.parametrize("value", [10**15, 370102199001011234, 3.70102199001011e17, -1e15, 1e999])
def test_number_beyond_fifteen_digits_is_refused(value: float) -> None:
    with pytest.raises(CellError, match=LOST_DIGITS):
        cell_text(value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeff张\u200b三\u200d", "张三"),
        ("\u3000李四\xa0\t", "李四"),
        ("机械\n2401", "机械 2401"),
        ("a\x00\x07b", "ab"),
        ("e\u0301", "é"),
        ("\ue0f1𬱖㊀", "\ue0f1𬱖㊀"),
    ],
)
def test_clean(raw: str, text: str) -> None:
    assert clean(raw) == text


@given(st.text())
def test_clean_is_settled_visible_and_normal(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    assert not {unicodedata.category(char) for char in once} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_a_whole_number_reads_the_same_from_either_kind_of_cell(number: int) -> None:
    assert cell_text(number) == cell_text(float(number)) == str(number)


def test_csv_field_rounded_by_a_spreadsheet_is_refused() -> None:
    assert plain_text(" 0138 ") == "0138"
    for lost in ("1.38123E+10", "3.70102E+17", "1E+10"):
        with pytest.raises(CellError, match=LOST_DIGITS):
            plain_text(lost)

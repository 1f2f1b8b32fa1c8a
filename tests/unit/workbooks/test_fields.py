from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop.domain.terms import BranchKind
from desktop.workbooks.fields import Choice, FieldError, clock_minutes, day, moment, yes_or_no


@pytest.mark.parametrize(
    "text",
    ["2026-09-01", "2026-9-1", "2026/9/1", "2026.9.1", "２０２６年９月１日", "20260901", "46266",
     "2026-09-01 00:00:00"],
)  # fmt: skip
def test_a_day_in_any_habit(text: str) -> None:
    assert day("日期", text) == date(2026, 9, 1)


@pytest.mark.parametrize("text", ["9月1日", "2026-13-1", "2026-2-30", "去年", "260901", "1"])
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(FieldError, match="2026-09-01"):
        day("日期", text)


def test_moments_are_beijing_time() -> None:
    assert moment("时间", "2026/9/1 14:30") == datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
    assert moment("时间", "2026年9月1日") == datetime(2026, 8, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "minutes"), [("8:05", 485), ("14：30:00", 870), ("9点", 540), ("9时30分", 570)]
)
def test_times_of_day(text: str, minutes: int) -> None:
    assert clock_minutes("时间", text) == minutes


@pytest.mark.parametrize("text", ["25:00", "8:61", "早上"])
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(FieldError):
        clock_minutes("时间", text)


def test_choices_and_yes_or_no() -> None:
    assert Choice(BranchKind)("类型", " 社团 ") is BranchKind.CLUB
    with pytest.raises(FieldError, match="班级、社团"):
        Choice(BranchKind)("类型", "支部")
    assert [yes_or_no("", text) for text in ("是", "√", "同意")] == [True, True, True]
    assert [yes_or_no("", text) for text in ("否", "X", "不同意")] == [False, False, False]
    with pytest.raises(FieldError):
        yes_or_no("", "也许")

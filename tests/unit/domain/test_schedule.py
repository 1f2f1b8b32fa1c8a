from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.schedule import Quiet, Rhythm, days_of, quiet_reason, statutory_holiday

SATURDAY = date(2026, 9, 12)


def test_a_weekly_series_keeps_its_weekday_to_the_last_day_included() -> None:
    days = days_of(SATURDAY, date(2026, 10, 3), Rhythm.WEEKLY)
    assert days == [date(2026, 9, 12), date(2026, 9, 19), date(2026, 9, 26), date(2026, 10, 3)]
    assert days_of(SATURDAY, date(2026, 10, 3), Rhythm.FORTNIGHTLY) == days[::2]
    assert days_of(SATURDAY, date(2026, 9, 1), Rhythm.WEEKLY) == []


def test_a_monthly_series_keeps_the_place_of_the_weekday_in_the_month() -> None:
    assert days_of(SATURDAY, date(2026, 12, 31), Rhythm.MONTHLY) == [
        date(2026, 9, 12),
        date(2026, 10, 10),
        date(2026, 11, 14),
        date(2026, 12, 12),
    ]
    fifth = days_of(date(2026, 10, 31), date(2027, 1, 31), Rhythm.MONTHLY)
    assert fifth == [date(2026, 10, 31), date(2026, 11, 28), date(2026, 12, 26), date(2027, 1, 30)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 16), "春节"),
        (date(2026, 2, 19), "春节"),
        (date(2026, 2, 20), ""),
        (date(2026, 4, 5), "清明节"),
        (date(2026, 10, 3), "国庆节"),
        (date(2026, 10, 4), ""),
        (date(2027, 9, 15), "中秋节"),
        (date(2031, 1, 1), "元旦"),
        (date(2031, 1, 23), ""),
    ],
)
def test_statutory_holidays_have_names(day: date, name: str) -> None:
    assert statutory_holiday(day) == name


def test_a_quiet_span_holds_both_its_ends() -> None:
    exams = [Quiet("近处大学考试周", date(2026, 12, 28), date(2027, 1, 8))]
    assert quiet_reason(date(2026, 12, 28), exams) == "近处大学考试周"
    assert quiet_reason(date(2027, 1, 8), exams) == "近处大学考试周"
    assert quiet_reason(date(2027, 1, 9), exams) == ""
    assert quiet_reason(date(2027, 1, 1), exams) == "元旦"

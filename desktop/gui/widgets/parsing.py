"""What people type into fields, turned into values; full-width digits are taken as they come."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from desktop.foundation.clock import local_day, system_clock

_DAY = re.compile(
    r"(?:(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"|(\d{4})(\d{2})(\d{2})|(今天|明天|后天))"
    r"(?:\s*\(?(?:周|星期)([一二三四五六日天])\)?)?"
)
_FROM_TODAY = {"今天": 0, "明天": 1, "后天": 2}
_UNIT = re.compile(r"(?<=\d)\s*(个?小时|公里|分钟|[人名位个元块次份件套岁天])$")
"""Written behind a number out of habit; none that would change how much it is."""
_TIME = re.compile(
    r"(早上|上午|中午|下午|傍晚|晚上)?\s*(\d{1,2})\s*(?:[:时]\s*(\d{1,2})\s*分?|[时点]\s*(?:(\d{1,2})\s*分?|(半))?)"
)
_WEEK = "一二三四五六日"
_NOON = 12
_HOURS = {
    "早上": range(_NOON + 1),
    "上午": range(_NOON + 1),
    "中午": range(11, 15),
    "下午": range(_NOON, 20),
    "傍晚": range(16, 21),
    "晚上": range(17, 24),
}
"""Which hours a part of the day has; 晚上 12 点 might be either end of the day."""


class WrongInputError(ValueError):
    """What was typed cannot be taken; the message says so in words."""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def parse_number(text: str, low: float, high: float, *, whole: bool) -> float | None:
    """Return the number in `text`, None when it is empty; raises `WrongInputError`."""
    plain = _UNIT.sub("", _plain(text).replace(",", ""))
    if not plain:
        return None
    kind = "整数" if whole else "数字"
    wrong = WrongInputError(f"请输入 {low:,.12g} 到 {high:,.12g} 之间的{kind}。")
    if not re.fullmatch(r"-?\d+" if whole else r"-?\d+(\.\d+)?|-?\.\d+", plain):
        raise wrong
    value = float(plain)
    if not low <= value <= high:
        raise wrong
    return value


def parse_date(text: str) -> date | None:
    """Return the day in `text`, None when it is empty; raises `WrongInputError`.

    A day without a year is the one nearest to today.
    """
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    if found is None:
        raise WrongInputError("请按“年-月-日”填写，例如 2026-3-2。")
    return _day(found)


def parse_moment(text: str) -> datetime | None:
    """Return the day and time in `text`, None when empty; raises `WrongInputError`."""
    plain = _plain(text)
    if not plain:
        return None
    wrong = WrongInputError("请按“年-月-日 时:分”填写，例如 2026-3-2 14:30 或 3月2日下午2点半。")
    found = _DAY.match(plain)
    clock = found and _TIME.fullmatch(plain[found.end() :].strip())
    if found is None or clock is None:
        raise wrong
    part, hours, *minutes, half = clock.groups()
    hour = _hour(part, int(hours))
    minute = 30 if half else next((int(one) for one in minutes if one), 0)
    try:
        return datetime.combine(_day(found), time(hour, minute))
    except ValueError:
        raise wrong from None


def _hour(part: str | None, said: int) -> int:
    """Return the hour of the day; raises `WrongInputError` where it is not in that part."""
    if part is None:
        return said
    meant = [hour for hour in (said, said + _NOON) if hour in _HOURS[part]]
    if not meant:
        raise WrongInputError(f"“{part}{said}点”请写成 24 小时的时间，例如 19:30。")
    return meant[0]


def _day(found: re.Match[str]) -> date:
    """Return the day that `_DAY` found, the nearest to today; raises `WrongInputError`."""
    today = local_day(system_clock())
    spoken, weekday = found.group(7), found.group(8)
    if spoken:
        days, said = [today + timedelta(days=_FROM_TODAY[spoken])], spoken
    else:
        year, month, day = (found.group(at) or found.group(at + 3) for at in (1, 2, 3))
        years = (int(year),) if year else range(today.year - 1, today.year + 2)
        days = [one for each in years if (one := _real(each, int(month), int(day))) is not None]
        said = f"{f'{year} 年 ' if year else ''}{int(month)} 月 {int(day)} 日"
    if not days:
        raise WrongInputError(f"没有 {said}这一天，请核对。")
    if weekday:
        days = [one for one in days if one.weekday() == _WEEK.index(weekday.replace("天", "日"))]
    if not days:
        raise WrongInputError(f"{said}不是周{weekday}，请核对。")
    return min(days, key=lambda one: abs(one - today))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

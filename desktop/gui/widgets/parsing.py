"""What people type into fields, turned into values; full-width digits are taken as they come."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from desktop.foundation.clock import local_day, system_clock

_DAY = re.compile(
    r"(?:(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"|(\d{4})(\d{2})(\d{2})|(今天|明天|后天))"
    r"(?:\s*\(?(?:周|星期)[一二三四五六日天]\)?)?"
)
_FROM_TODAY = {"今天": 0, "明天": 1, "后天": 2}
_UNIT = re.compile(r"(?<=\d)\s*(个?小时|公里|分钟|[人名位个元块次份件套岁天])$")
"""Written behind a number out of habit; none that would change how much it is."""
_TIME = re.compile(
    r"(早上|上午|中午|下午|傍晚|晚上)?\s*(\d{1,2})\s*(?:[:时]\s*(\d{1,2})\s*分?|[时点]\s*(?:(\d{1,2})\s*分?|(半))?)"
)
_AFTER_NOON = ("中午", "下午", "傍晚", "晚上")
_NOON = 12


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
    hour = int(hours)
    if part in _AFTER_NOON and hour < _NOON - (part == "中午"):
        hour += _NOON
    minute = 30 if half else next((int(one) for one in minutes if one), 0)
    try:
        return datetime.combine(_day(found), time(hour, minute))
    except ValueError:
        raise wrong from None


def _day(found: re.Match[str]) -> date:
    """Return the day that `_DAY` found; raises `WrongInputError` when there is none such."""
    year, month, day = found.group(1) or found.group(4), found.group(2), found.group(3)
    today = local_day(system_clock())
    if found.group(7):
        return today + timedelta(days=_FROM_TODAY[found.group(7)])
    if found.group(4):
        month, day = found.group(5), found.group(6)
    years = (int(year),) if year else range(today.year - 1, today.year + 2)
    days = [one for each in years if (one := _real(each, int(month), int(day))) is not None]
    if not days:
        said = f"{year} 年 " if year else ""
        raise WrongInputError(f"没有 {said}{int(month)} 月 {int(day)} 日这一天，请核对。")
    return min(days, key=lambda one: abs(one - today))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""What people type into fields, turned into values; full-width digits are taken as they come."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)
_UNIT = re.compile(r"(?<=\d)\s*(个?小时|公里|分钟|[人名位个元块次份件套岁天])$")
"""Written behind a number out of habit; none that would change how much it is."""
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*分?|(\d{1,2})\s*[时点]")


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
    wrong = WrongInputError(f"请输入 {low:,g} 到 {high:,g} 之间的{kind}。")
    if not re.fullmatch(r"-?\d+" if whole else r"-?\d+(\.\d+)?|-?\.\d+", plain):
        raise wrong
    value = float(plain)
    if not low <= value <= high:
        raise wrong
    return value


def parse_date(text: str) -> date | None:
    """Return the day in `text`, None when it is empty; raises `WrongInputError`."""
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    if found is None:
        raise WrongInputError("请按“年-月-日”填写，例如 2026-3-2。")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise WrongInputError(f"没有 {year} 年 {month} 月 {day} 日这一天，请核对。") from None


def parse_moment(text: str) -> datetime | None:
    """Return the day and time in `text`, None when empty; raises `WrongInputError`."""
    plain = _plain(text)
    if not plain:
        return None
    wrong = WrongInputError("请按“年-月-日 时:分”填写，例如 2026-3-2 14:30。")
    found = _DAY.match(plain)
    if found is None:
        raise wrong
    day = parse_date(found.group())
    clock = _TIME.fullmatch(plain[found.end() :].strip())
    if day is None or clock is None:
        raise wrong
    hour, minute = int(clock[1] or clock[3]), int(clock[2] or 0)
    try:
        return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - typed local time
    except ValueError:
        raise wrong from None

"""Days of a series of activities, and the days on which none should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.terms import Term

WEEK = 7
_FESTIVALS = {
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
}
"""(month, day) of 春节, 清明, 端午 and 中秋: they follow the moon and the sun."""

_FIXED = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
_SPRING = (timedelta(days=-1), timedelta(days=2))
"""除夕 to 初三: statutory since 2025."""


class Rhythm(Term):
    """How often an activity of a series is held."""

    WEEKLY = "weekly", "每周"
    FORTNIGHTLY = "fortnightly", "每两周"
    MONTHLY = "monthly", "每月"


@dataclass(frozen=True)
class Quiet:
    """Days on which nothing should be planned, and why."""

    why: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether a day is among them."""
        return self.first <= day <= self.last


def statutory_holiday(day: date) -> str:
    """Return the name of the statutory holiday a day belongs to, or "".

    Days moved by the State Council's yearly notice are not known here; they are entered as 放假.
    """
    if fixed := _FIXED.get((day.month, day.day)):
        return fixed
    if day.year not in _FESTIVALS:
        return ""
    spring, *others = (date(day.year, *at) for at in _FESTIVALS[day.year])
    if spring + _SPRING[0] <= day <= spring + _SPRING[1]:
        return "春节"
    return dict(zip(others, ("清明节", "端午节", "中秋节"), strict=True)).get(day, "")


def quiet_reason(day: date, spans: Iterable[Quiet]) -> str:
    """Return why nothing should be planned on a day, or ""."""
    return statutory_holiday(day) or next((one.why for one in spans if one.holds(day)), "")


def days_of(first: date, last: date, rhythm: Rhythm) -> list[date]:
    """Return the days of a series from `first` to `last`, both included.

    每月 keeps the weekday and its place in the month: the second Saturday of each; where a month
    has no fifth, its last.
    """
    if rhythm is Rhythm.MONTHLY:
        return list(_monthly(first, last))
    step = timedelta(days=WEEK if rhythm is Rhythm.WEEKLY else 2 * WEEK)
    count = max(0, (last - first) // step + 1)
    return [first + at * step for at in range(count)]


def _monthly(first: date, last: date) -> Iterable[date]:
    place = (first.day - 1) // WEEK
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=32)).replace(day=1)
        day = month + timedelta(days=(first.weekday() - month.weekday()) % WEEK + place * WEEK)
        if day >= following:
            day -= timedelta(days=WEEK)
        if first <= day <= last:
            yield day
        month = following

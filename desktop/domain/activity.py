"""Rules of activities: life, safeguards, load of a branch, hours of a student."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from desktop.domain.terms import ActivityState, SafeguardKind
from desktop.foundation.errors import QingqiaoError

LOAD_FLOOR, LOAD_CEILING = 2, 3
"""每学期 2—3 次: alert below, warn above."""

LONGEST_MINUTES = 24 * 60

_MOVES: dict[ActivityState, frozenset[ActivityState]] = {
    ActivityState.PLANNED: frozenset({ActivityState.ONGOING, ActivityState.CANCELLED}),
    ActivityState.ONGOING: frozenset({ActivityState.CLOSED, ActivityState.CANCELLED}),
    ActivityState.CLOSED: frozenset(),
    ActivityState.CANCELLED: frozenset(),
}

_AGAIN = "刚才点错了的，按 Ctrl+Z 撤销；要再办一次，请复制成新的活动。"
_INSTEAD = {
    ActivityState.ONGOING: "不办了的，请取消活动。",
    ActivityState.CLOSED: _AGAIN,
    ActivityState.CANCELLED: _AGAIN,
}

HARD_SAFEGUARDS = frozenset(
    {SafeguardKind.INSURANCE, SafeguardKind.EMERGENCY, SafeguardKind.BRIEFING}
)
"""安全第一: an activity with one of these open does not start."""


class ActivityRuleError(QingqiaoError):
    """A step that the rules of activities do not allow."""


def check_move(
    now: ActivityState, then: ActivityState, open_safeguards: Collection[SafeguardKind]
) -> None:
    """Raise `ActivityRuleError` unless an activity may go from `now` to `then`."""
    if then not in _MOVES[now]:
        raise ActivityRuleError(
            f"“{now.label}”的活动不能改为“{then.label}”。",
            f"活动没有改动。{_INSTEAD.get(now, '要先开始，才能结束。')}",
        )
    if then is ActivityState.ONGOING:
        missing = [
            kind.label for kind in SafeguardKind if kind in HARD_SAFEGUARDS & set(open_safeguards)
        ]
        if missing:
            raise ActivityRuleError(
                f"保障清单还有必办项未落实：{'、'.join(missing)}。",
                "落实后在活动的“保障”里勾选，再开始活动。",
            )


def is_over(state: ActivityState) -> bool:
    """Tell whether the plan of an activity stands and nobody enrols any more."""
    return not _MOVES[state]


def check_times(starts: datetime, ends: datetime) -> None:
    """Raise `ActivityRuleError` unless the activity ends after it starts."""
    if ends <= starts:
        raise ActivityRuleError("结束时间要晚于开始时间。", "请检查日期和时间。")


def served_minutes(check_in: datetime, check_out: datetime) -> int:
    """Return whole minutes between two aware instants, at most a day; never negative."""
    minutes = int((check_out - check_in).total_seconds() // 60)
    return max(0, min(minutes, LONGEST_MINUTES))


def span_warning(starts: datetime, ends: datetime) -> str:
    """Return words for an activity of more than a day and a night; empty for a shorter one."""
    if ends - starts <= timedelta(minutes=LONGEST_MINUTES):
        return ""
    days = (ends.date() - starts.date()).days + 1
    return f"这次活动跨了 {days} 天，请核对开始和结束时间"


def semester_of(day: date) -> tuple[str, date, date]:
    """Return the semester's name, first day and day after the last.

    Autumn runs from August to January, spring from February to July, so that the vacation before
    a semester counts with it (`2026—2027 学年第一学期`).
    """
    if day.month >= 8:  # noqa: PLR2004 - August
        return (
            f"{day.year}—{day.year + 1} 学年第一学期",
            date(day.year, 8, 1),
            date(day.year + 1, 2, 1),
        )
    if day.month == 1:
        return (
            f"{day.year - 1}—{day.year} 学年第一学期",
            date(day.year - 1, 8, 1),
            date(day.year, 2, 1),
        )
    return f"{day.year - 1}—{day.year} 学年第二学期", date(day.year, 2, 1), date(day.year, 8, 1)

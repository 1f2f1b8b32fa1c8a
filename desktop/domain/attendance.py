"""Rules of 签到: who came, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.activity import LONGEST_MINUTES, served_minutes
from desktop.domain.terms import ActivityState, Presence
from desktop.foundation.errors import QingqiaoError


class AttendanceRuleError(QingqiaoError):
    """An entry that the rules of attendance do not allow."""


@dataclass(frozen=True)
class Stay:
    """When a student came and went, aware, and the whole minutes between; all void if absent."""

    check_in: datetime | None
    check_out: datetime | None
    minutes: int


def check_open(state: ActivityState) -> None:
    """Raise `AttendanceRuleError` unless an activity in this state takes entries."""
    if state is ActivityState.PLANNED:
        raise AttendanceRuleError(
            "活动还在筹备中，不能录入签到。", "请先落实保障、开始活动，再录入签到。"
        )
    if state is ActivityState.CANCELLED:
        raise AttendanceRuleError("活动已取消，不能录入签到。", "请选择实际开展的活动。")


def stay(
    presence: Presence,
    check_in: datetime | None,
    check_out: datetime | None,
    planned: tuple[datetime | None, datetime | None],
    minutes: int | None = None,
) -> Stay:
    """Return a student's stay; a time not written down is the planned one.

    `minutes` are credited instead of what the times say: a break was taken, say. Raises
    `AttendanceRuleError` when the student would leave before coming, or for more than a day.
    """
    if presence is not Presence.PRESENT:
        return Stay(None, None, 0)
    came, left = check_in or planned[0], check_out or planned[1]
    if minutes is not None:
        if not 0 <= minutes <= LONGEST_MINUTES:
            raise AttendanceRuleError("时长要在 0 到 24 小时之间。", "请检查这名学生的时长。")
        return Stay(came, left, minutes)
    if came is None or left is None:
        return Stay(came, left, 0)
    if left <= came:
        raise AttendanceRuleError("签退时间要晚于签到时间。", "请检查这名学生的签到、签退时间。")
    return Stay(came, left, served_minutes(came, left))

"""名额: who gets one of the places of an activity, and who waits for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.activity import ActivityRuleError, is_over
from desktop.domain.terms import EnrolmentState
from desktop.store.tables import Activity, Enrolment


@dataclass
class Places:
    """The free places of an activity, none for want of a limit, given out in the order of asking.

    `now` is when people ask.
    """

    free: int | None
    now: datetime

    def give(self) -> dict[str, Any]:
        """Return the fields of an enrolment of who asks next: on the list, or waiting."""
        state = EnrolmentState.WAITING if self.free == 0 else EnrolmentState.ENROLLED
        if self.free:
            self.free -= 1
        return {"state": state, "asked_at": self.now, "reason": ""}


def places(activity: Activity, enrolments: Iterable[Enrolment], now: datetime) -> Places:
    """Return what is left of an activity's places; raises `ActivityRuleError` when it is over."""
    check_open(activity)
    taken = sum(is_listed(one) for one in enrolments)
    return Places(max(activity.capacity - taken, 0) if activity.capacity else None, now)


def check_open(activity: Activity) -> None:
    """Raise `ActivityRuleError` when nobody enrols for an activity any more."""
    if is_over(activity.state):
        raise ActivityRuleError(
            f"“{activity.state.label}”的活动不再报名。", "现场补签的人请在签到里“补录”。"
        )


def is_listed(enrolment: Enrolment) -> bool:
    """Tell whether an enrolment takes one of the places."""
    return not enrolment.deleted and enrolment.state is EnrolmentState.ENROLLED


def asks_anew(enrolment: Enrolment) -> bool:
    """Tell whether a student with this enrolment is neither on the list nor waiting."""
    return enrolment.deleted or enrolment.state is EnrolmentState.WITHDRAWN

"""按学期排期: a plan repeated every week, two weeks or month, free of holidays and exams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from desktop.domain.activity import ActivityRuleError, semester_of
from desktop.domain.schedule import Rhythm, days_of
from desktop.foundation.clock import BEIJING, local_day
from desktop.usecases.activity.load_guard import Load, LoadGuard
from desktop.usecases.activity.plan_activity import ActivityFields, plan
from desktop.usecases.workspace import Workspace

MOST = 30
"""Activities of one series; more in a semester is a mistake of the keyboard."""


@dataclass(frozen=True)
class PlannedDay:
    """A day of a series; one that should be left free is left out unless the clerk takes it in."""

    day: date
    load: Load


@dataclass(frozen=True)
class SeriesPreview:
    """The days on which the activity could be, in their order."""

    days: tuple[PlannedDay, ...]

    def load_words(self, chosen: Collection[date]) -> tuple[str, ...]:
        """Return a line for each branch that would have too many, with those on `chosen` days."""
        words: list[str] = []
        taken = (one for one in self.days if one.day in chosen)
        for (semester, *_), days in groupby(taken, lambda one: semester_of(one.day)):
            first, *others = days
            words += first.load.overload(len(others), semester)
        return tuple(words)


def semester_end(first: date) -> date:
    """Return the last day of the semester of `first`."""
    _, _, after = semester_of(first)
    return date.fromordinal(after.toordinal() - 1)


def preview_series(
    workspace: Workspace, fields: ActivityFields, rhythm: Rhythm, until: date
) -> SeriesPreview:
    """Return the days from the first, which `fields` give, to `until`.

    Raises `ActivityRuleError` when the fields make no sense or there would be too many.
    """
    fields.check()
    days = days_of(local_day(fields.starts_at), until, rhythm)
    if not days:
        raise ActivityRuleError("截止日期早于第一次活动。", "请检查日期。")
    if len(days) > MOST:
        raise ActivityRuleError(
            f"这样会排出 {len(days)} 次活动，最多一次排 {MOST} 次。", "请把截止日期改早一些。"
        )
    with workspace.store.read() as reader:
        guard = LoadGuard(reader)
        return SeriesPreview(
            tuple(PlannedDay(day, guard.look(moved_to(fields, day).slot())) for day in days)
        )


def plan_series(workspace: Workspace, fields: ActivityFields, days: Sequence[date]) -> int:
    """Plan the activity on each of these days, all or none; return how many.

    Raises `ActivityRuleError`, `MissingRowError`.
    """
    if not days:
        raise ActivityRuleError("一天也没有选。", "请勾选要安排活动的日期。")
    with workspace.store.write() as writer:
        for day in sorted(days):
            plan(writer, moved_to(fields, day))
    return len(days)


def moved_to(fields: ActivityFields, day: date) -> ActivityFields:
    """Return the same plan on another day, at the same time of the day."""
    starts = fields.starts_at.astimezone(BEIJING)
    moved = datetime.combine(day, starts.timetz())
    return replace(fields, starts_at=moved, ends_at=moved + (fields.ends_at - fields.starts_at))

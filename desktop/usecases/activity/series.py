"""按学期排期: a plan repeated every week, two weeks or month, free of holidays and exams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.domain.activity import LOAD_CEILING, ActivityRuleError, load_warning, semester_of
from desktop.domain.indicators import semester_bounds
from desktop.domain.schedule import Rhythm, days_of, quiet_reason
from desktop.foundation.clock import BEIJING, local_day
from desktop.store.queries import load
from desktop.store.tables import Project
from desktop.usecases.activity.load_guard import Slot, branches_of, overlaps, quiet_days
from desktop.usecases.activity.plan_activity import ActivityFields, ActivityPlanned, plan
from desktop.usecases.workspace import Workspace

MOST = 30
"""Activities of one series; more in a semester is a mistake of the keyboard."""


@dataclass(frozen=True)
class PlannedDay:
    """A day of a series; `quiet` says why it is left out unless the clerk takes it in."""

    day: date
    quiet: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class SeriesPreview:
    """The days, and by name how many activities the branches have in the first day's semester."""

    days: tuple[PlannedDay, ...]
    held: tuple[tuple[str, int], ...]

    def load_words(self, chosen: Collection[date]) -> tuple[str, ...]:
        """Return a line for each branch that would have too many, with those on `chosen` days."""
        _, _, after = semester_of(self.days[0].day)
        more = sum(day < after for day in chosen)
        return tuple(
            f"{name}{load_warning(count + more)}"
            for name, count in self.held
            if count + more > LOAD_CEILING
        )


@dataclass(frozen=True)
class SeriesPlanned:
    """The activities, in the order of their days."""

    activities: tuple[ActivityPlanned, ...]


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
        project = reader.get(Project, fields.project_id)
        branches = branches_of(reader, project, fields.pairing_ids)
        spans = quiet_days(reader, branches)
        found = []
        for day in days:
            moved = moved_to(fields, day)
            slot = Slot(project.id, moved.starts_at, moved.ends_at, fields.pairing_ids)
            said = overlaps(reader, slot, branches)
            found.append(PlannedDay(day, quiet_reason(day, spans), tuple(said)))
        held = load.activity_counts(reader, branches, semester_bounds(days[0]))
        return SeriesPreview(tuple(found), tuple(held.values()))


def plan_series(
    workspace: Workspace, fields: ActivityFields, days: Sequence[date]
) -> SeriesPlanned:
    """Plan the activity on each of these days, all or none.

    Raises `ActivityRuleError`, `MissingRowError`.
    """
    if not days:
        raise ActivityRuleError("一天也没有选。", "请勾选要安排活动的日期。")
    with workspace.store.write() as writer:
        return SeriesPlanned(tuple(plan(writer, moved_to(fields, day)) for day in sorted(days)))


def moved_to(fields: ActivityFields, day: date) -> ActivityFields:
    """Return the same plan on another day, at the same time of the day."""
    starts = fields.starts_at.astimezone(BEIJING)
    moved = datetime.combine(day, starts.timetz())
    return replace(fields, starts_at=moved, ends_at=moved + (fields.ends_at - fields.starts_at))

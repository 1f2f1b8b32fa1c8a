"""What 工作台 shows, read in one go, and the rows that each of its numbers opens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.activity import semester_of
from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import PairingState, Theme
from desktop.foundation.clock import local_day
from desktop.gui.widgets.bar_chart import Series
from desktop.store.queries import activities, needs, pairings
from desktop.store.queries.dashboard import Todo, todos
from desktop.store.queries.figures import (
    Indicator,
    MonthTheme,
    activities_by_month_and_theme,
    indicators,
    reach_rows,
)
from desktop.store.store import Reader
from desktop.store.tables import HandUp
from desktop.usecases.workspace import Workspace

_BY_BRANCH = ("below", "above")
"""Kinds of lines whose rows are branches."""

_OF_ACTIVITIES = ("unprinted", "unentered", "uncertified")


@dataclass(frozen=True)
class FirstSteps:
    """Which of the first four steps have been taken."""

    need: bool
    pairing: bool
    activity: bool
    hand_up: bool

    @property
    def done(self) -> bool:
        """Whether all four have been taken."""
        return self.need and self.pairing and self.activity and self.hand_up


@dataclass(frozen=True)
class TodayFacts:
    """Everything the page shows; `months` are the first days of the semester's months."""

    steps: FirstSteps
    todos: Sequence[Todo]
    indicators: Sequence[Indicator]
    months: Sequence[date]
    by_theme: Sequence[MonthTheme]


def read_today(workspace: Workspace) -> TodayFacts:
    """Return what 工作台 shows now."""
    today = workspace.today()
    with workspace.store.read() as reader:
        steps = FirstSteps(
            need=needs.count(reader) > 0,
            pairing=pairings.count(reader) > 0,
            activity=activities.count(reader) > 0,
            hand_up=bool(reader.local(HandUp)),
        )
        return TodayFacts(
            steps,
            todos(reader, workspace.now()),
            indicators(reader, today),
            _months(today),
            activities_by_month_and_theme(reader, *semester_bounds(today)),
        )


def _months(day: date) -> list[date]:
    _, first, after = semester_of(day)
    months = [first]
    while (following := (months[-1] + timedelta(days=31)).replace(day=1)) < after:
        months.append(following)
    return months


def chart_series(facts: TodayFacts) -> list[Series]:
    """Return the themes that occur, each with its number of activities by month."""
    counts = {(one.month, one.theme): one.activities for one in facts.by_theme}
    months = [f"{month:%Y-%m}" for month in facts.months]
    themes = [theme for theme in Theme if any((month, theme) in counts for month in months)]
    return [
        Series(theme.label, [counts.get((month, theme), 0) for month in months]) for theme in themes
    ]


@dataclass(frozen=True)
class Target:
    """A page and the rows to show there; no rows: all."""

    page: str
    ids: tuple[bytes, ...] = ()


def todo_target(reader: Reader, todo: Todo) -> Target:
    """Return where a line of the list leads; a branch is found by its pairings."""
    if todo.kind in _BY_BRANCH:
        return Target("pairings", _pairings_of(reader, set(todo.ids)))
    if todo.kind == "proposals":
        return Target("pairings", todo.ids)
    if todo.kind in _OF_ACTIVITIES:  # certificates too are issued there, for a whole activity
        return Target("activities", todo.ids)
    return Target("exchange")


def indicator_target(reader: Reader, key: str) -> Target:
    """Return the rows behind a ring; for 至少 1 次 those who have not come yet, if any."""
    if key == "reach":
        return Target("roster", tuple(row.id for row in reach_rows(reader) if not row.activities))
    return Target("pairings", _pairings_of(reader, None))


def month_target(reader: Reader, month: date) -> Target:
    """Return the activities that begin in a month."""
    ids = tuple(
        row.id
        for row in activities.page(reader)
        if row.starts_at is not None and local_day(row.starts_at).replace(day=1) == month
    )
    return Target("activities", ids)


def _pairings_of(reader: Reader, branches: Collection[bytes] | None) -> tuple[bytes, ...]:
    """Return the active pairings of branches (None: of all)."""
    rows = pairings.page(reader, only={"state": PairingState.ACTIVE})
    return tuple(row.id for row in rows if branches is None or row.branch_id in branches)

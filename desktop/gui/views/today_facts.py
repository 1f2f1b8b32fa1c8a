"""What 工作台 shows, read in one go, and the rows that each of its numbers opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.account import Deed
from desktop.domain.activity import semester_of
from desktop.domain.indicators import day_start, semester_bounds
from desktop.domain.terms import Theme
from desktop.domain.todo import TodoKind
from desktop.gui.widgets.bar_chart import Series
from desktop.store.queries import activities, branches, needs, pairings
from desktop.store.queries.dashboard import Todo, todos
from desktop.store.queries.definitions import definitions
from desktop.store.queries.figures import (
    Indicator,
    MonthTheme,
    activities_between,
    activities_by_month_and_theme,
    band_rows,
    covered,
    indicators,
    reach_rows,
)
from desktop.store.store import Reader
from desktop.store.tables import HandUp
from desktop.usecases.account.check_sheet import sheet_state
from desktop.usecases.backup.gap import backup_gap
from desktop.usecases.retention.list_due import count_due
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class FirstSteps:
    """Which of the first four steps have been taken; `branches`: there are any to pair with."""

    branches: bool
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
    """All but the rings; `months` are the first days of the semester's months."""

    steps: FirstSteps
    todos: Sequence[Todo]
    months: Sequence[date]
    by_theme: Sequence[MonthTheme]


def read_today(workspace: Workspace) -> TodayFacts:
    """Return what 工作台 shows first."""
    today = workspace.today()
    keeping = _keeping(workspace)
    with workspace.store.read() as reader:
        steps = FirstSteps(
            branches=branches.known(reader),
            need=needs.count(reader) > 0,
            pairing=pairings.count(reader) > 0,
            activity=activities.count(reader) > 0,
            hand_up=bool(reader.local(HandUp)),
        )
        return TodayFacts(
            steps,
            [*todos(reader, workspace.now()), *keeping],
            _months(today),
            activities_by_month_and_theme(reader, *semester_bounds(today)),
        )


def read_rings(workspace: Workspace) -> Sequence[Indicator]:
    """Return the indicators as of today."""
    with workspace.store.read() as reader:
        return indicators(reader, workspace.today())


def _keeping(workspace: Workspace) -> list[Todo]:
    """Return what keeps the data safe, and not for too long; some of it is an administrator's."""
    found = []
    if gap := backup_gap(workspace):
        found.append(Todo(TodoKind.BACKUP, gap, 1))
    if not workspace.account.why_not(Deed.RECOVERY):
        sheet = sheet_state(workspace)
        if not sheet.number:
            found.append(Todo(TodoKind.SHEET, "还没有打印恢复单", 1))
        elif sheet.due:
            found.append(Todo(TodoKind.SHEET, "恢复单该核对了", 1))
    if not workspace.account.why_not(Deed.RETENTION) and (due := count_due(workspace)):
        found.append(Todo(TodoKind.RETENTION, f"{due:,} 条个人信息到了保存期限，可以清理", due))
    return found


def _months(day: date) -> list[date]:
    _, first, after = semester_of(day)
    months = [first]
    while (following := _following(months[-1])) < after:
        months.append(following)
    return months


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def chart_themes(facts: TodayFacts) -> list[Theme]:
    """Return the themes that occur this semester, in the order in which the chart stacks them."""
    found = {one.theme for one in facts.by_theme}
    return [theme for theme in Theme if theme in found]


def chart_series(facts: TodayFacts) -> list[Series]:
    """Return the themes that occur, each with its number of activities by month."""
    counts = {(one.month, one.theme): one.activities for one in facts.by_theme}
    months = [f"{month:%Y-%m}" for month in facts.months]
    return [
        Series(theme.label, [counts.get((month, theme), 0) for month in months])
        for theme in chart_themes(facts)
    ]


@dataclass(frozen=True)
class Target:
    """A page and the rows to show there; no rows: all."""

    page: str
    ids: tuple[bytes, ...] = ()


def part_target(reader: Reader, today: date, key: str) -> Target:
    """Return just the rows that a number beside a ring counts; see `parts`."""
    rules = definitions(reader, today)
    if key == "paired":
        return Target("pairings/branches", tuple(covered(reader, rules.coverage)))
    if key in {"within", "counted"}:
        rows = band_rows(reader, today, rules)
        ids = (row.id for row in rows if key == "counted" or row.load == "within")
        return Target("pairings/branches", tuple(ids))
    least = rules.reach.at_least
    wanted = {"came": True, "missing": False}.get(key)
    return Target(
        "roster",
        tuple(row.id for row in reach_rows(reader) if wanted in {None, row.activities >= least}),
    )


@dataclass(frozen=True)
class Part:
    """A number beside a ring, in words; `key` tells `part_target` what it counts."""

    key: str
    words: str
    count: int


def parts(indicator: Indicator) -> tuple[Part, ...]:
    """Return the numbers that a ring is made of, the numerator first."""
    part, whole = indicator.numerator, indicator.denominator
    if indicator.key == "coverage":
        return Part("paired", f"已结对 {part}", part), Part("whole", f"全部 {whole}", whole)
    if indicator.key == "band":
        return (
            Part("within", f"次数合适 {part}", part),
            Part("counted", f"结对中 {whole}", whole),
        )
    return (
        Part("came", f"来过 {part}", part),
        Part("missing", f"没来过 {whole - part}", whole - part),
        Part("listed", f"名册 {whole}", whole),
    )


def month_target(
    reader: Reader, months: Sequence[date], month: int | None, theme: Theme | None
) -> Target:
    """Return the activities counted in a month (None: in all of them), of a theme or of all."""
    first = months[0 if month is None else month]
    last = months[-1 if month is None else month]
    since, until = (day_start(day) for day in (first, _following(last)))
    return Target("activities", tuple(activities_between(reader, since, until, theme)))

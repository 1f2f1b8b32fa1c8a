"""The rows behind the three indicators, and activities by month and theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, select

from desktop.domain.activity import semester_of
from desktop.domain.definitions import Coverage, Definitions
from desktop.domain.indicators import (
    Campus,
    coverage,
    reached,
    semester_bounds,
    within_band,
)
from desktop.domain.terms import ActivityState, BranchKind, Theme
from desktop.store.queries.branches import listing, paired_branches
from desktop.store.queries.definitions import definitions
from desktop.store.queries.listing import unindexed
from desktop.store.queries.students import present_of_student
from desktop.store.queries.tables import (
    ACTIVITY,
    BRANCH,
    DEPARTMENT,
    MERGED_FIGURE,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class Merged:
    """The same figure over the rows of all townships, as the province counted it on a day.

    `township` 0: for the whole province, else for the branches and students of that township.
    """

    township: int
    numerator: int
    denominator: int
    counted_on: date | None


@dataclass(frozen=True)
class Indicator:
    """One figure of the 工作台; `value` 0 to 1, None without a whole to divide by.

    `key` is coverage, band or reach; `caption` says how it is counted, `source` from what,
    `origin` who says so. `goal` is the share aimed at.
    """

    key: str
    label: str
    numerator: int
    denominator: int
    value: float | None
    caption: str
    source: str
    goal: float = 1.0
    origin: str = ""
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True)
class MonthTheme:
    """How many activities of a theme began in a month (Beijing time), e.g. 2026-11."""

    month: str
    theme: Theme
    activities: int


_TO_BEIJING = "+8 hours"


def indicators(reader: Reader, today: date) -> list[Indicator]:
    """Return the three indicators as of a day, as the definitions of that day count them."""
    rules = definitions(reader, today)
    merged = _merged(reader, today)
    return [
        replace(one, origin=rules.origin(one.key), merged=merged.get(one.key, ()))
        for one in (_coverage(reader, rules), _band(reader, today, rules), _reach(reader, rules))
    ]


def _coverage(reader: Reader, rules: Definitions) -> Indicator:
    campuses = coverage_rows(reader, rules.coverage)
    figure = coverage(campuses)
    kinds = "" if rules.coverage.clubs else "（不含社团团支部）"
    return Indicator(
        "coverage",
        "团支部参与面",
        figure.numerator,
        figure.denominator,
        figure.value,
        f"有“结对中”结对的团支部{kinds} ÷ 已结对高校的全部团支部，"
        f"目标 {rules.coverage.target:.0%} 以上",
        "；".join(campus.source for campus in campuses) or "还没有结对中的团支部",
        rules.coverage.target,
    )


def _band(reader: Reader, today: date, rules: Definitions) -> Indicator:
    band = rules.band
    counts = [row.activities for row in band_rows(reader, today, rules)]
    figure = within_band(counts, band.floor, band.ceiling or None)
    kinds = "" if band.clubs else "（不含社团团支部）"
    joint = "联合活动各算一次" if band.joint else "联合活动只算项目所属的团支部"
    return Indicator(
        "band",
        f"每学期 {band.words}",
        figure.numerator,
        figure.denominator,
        figure.value,
        f"本学期活动 {band.words}的团支部 ÷ 结对中的团支部{kinds}，{joint}，取消的不算",
        "本机活动记录",
    )


def _reach(reader: Reader, rules: Definitions) -> Indicator:
    least = rules.reach.at_least
    figure = reached((row.activities for row in reach_rows(reader)), least)
    return Indicator(
        "reach",
        f"在校期间至少 {least} 次",
        figure.numerator,
        figure.denominator,
        figure.value,
        f"到场至少 {least} 次的学生 ÷ 结对中团支部的名册学生",
        "本镇街可见（只含本镇街的名册和签到）",
    )


def coverage_rows(reader: Reader, rule: Coverage | None = None) -> list[Campus]:
    """Return the universities with a branch paired here, and their numbers of branches."""
    paired = func.sum(case((BRANCH.c.id.in_(paired_branches()), 1), else_=0))
    query = (
        select(
            UNIVERSITY.c.name.label("university"),
            paired.label("paired"),
            func.count().label("known"),
            UNIVERSITY.c.branch_total.label("sent_total"),
            UNIVERSITY.c.branch_total_on.label("sent_on"),
            UNIVERSITY.c.branch_total_source.label("sent_source"),
        )
        .select_from(
            BRANCH.join(DEPARTMENT, DEPARTMENT.c.id == BRANCH.c.department_id).join(
                UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id
            )
        )
        .where(live(BRANCH), *_counted(rule))
        .group_by(UNIVERSITY.c.id)
        .having(paired > 0)
        .order_by(UNIVERSITY.c.name)
    )
    return [Campus(**row) for row in reader.session.execute(query).mappings()]


def covered(reader: Reader, rule: Coverage) -> list[bytes]:
    """Return the branches that the numerators of `coverage_rows` count."""
    query = (
        select(BRANCH.c.id)
        .select_from(
            BRANCH.join(DEPARTMENT, DEPARTMENT.c.id == BRANCH.c.department_id).join(
                UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id
            )
        )
        .where(live(BRANCH), BRANCH.c.id.in_(paired_branches()), *_counted(rule))
        .order_by(UNIVERSITY.c.name, BRANCH.c.name)
    )
    return list(reader.session.execute(query).scalars())


def _counted(rule: Coverage | None) -> list[ColumnElement[bool]]:
    return [] if rule is None or rule.clubs else [BRANCH.c.kind == BranchKind.CLASS]


def band_rows(reader: Reader, today: date, rules: Definitions | None = None) -> Sequence[Any]:
    """Return the paired branches that count: `id`, `activities` in the day's semester, `load`."""
    band = (rules or definitions(reader, today)).band
    only: dict[str, object] = {"paired": True}
    if not band.clubs:
        only["kind"] = BranchKind.CLASS
    listed = listing(semester_bounds(today), band)
    return listed.values(reader, "id", "activities", "load", only=only)


def reach_rows(reader: Reader) -> Sequence[Any]:
    """Return the students of paired branches: `id`, and how often they came as `activities`."""
    counted = select(BRANCH.c.id).where(live(BRANCH), BRANCH.c.id.in_(paired_branches()))
    # as they lie in the file: their attendances lie so, too, and branch by branch all over it
    branch = unindexed(STUDENT.c.branch_id)
    query = select(STUDENT.c.id, present_of_student(func.count()).label("activities")).where(
        unindexed(STUDENT.c.deleted) == false(), branch.in_(counted)
    )
    return reader.session.execute(query).all()


def _merged(reader: Reader, today: date) -> dict[str, tuple[Merged, ...]]:
    """Return what the province counted for the day's semester, the township's own before all."""
    columns = MERGED_FIGURE.c
    _, semester, _ = semester_of(today)
    query = (
        select(columns.key, *(columns[name] for name in Merged.__annotations__))
        .where(live(MERGED_FIGURE), columns.semester == semester)
        .order_by(columns.township.desc())
    )
    found: dict[str, tuple[Merged, ...]] = {}
    for key, *values in reader.session.execute(query):
        found[key] = (*found.get(key, ()), Merged(*values))
    return found


def activities_by_month_and_theme(
    reader: Reader, since: datetime, until: datetime
) -> list[MonthTheme]:
    """Return the activities that begin in the span, cancelled ones apart, by month and theme."""
    month = func.strftime("%Y-%m", ACTIVITY.c.starts_at, "unixepoch", _TO_BEIJING).label("month")
    query = (
        select(month, ACTIVITY.c.theme, func.count().label("activities"))
        .where(*_held(since, until))
        .group_by(month, ACTIVITY.c.theme)
        .order_by(month, ACTIVITY.c.theme)
    )
    return [MonthTheme(**row) for row in reader.session.execute(query).mappings()]


def activities_between(
    reader: Reader, since: datetime, until: datetime, theme: Theme | None = None
) -> list[bytes]:
    """Return the activities that are counted above, of one theme or of all."""
    query = select(ACTIVITY.c.id).where(*_held(since, until)).order_by(ACTIVITY.c.starts_at)
    if theme is not None:
        query = query.where(ACTIVITY.c.theme == theme)
    return list(reader.session.execute(query).scalars())


def _held(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        live(ACTIVITY),
        ACTIVITY.c.state != ActivityState.CANCELLED,
        ACTIVITY.c.starts_at >= since,
        ACTIVITY.c.starts_at < until,
    )

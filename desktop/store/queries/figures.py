"""The rows behind the three indicators, and activities by month and theme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from desktop.domain.indicators import (
    COVERAGE_TARGET,
    Campus,
    coverage,
    reached,
    semester_bounds,
    within_band,
)
from desktop.domain.terms import ActivityState, PairingState, Theme
from desktop.store.queries.branches import BranchLoad, loads
from desktop.store.queries.students import present_of_student
from desktop.store.queries.tables import (
    ACTIVITY,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class Indicator:
    """One figure of the 工作台; `value` 0 to 1, None without a whole to divide by.

    `key` is coverage, band or reach; `caption` says how it is counted, `source` from what.
    """

    key: str
    label: str
    numerator: int
    denominator: int
    value: float | None
    caption: str
    source: str


@dataclass(frozen=True)
class StudentReach:
    """A student of a paired branch and how often they came."""

    id: bytes
    name: str
    student_number: str
    branch: str
    university: str
    activities: int


@dataclass(frozen=True)
class MonthTheme:
    """How many activities of a theme began in a month (Beijing time), e.g. 2026-11."""

    month: str
    theme: Theme
    activities: int


_PAIRED = select(PAIRING.c.branch_id).where(
    live(PAIRING), PAIRING.c.state == PairingState.ACTIVE, PAIRING.c.branch_id.is_not(None)
)

_TO_BEIJING = "+8 hours"


def indicators(reader: Reader, today: date) -> list[Indicator]:
    """Return the three indicators as of a day."""
    campuses = coverage_rows(reader)
    covered = coverage(campuses)
    band = within_band(row.activities for row in band_rows(reader, today))
    reach = reached(row.activities for row in reach_rows(reader))
    return [
        Indicator(
            "coverage",
            "团支部参与面",
            covered.numerator,
            covered.denominator,
            covered.value,
            f"有“结对中”结对的团支部 ÷ 已结对高校的全部团支部，目标 {COVERAGE_TARGET:.0%} 以上",
            "；".join(campus.source for campus in campuses) or "还没有结对中的团支部",
        ),
        Indicator(
            "band",
            "每学期 2—3 次",
            band.numerator,
            band.denominator,
            band.value,
            "本学期活动 2—3 次的团支部 ÷ 结对中的团支部，联合活动各算一次，取消的不算",
            "本机活动记录",
        ),
        Indicator(
            "reach",
            "在校期间至少 1 次",
            reach.numerator,
            reach.denominator,
            reach.value,
            "到场至少 1 次的学生 ÷ 结对中团支部的名册学生",
            "本镇街可见（只含本镇街的名册和签到）",
        ),
    ]


def coverage_rows(reader: Reader) -> list[Campus]:
    """Return the universities with a branch paired here, and their numbers of branches."""
    paired = func.sum(case((BRANCH.c.id.in_(_PAIRED), 1), else_=0))
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
        .where(live(BRANCH))
        .group_by(UNIVERSITY.c.id)
        .having(paired > 0)
        .order_by(UNIVERSITY.c.name)
    )
    return [Campus(**row) for row in reader.session.execute(query).mappings()]


def band_rows(reader: Reader, today: date) -> list[BranchLoad]:
    """Return the paired branches with their activities in the day's semester."""
    return loads(reader, semester_bounds(today))


def reach_rows(reader: Reader) -> list[StudentReach]:
    """Return the students of paired branches with how often they came."""
    query = (
        select(
            STUDENT.c.id,
            STUDENT.c.name,
            STUDENT.c.student_number,
            BRANCH.c.name.label("branch"),
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            present_of_student(func.count()).label("activities"),
        )
        .select_from(CAMPUS.join(STUDENT, STUDENT.c.branch_id == BRANCH.c.id))
        .where(live(STUDENT), live(BRANCH), BRANCH.c.id.in_(_PAIRED))
        .order_by(UNIVERSITY.c.name, BRANCH.c.name, STUDENT.c.student_number, STUDENT.c.id)
    )
    return [StudentReach(**row) for row in reader.session.execute(query).mappings()]


def activities_by_month_and_theme(
    reader: Reader, since: datetime, until: datetime
) -> list[MonthTheme]:
    """Return the activities that begin in the span, cancelled ones apart, by month and theme."""
    month = func.strftime("%Y-%m", ACTIVITY.c.starts_at, "unixepoch", _TO_BEIJING).label("month")
    query = (
        select(month, ACTIVITY.c.theme, func.count().label("activities"))
        .where(
            live(ACTIVITY),
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.starts_at >= since,
            ACTIVITY.c.starts_at < until,
        )
        .group_by(month, ACTIVITY.c.theme)
        .order_by(month, ACTIVITY.c.theme)
    )
    return [MonthTheme(**row) for row in reader.session.execute(query).mappings()]

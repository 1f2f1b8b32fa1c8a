"""异常: entries of attendance that somebody should look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from desktop.domain.terms import Presence, Term
from desktop.store.queries.tables import ACTIVITY, ATTENDANCE, BRANCH, STUDENT, live
from desktop.store.store import Reader

_SHARE = 2
"""Shorter than the planned time divided by this is worth a look."""

_LONGER = 60 * 60
"""Seconds beyond the planned time that are worth a look."""


class Oddity(Term):
    """Why an entry is worth a look."""

    TWICE = "twice", "同一时间两处签到"
    DOUBLE = "double", "同一活动录了两次"
    NOTHING = "nothing", "到场但时长为零"
    LONG = "long", "比活动长一小时以上"
    SHORT = "short", "不到活动的一半"
    ABSENT = "absent", "缺席"


@dataclass(frozen=True)
class ExceptionRow:
    """One entry, and why; `other` is the activity that it clashes with."""

    oddity: Oddity
    activity_id: bytes
    number: str
    title: str
    starts_at: datetime | None
    student: str
    branch: str
    minutes: int
    other: str


def exceptions(reader: Reader, since: datetime, until: datetime) -> list[ExceptionRow]:
    """Return the entries of activities from `since` to before `until` that are worth a look."""
    planned = ACTIVITY.c.ends_at - ACTIVITY.c.starts_at
    kinds = {**odd_hours(planned), Oddity.ABSENT: ATTENDANCE.c.presence == Presence.ABSENT}
    found = _clashes(reader, since, until)
    for oddity, condition in kinds.items():
        query = _entries(since, until).where(condition)
        found += [_row(oddity, row) for row in reader.session.execute(query)]
    order = list(Oddity)
    return sorted(found, key=lambda row: (order.index(row.oddity), row.number, row.student))


def odd_hours(planned: ColumnElement[Any]) -> dict[Oddity, ColumnElement[bool]]:
    """Return when the hours of an entry are worth a look; `planned` are its activity's seconds."""
    present = ATTENDANCE.c.presence == Presence.PRESENT
    seconds = ATTENDANCE.c.minutes * 60
    return {
        Oddity.NOTHING: and_(present, ATTENDANCE.c.minutes == 0),
        Oddity.LONG: and_(present, seconds > planned + _LONGER),
        Oddity.SHORT: and_(present, seconds > 0, seconds * _SHARE < planned),
    }


def _entries(since: datetime, until: datetime) -> Select[Any]:
    return (
        select(
            ACTIVITY.c.id.label("activity_id"),
            ACTIVITY.c.number,
            ACTIVITY.c.title,
            ACTIVITY.c.starts_at,
            STUDENT.c.name.label("student"),
            func.coalesce(BRANCH.c.name, "").label("branch"),
            ATTENDANCE.c.minutes,
        )
        .select_from(
            ATTENDANCE.join(ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id)
            .join(STUDENT, STUDENT.c.id == ATTENDANCE.c.student_id)
            .outerjoin(BRANCH, BRANCH.c.id == STUDENT.c.branch_id)
        )
        .where(
            live(ATTENDANCE),
            live(ACTIVITY),
            ACTIVITY.c.starts_at >= since,
            ACTIVITY.c.starts_at < until,
        )
    )


def _clashes(reader: Reader, since: datetime, until: datetime) -> list[ExceptionRow]:
    """Return the entries of a student that lie over another entry of the same student."""
    other, where = ATTENDANCE.alias("other"), ACTIVITY.alias("where_else")
    query = (
        _entries(since, until)
        .add_columns(where.c.number.label("other"), other.c.activity_id.label("other_id"))
        .join(
            other,
            and_(
                other.c.student_id == ATTENDANCE.c.student_id,
                other.c.id != ATTENDANCE.c.id,
                live(other),
                other.c.presence == Presence.PRESENT,
                other.c.check_in < ATTENDANCE.c.check_out,
                other.c.check_out > ATTENDANCE.c.check_in,
            ),
        )
        .join(where, where.c.id == other.c.activity_id)
        .where(ATTENDANCE.c.presence == Presence.PRESENT)
    )
    return [
        _row(Oddity.DOUBLE if row.other_id == row.activity_id else Oddity.TWICE, row, row.other)
        for row in reader.session.execute(query)
    ]


def _row(oddity: Oddity, row: Any, other: str = "") -> ExceptionRow:  # noqa: ANN401 - a result's
    return ExceptionRow(
        oddity,
        row.activity_id,
        row.number,
        row.title,
        row.starts_at,
        row.student,
        row.branch,
        row.minutes,
        other,
    )

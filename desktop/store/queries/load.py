"""负担: what else students and branches have to do at a time, and the days to leave free."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from desktop.domain.terms import ActivityState, EnrolmentState, QuietKind
from desktop.store.queries.nearby import activities_of_branch
from desktop.store.queries.tables import (
    ACTIVITY,
    ACTIVITY_PAIRING,
    BRANCH,
    CAMPUS,
    DEPARTMENT,
    ENROLMENT,
    PAIRED_ACTIVITY,
    PAIRING,
    QUIET_SPAN,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class QuietRow:
    """考试周 or 放假; `university` empty: of all."""

    id: bytes
    kind: QuietKind
    university_id: bytes | None
    university: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class DoubleBooked:
    """A student on the lists of two activities at the same time; `number` is the other's."""

    student_id: bytes
    name: str
    number: str
    title: str


def activity_counts(
    reader: Reader,
    branch_ids: Collection[bytes],
    semester: tuple[datetime, datetime],
    *,
    joint: bool,
    besides: bytes | None,
) -> dict[bytes, tuple[str, int]]:
    """Return by branch its name and its activities of a semester, but the one `besides`.

    They are those of `nearby.branch_activities`.
    """
    count = activities_of_branch(semester, joint=joint, besides=besides)
    query = (
        select(BRANCH.c.id, BRANCH.c.name, count)
        .where(BRANCH.c.id.in_(list(branch_ids)))
        .order_by(BRANCH.c.name)
    )
    return {row[0]: (row[1], row[2]) for row in reader.session.execute(query)}


def universities_of(reader: Reader, branch_ids: Collection[bytes]) -> set[bytes]:
    """Return the universities of these branches."""
    query = (
        select(UNIVERSITY.c.id)
        .distinct()
        .select_from(CAMPUS)
        .where(BRANCH.c.id.in_(list(branch_ids)), DEPARTMENT.c.id.is_not(None))
    )
    return {one for one in reader.session.execute(query).scalars() if one is not None}


def quiet_spans(reader: Reader, university_ids: Collection[bytes] | None = None) -> list[QuietRow]:
    """Return the days to leave free, all, or those of these universities and of everybody."""
    query = (
        select(
            QUIET_SPAN.c.id,
            QUIET_SPAN.c.kind,
            QUIET_SPAN.c.university_id,
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            QUIET_SPAN.c.name,
            QUIET_SPAN.c.starts_on,
            QUIET_SPAN.c.ends_on,
        )
        .select_from(
            QUIET_SPAN.outerjoin(UNIVERSITY, UNIVERSITY.c.id == QUIET_SPAN.c.university_id)
        )
        .where(live(QUIET_SPAN), QUIET_SPAN.c.starts_on.is_not(None))
        .order_by(QUIET_SPAN.c.starts_on.desc(), QUIET_SPAN.c.id)
    )
    if university_ids is not None:
        column = QUIET_SPAN.c.university_id
        query = query.where(or_(column.is_(None), column.in_(list(university_ids))))
    return [QuietRow(**row) for row in reader.session.execute(query).mappings()]


def double_booked(
    reader: Reader,
    student_ids: Collection[bytes],
    starts_at: datetime,
    ends_at: datetime,
    besides: bytes | None,
) -> list[DoubleBooked]:
    """Return which of these students are on another activity's list at the same time."""
    query = (
        select(
            STUDENT.c.id.label("student_id"), STUDENT.c.name, ACTIVITY.c.number, ACTIVITY.c.title
        )
        .select_from(
            ENROLMENT.join(ACTIVITY, ACTIVITY.c.id == ENROLMENT.c.activity_id).join(
                STUDENT, STUDENT.c.id == ENROLMENT.c.student_id
            )
        )
        .where(
            live(ENROLMENT),
            live(ACTIVITY),
            live(STUDENT),
            ENROLMENT.c.student_id.in_(list(student_ids)),
            ENROLMENT.c.state == EnrolmentState.ENROLLED,
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.starts_at < ends_at,
            ACTIVITY.c.ends_at > starts_at,
            ACTIVITY.c.id != (besides or b""),
        )
        .order_by(STUDENT.c.name, ACTIVITY.c.number)
    )
    return [DoubleBooked(**row) for row in reader.session.execute(query).mappings()]


def overlapping(
    reader: Reader,
    *,
    branch_ids: Collection[bytes],
    starts_at: datetime,
    ends_at: datetime,
    besides: bytes | None,
) -> list[str]:
    """Return the numbers of other activities of these branches at the same time."""
    query = (
        select(ACTIVITY.c.number)
        .distinct()
        .select_from(PAIRED_ACTIVITY)
        .where(
            live(ACTIVITY),
            live(ACTIVITY_PAIRING),
            PAIRING.c.branch_id.in_(list(branch_ids)),
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.starts_at < ends_at,
            ACTIVITY.c.ends_at > starts_at,
            ACTIVITY.c.id != (besides or b""),
        )
        .order_by(ACTIVITY.c.number)
    )
    return list(reader.session.execute(query).scalars())

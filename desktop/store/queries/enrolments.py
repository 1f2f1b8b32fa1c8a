"""Who is on an activity's list and on its waiting list, with their teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from desktop.domain.terms import EnrolmentState
from desktop.store.queries.tables import BRANCH, ENROLMENT, STUDENT, UNIVERSITY, live, with_branch
from desktop.store.store import Reader


@dataclass(frozen=True)
class EnrolledRow:
    """A student on one of the two lists; `leads` their team."""

    id: bytes
    student_id: bytes
    name: str
    student_number: str
    branch: str
    university: str
    state: EnrolmentState
    asked_at: datetime | None
    team: str
    leads: bool


def enrolled(reader: Reader, activity_id: bytes) -> list[EnrolledRow]:
    """Return the list by team and branch, then the waiting list by the time of asking."""
    waiting = ENROLMENT.c.state == EnrolmentState.WAITING
    query = (
        select(
            ENROLMENT.c.id,
            ENROLMENT.c.student_id,
            STUDENT.c.name,
            STUDENT.c.student_number,
            func.coalesce(BRANCH.c.name, "").label("branch"),
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            ENROLMENT.c.state,
            ENROLMENT.c.asked_at,
            ENROLMENT.c.team,
            ENROLMENT.c.leads,
        )
        .select_from(with_branch(ENROLMENT.join(STUDENT, STUDENT.c.id == ENROLMENT.c.student_id)))
        .where(
            live(ENROLMENT),
            live(STUDENT),
            ENROLMENT.c.activity_id == activity_id,
            ENROLMENT.c.state != EnrolmentState.WITHDRAWN,
        )
        .order_by(
            case((waiting, 1), else_=0),
            case((waiting, ENROLMENT.c.asked_at), else_=0),
            ENROLMENT.c.team,
            ENROLMENT.c.leads.desc(),
            BRANCH.c.name,
            STUDENT.c.student_number,
            STUDENT.c.id,
        )
    )
    return [EnrolledRow(**row) for row in reader.session.execute(query).mappings()]

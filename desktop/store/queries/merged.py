"""The three indicators over the rows of all townships, as only the province can count them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select

from desktop.domain.definitions import Band, Definitions
from desktop.domain.indicators import Figure, semester_bounds, within_band
from desktop.domain.terms import BranchKind, PairingState, Presence
from desktop.store.queries.nearby import branch_activities
from desktop.store.queries.tables import (
    ATTENDANCE,
    BRANCH,
    DEPARTMENT,
    PAIRING,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


def merged(reader: Reader, rules: Definitions, day: date, township: int) -> dict[str, Figure]:
    """Return coverage, band and reach for what a township is paired with; 0: for all.

    Whatever any township did with these branches and students counts.
    """
    return {
        "coverage": _coverage(reader, township, _kinds(clubs=rules.coverage.clubs)),
        "band": _band(reader, township, rules.band, day),
        "reach": _reach(reader, township, rules.reach.at_least),
    }


def _kinds(*, clubs: bool) -> list[ColumnElement[bool]]:
    return [] if clubs else [BRANCH.c.kind == BranchKind.CLASS]


def _paired(township: int) -> Select[tuple[bytes]]:
    """Return the query for the branches with an active pairing in a township; 0: in any."""
    query = select(PAIRING.c.branch_id).where(
        live(PAIRING), PAIRING.c.state == PairingState.ACTIVE, PAIRING.c.branch_id.is_not(None)
    )
    return query.where(PAIRING.c.township == township) if township else query


def _coverage(reader: Reader, township: int, kinds: list[ColumnElement[bool]]) -> Figure:
    here = _paired(township)
    own = DEPARTMENT.join(BRANCH, BRANCH.c.department_id == DEPARTMENT.c.id)
    counted = [live(BRANCH), DEPARTMENT.c.university_id == UNIVERSITY.c.id, *kinds]
    branches = select(func.count()).select_from(own).where(*counted)
    query = select(
        UNIVERSITY.c.branch_total,
        branches.scalar_subquery(),
        branches.where(BRANCH.c.id.in_(_paired(0))).scalar_subquery(),
    ).where(live(UNIVERSITY))
    if township:
        query = query.where(
            select(BRANCH.c.id)
            .select_from(own)
            .where(*counted, BRANCH.c.id.in_(here))
            .correlate(UNIVERSITY)
            .exists()
        )
    rows = reader.session.execute(query).all()
    whole = sum(known if total is None else total for total, known, _ in rows)
    return Figure(sum(paired for _, _, paired in rows), whole)


def _band(reader: Reader, township: int, band: Band, day: date) -> Figure:
    activities = branch_activities(BRANCH.c.id, semester_bounds(day), joint=band.joint)
    chosen = activities.distinct().correlate(BRANCH).subquery()
    count = select(func.count()).select_from(chosen).scalar_subquery()
    query = select(count).where(
        live(BRANCH), BRANCH.c.id.in_(_paired(township)), *_kinds(clubs=band.clubs)
    )
    counts = reader.session.execute(query).scalars()
    return within_band(counts, band.floor, band.ceiling or None)


def _reach(reader: Reader, township: int, at_least: int) -> Figure:
    listed = _people(township)
    whole = reader.session.execute(select(func.count()).select_from(listed)).scalar_one()
    times = (
        select(STUDENT.c.branch_id, _person().label("person"))
        .select_from(ATTENDANCE.join(STUDENT, STUDENT.c.id == ATTENDANCE.c.student_id))
        .where(
            live(ATTENDANCE),
            live(STUDENT),
            ATTENDANCE.c.presence == Presence.PRESENT,
            STUDENT.c.branch_id.in_(_paired(township)),
        )
        .subquery()
    )
    came = (
        select(times.c.branch_id, times.c.person)
        .group_by(times.c.branch_id, times.c.person)
        .having(func.count() >= at_least)
        .subquery()
    )
    both = listed.join(
        came, (came.c.branch_id == listed.c.branch_id) & (came.c.person == listed.c.person)
    )
    reached = reader.session.execute(select(func.count()).select_from(both)).scalar_one()
    return Figure(int(reached), int(whole))


def _people(township: int) -> Subquery:
    """Return the students of paired branches, one row for a person whom several townships list."""
    query = (
        select(STUDENT.c.branch_id, _person().label("person"))
        .join(BRANCH, BRANCH.c.id == STUDENT.c.branch_id)
        .where(live(STUDENT), live(BRANCH), STUDENT.c.branch_id.in_(_paired(township)))
        .distinct()
    )
    return (query.where(STUDENT.c.township == township) if township else query).subquery()


def _person() -> ColumnElement[str]:
    """Return what tells students of a branch apart: the number, or else the name."""
    number = STUDENT.c.student_number
    return case((number != "", number), else_=STUDENT.c.name)

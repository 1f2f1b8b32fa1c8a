"""Who is on an activity's list, what was entered, and which printed pages still wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from desktop.domain.terms import (
    AttendanceSource,
    CertificateState,
    EnrolmentState,
    Gender,
    Presence,
)
from desktop.store.queries.tables import (
    ACTIVITY,
    ATTENDANCE,
    BRANCH,
    CERTIFICATE,
    DEPARTMENT,
    ENROLMENT,
    SHEET_PAGE,
    STUDENT,
    UNIVERSITY,
    live,
    with_branch,
)
from desktop.store.store import Reader

ID_SIZE = 16


@dataclass(frozen=True)
class GridRow:
    """A student on the list, in the order of the sheet; `presence` None: nothing entered."""

    student_id: bytes
    name: str
    student_number: str
    gender: Gender
    phone: str
    branch: str
    department: str
    university: str
    presence: Presence | None
    check_in: datetime | None
    check_out: datetime | None
    minutes: int
    source: AttendanceSource | None
    certified: bool


@dataclass(frozen=True)
class MissingPage:
    """A printed page, of the last version, of which no student has an entry."""

    activity_id: bytes
    version: int
    page: int
    pages: int
    students: int


@dataclass(frozen=True)
class Attended:
    """An activity at which a student was present."""

    activity_id: bytes
    title: str
    starts_at: datetime | None
    minutes: int


def attended(reader: Reader, student_id: bytes) -> list[Attended]:
    """Return the activities at which a student was present, the earliest first."""
    query = (
        select(
            ACTIVITY.c.id.label("activity_id"),
            ACTIVITY.c.title,
            ACTIVITY.c.starts_at,
            ATTENDANCE.c.minutes,
        )
        .join_from(ATTENDANCE, ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id)
        .where(
            live(ATTENDANCE),
            live(ACTIVITY),
            ATTENDANCE.c.student_id == student_id,
            ATTENDANCE.c.presence == Presence.PRESENT,
        )
        .order_by(ACTIVITY.c.starts_at, ACTIVITY.c.id)
    )
    return [Attended(**row) for row in reader.session.execute(query).mappings()]


def grid(reader: Reader, activity_id: bytes) -> list[GridRow]:
    """Return the students on an activity's list with what was entered for them."""
    certified = (
        select(CERTIFICATE.c.id)
        .where(
            live(CERTIFICATE),
            CERTIFICATE.c.activity_id == activity_id,
            CERTIFICATE.c.student_id == STUDENT.c.id,
            CERTIFICATE.c.state == CertificateState.ISSUED,
        )
        .exists()
    )
    entered = and_(
        live(ATTENDANCE),
        ATTENDANCE.c.activity_id == activity_id,
        ATTENDANCE.c.student_id == STUDENT.c.id,
    )
    query = (
        select(
            STUDENT.c.id.label("student_id"),
            STUDENT.c.name,
            STUDENT.c.student_number,
            STUDENT.c.gender,
            STUDENT.c.phone,
            func.coalesce(BRANCH.c.name, "").label("branch"),
            func.coalesce(DEPARTMENT.c.name, "").label("department"),
            func.coalesce(UNIVERSITY.c.name, "").label("university"),
            ATTENDANCE.c.presence,
            ATTENDANCE.c.check_in,
            ATTENDANCE.c.check_out,
            func.coalesce(ATTENDANCE.c.minutes, 0).label("minutes"),
            ATTENDANCE.c.source,
            certified.label("certified"),
        )
        .select_from(
            with_branch(ENROLMENT.join(STUDENT, STUDENT.c.id == ENROLMENT.c.student_id)).outerjoin(
                ATTENDANCE, entered
            )
        )
        .where(
            live(ENROLMENT),
            live(STUDENT),
            ENROLMENT.c.activity_id == activity_id,
            ENROLMENT.c.state == EnrolmentState.ENROLLED,
        )
        .order_by(UNIVERSITY.c.name, BRANCH.c.name, STUDENT.c.student_number, STUDENT.c.id)
    )
    return [GridRow(**row) for row in reader.session.execute(query).mappings()]


@dataclass(frozen=True)
class PrintedRow:
    """A student as a sheet shows them, in the roster still or not."""

    name: str
    branch: str
    student_number: str
    phone: str


def printed_rows(reader: Reader, student_ids: Collection[bytes]) -> dict[bytes, PrintedRow]:
    """Return what a sheet shows of these students, of those whose row is here."""
    query = (
        select(
            STUDENT.c.id,
            STUDENT.c.name,
            func.coalesce(BRANCH.c.name, "").label("branch"),
            STUDENT.c.student_number,
            STUDENT.c.phone,
        )
        .select_from(STUDENT.outerjoin(BRANCH, BRANCH.c.id == STUDENT.c.branch_id))
        .where(STUDENT.c.id.in_(student_ids))
    )
    return {
        row.id: PrintedRow(row.name, row.branch, row.student_number, row.phone)
        for row in reader.session.execute(query)
    }


def last_version(reader: Reader, activity_id: bytes) -> int:
    """Return the version of the sheet printed last, 0: none."""
    query = select(func.coalesce(func.max(SHEET_PAGE.c.version), 0)).where(
        SHEET_PAGE.c.activity_id == activity_id
    )
    return int(reader.session.execute(query).scalar_one())


def pages_missing(reader: Reader, activity_id: bytes | None = None) -> list[MissingPage]:
    """Return the pages not yet entered of one activity or of all, pages for walk-ins only apart."""
    newest = SHEET_PAGE.alias("newest")
    latest = (
        select(func.max(newest.c.version))
        .where(live(newest), newest.c.activity_id == SHEET_PAGE.c.activity_id)
        .scalar_subquery()
    )
    # an id in the middle of two others would take chance more than it has: ten bytes are random
    entered = select(ATTENDANCE.c.id).where(
        live(ATTENDANCE),
        ATTENDANCE.c.activity_id == SHEET_PAGE.c.activity_id,
        func.instr(SHEET_PAGE.c.students, ATTENDANCE.c.student_id) > 0,
    )
    query = (
        select(
            SHEET_PAGE.c.activity_id,
            SHEET_PAGE.c.version,
            SHEET_PAGE.c.page,
            SHEET_PAGE.c.pages,
            (func.length(SHEET_PAGE.c.students) // ID_SIZE).label("students"),
        )
        .where(
            live(SHEET_PAGE),
            SHEET_PAGE.c.version == latest,
            func.length(SHEET_PAGE.c.students) > 0,
            ~entered.exists(),
        )
        .order_by(SHEET_PAGE.c.activity_id, SHEET_PAGE.c.page)
    )
    if activity_id is not None:
        query = query.where(SHEET_PAGE.c.activity_id == activity_id)
    return [MissingPage(**row) for row in reader.session.execute(query).mappings()]


def split_ids(joined: bytes) -> list[bytes]:
    """Return the 16-byte ids that a sheet page holds one after the other."""
    return [joined[at : at + ID_SIZE] for at in range(0, len(joined), ID_SIZE)]

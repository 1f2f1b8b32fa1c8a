"""Printed sheets and how far they are entered: by whom, when, on which PC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from desktop.domain.terms import ActivityState, Presence
from desktop.store.queries.attendances import split_ids
from desktop.store.queries.lives import lives
from desktop.store.queries.tables import ACTIVITY, ATTENDANCE, SHEET_PAGE, STUDENT, live
from desktop.store.store import Reader


@dataclass(frozen=True)
class Entry:
    """When a student's entry was last written, by whom, and whether on this PC."""

    by: str
    at: datetime
    here: bool


@dataclass(frozen=True)
class SheetRow:
    """A page of the sheet printed last; `last` is the newest entry on it, None without any."""

    activity_id: bytes
    number: str
    title: str
    state: ActivityState
    starts_at: datetime | None
    version: int
    page: int
    pages: int
    printed_at: datetime | None
    students: int
    entered: int
    last: Entry | None

    @property
    def is_done(self) -> bool:
        """Whether everybody on the page has an entry."""
        return self.entered >= self.students


@dataclass(frozen=True)
class Elsewhere:
    """A student who was present at another activity while this one ran."""

    student_id: bytes
    number: str
    title: str


def own_lives(reader: Reader) -> frozenset[int]:
    """Return the epochs of this database, from the first life to this one."""
    known = lives(reader)
    found = []
    epoch = reader.replica.epoch
    while epoch and epoch not in found:
        found.append(epoch)
        epoch = known.get(epoch, (0, 0))[0]
    return frozenset(found)


def entries(reader: Reader, activity_ids: Collection[bytes]) -> dict[bytes, dict[bytes, Entry]]:
    """Return by activity the entries of its students."""
    own = own_lives(reader)
    query = select(
        ATTENDANCE.c.activity_id,
        ATTENDANCE.c.student_id,
        ATTENDANCE.c.edited_by,
        ATTENDANCE.c.edited_at,
        ATTENDANCE.c.epoch,
    ).where(live(ATTENDANCE), ATTENDANCE.c.activity_id.in_(list(activity_ids)))
    found: dict[bytes, dict[bytes, Entry]] = defaultdict(dict)
    for activity, student, by, at, epoch in reader.session.execute(query):
        found[activity][student] = Entry(by, datetime.fromtimestamp(at, UTC), epoch in own)
    return found


def sheet_rows(reader: Reader, since: datetime) -> list[SheetRow]:
    """Return the pages of the sheets printed last, of activities since `since`, the newest first.

    Pages that have only blank lines are left out.
    """
    newest = SHEET_PAGE.alias("newest")
    latest = (
        select(func.max(newest.c.version))
        .where(live(newest), newest.c.activity_id == SHEET_PAGE.c.activity_id)
        .scalar_subquery()
    )
    query = (
        select(
            ACTIVITY.c.id,
            ACTIVITY.c.number,
            ACTIVITY.c.title,
            ACTIVITY.c.state,
            ACTIVITY.c.starts_at,
            SHEET_PAGE.c.version,
            SHEET_PAGE.c.page,
            SHEET_PAGE.c.pages,
            SHEET_PAGE.c.printed_at,
            SHEET_PAGE.c.students,
        )
        .join_from(SHEET_PAGE, ACTIVITY, ACTIVITY.c.id == SHEET_PAGE.c.activity_id)
        .where(
            live(SHEET_PAGE),
            live(ACTIVITY),
            SHEET_PAGE.c.version == latest,
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.starts_at >= since,
        )
        .order_by(ACTIVITY.c.starts_at.desc(), ACTIVITY.c.id, SHEET_PAGE.c.page)
    )
    pages = reader.session.execute(query).all()
    entered = entries(reader, {row.id for row in pages})
    return [row for page in pages if (row := _sheet_row(page, entered.get(page.id, {}))).students]


def _sheet_row(page: Any, entered: dict[bytes, Entry]) -> SheetRow:  # noqa: ANN401 - a result's row
    students = split_ids(page.students or b"")
    on_page = [entered[one] for one in students if one in entered]
    return SheetRow(
        page.id,
        page.number,
        page.title,
        page.state,
        page.starts_at,
        page.version,
        page.page,
        page.pages,
        page.printed_at,
        len(students),
        len(on_page),
        max(on_page, key=lambda one: one.at, default=None),
    )


def elsewhere(reader: Reader, activity_id: bytes) -> list[Elsewhere]:
    """Return who was present at another activity at a time that this one was planned for."""
    here = ACTIVITY.alias("here")
    query = (
        select(ATTENDANCE.c.student_id, ACTIVITY.c.number, ACTIVITY.c.title)
        .select_from(
            here.join(
                ATTENDANCE.join(ACTIVITY, ACTIVITY.c.id == ATTENDANCE.c.activity_id),
                (ATTENDANCE.c.check_in < here.c.ends_at)
                & (ATTENDANCE.c.check_out > here.c.starts_at)
                & (ATTENDANCE.c.activity_id != here.c.id),
            ).join(STUDENT, STUDENT.c.id == ATTENDANCE.c.student_id)
        )
        .where(
            here.c.id == activity_id,
            live(ATTENDANCE),
            live(ACTIVITY),
            ACTIVITY.c.starts_at < here.c.ends_at,
            ACTIVITY.c.ends_at > here.c.starts_at,
            ATTENDANCE.c.presence == Presence.PRESENT,
        )
        .order_by(STUDENT.c.name)
    )
    return [Elsewhere(**row) for row in reader.session.execute(query).mappings()]

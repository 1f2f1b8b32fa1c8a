"""What a student did here, semester by semester, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from desktop.domain.terms import CertificateState, StudentEventKind
from desktop.store.queries.attendances import Attended, attended
from desktop.store.queries.tables import BRANCH, CERTIFICATE, STUDENT_EVENT, live
from desktop.store.store import Reader


@dataclass(frozen=True)
class Event:
    """One change: of branch from `before` to `after`, or another; `note` says more."""

    kind: StudentEventKind
    on: date | None
    before: str
    after: str
    note: str


@dataclass(frozen=True)
class Given:
    """A certificate of a student."""

    serial: str
    on: date | None
    minutes: int
    state: CertificateState


@dataclass(frozen=True)
class History:
    """All of a student, the oldest first."""

    attended: list[Attended]
    given: list[Given]
    events: list[Event]


def history(reader: Reader, student_id: bytes) -> History:
    """Return what is on record of a student."""
    return History(
        attended(reader, student_id), _given(reader, student_id), _events(reader, student_id)
    )


def _given(reader: Reader, student_id: bytes) -> list[Given]:
    query = (
        select(
            CERTIFICATE.c.serial,
            CERTIFICATE.c.issued_on,
            CERTIFICATE.c.minutes,
            CERTIFICATE.c.state,
        )
        .where(live(CERTIFICATE), CERTIFICATE.c.student_id == student_id)
        .order_by(CERTIFICATE.c.issued_on, CERTIFICATE.c.serial)
    )
    return [Given(*row) for row in reader.session.execute(query)]


def _events(reader: Reader, student_id: bytes) -> list[Event]:
    before, after = BRANCH.alias(), BRANCH.alias()
    query = (
        select(
            STUDENT_EVENT.c.kind,
            STUDENT_EVENT.c.happened_on,
            before.c.name,
            after.c.name,
            STUDENT_EVENT.c.note,
        )
        .select_from(
            STUDENT_EVENT.outerjoin(
                before, before.c.id == STUDENT_EVENT.c.from_branch_id
            ).outerjoin(after, after.c.id == STUDENT_EVENT.c.to_branch_id)
        )
        .where(live(STUDENT_EVENT), STUDENT_EVENT.c.student_id == student_id)
        .order_by(STUDENT_EVENT.c.happened_on, STUDENT_EVENT.c.id)
    )
    return [
        Event(kind, on, before_name or "", after_name or "", note)
        for kind, on, before_name, after_name, note in reader.session.execute(query)
    ]

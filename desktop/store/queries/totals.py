"""How much a township has on record, counted the same at both ends."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from desktop.domain.terms import CertificateState, PairingState, Presence
from desktop.store.store import Reader
from desktop.store.tables import Activity, Attendance, Certificate, Pairing, Student, Synced


@dataclass(frozen=True)
class Totals:
    """Live rows of one township; minutes are of those who came."""

    pairings: int
    active_pairings: int
    activities: int
    students: int
    attendances: int
    minutes: int
    certificates: int


def township_totals(reader: Reader, township: int) -> Totals:
    """Return the totals of the township with this 9-digit code."""

    def count(kind: type[Synced], *conditions: object) -> int:
        query = select(func.count()).where(
            kind.township == township,  # type: ignore[arg-type]
            kind.deleted == False,  # type: ignore[arg-type]  # noqa: E712 - SQL
            *conditions,  # type: ignore[arg-type]
        )
        return int(reader.session.execute(query).scalar_one())

    present = Attendance.presence == Presence.PRESENT
    minutes = select(func.coalesce(func.sum(Attendance.minutes), 0)).where(
        Attendance.township == township,  # type: ignore[arg-type]
        Attendance.deleted == False,  # type: ignore[arg-type]  # noqa: E712 - SQL
        present,  # type: ignore[arg-type]
    )
    return Totals(
        pairings=count(Pairing),
        active_pairings=count(Pairing, Pairing.state == PairingState.ACTIVE),
        activities=count(Activity),
        students=count(Student),
        attendances=count(Attendance, present),
        minutes=int(reader.session.execute(minutes).scalar_one()),
        certificates=count(Certificate, Certificate.state == CertificateState.ISSUED),
    )

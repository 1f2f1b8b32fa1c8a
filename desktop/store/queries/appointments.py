"""聘任, as the window lists them, and those that end without a successor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.definitions import Succession
from desktop.domain.succession import is_near
from desktop.domain.terms import PostKind
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import APPOINTMENT, live
from desktop.store.store import Reader


def vacant_from(ends_on: date | None, leaves_on: date | None) -> date | None:
    """Return when a post falls vacant: the term's end, or when the person leaves."""
    return min((day for day in (ends_on, leaves_on) if day), default=None)


@dataclass(frozen=True)
class AppointmentRow:
    """One appointment."""

    id: bytes
    kind: PostKind
    person: str
    unit: str
    phone: str
    serves: str
    starts_on: date | None
    ends_on: date | None
    leaves_on: date | None

    @property
    def last_day(self) -> date | None:
        """The day on which the post falls vacant."""
        return vacant_from(self.ends_on, self.leaves_on)


APPOINTMENTS = Listing(
    AppointmentRow,
    APPOINTMENT,
    {name: APPOINTMENT.c[name] for name in AppointmentRow.__annotations__},
    live(APPOINTMENT),
    ("person", "unit", "serves"),
    (APPOINTMENT.c.ends_on.desc(), APPOINTMENT.c.person, APPOINTMENT.c.id),
)

page = APPOINTMENTS.page


def responsible(reader: Reader, today: date) -> dict[str, list[str]]:
    """Return who answers for pairings at each unit, by its name: "name telephone"."""
    people: dict[str, list[str]] = {}
    for row in page(reader, only={"kind": PostKind.RESPONSIBLE}):
        if (row.last_day or today) >= today:
            people.setdefault(row.serves, []).append(f"{row.person} {row.phone}".strip())
    return people


def ending(reader: Reader, today: date, rule: Succession) -> list[bytes]:
    """Return the appointments that end soon or have ended, as long as nobody succeeds.

    Whoever was appointed to the same post of the same unit for longer is the successor.
    """
    rows = APPOINTMENTS.values(reader, "id", "kind", "serves", "ends_on", "leaves_on")
    ends = {row.id: vacant_from(row.ends_on, row.leaves_on) for row in rows}
    latest: dict[tuple[PostKind, str], date] = {}
    for row in rows:
        post = row.kind, row.serves
        latest[post] = max(latest.get(post, date.min), ends[row.id] or date.max)
    return [
        row.id
        for row in rows
        if is_near(last := ends[row.id], today, rule)
        and (last or date.max) >= latest[row.kind, row.serves]
    ]

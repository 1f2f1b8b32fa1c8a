"""聘任, as the window lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.terms import PostKind
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import APPOINTMENT, live


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


_LISTING = Listing(
    AppointmentRow,
    APPOINTMENT,
    {name: APPOINTMENT.c[name] for name in AppointmentRow.__annotations__},
    live(APPOINTMENT),
    ("person", "unit", "serves"),
    (APPOINTMENT.c.ends_on.desc(), APPOINTMENT.c.person, APPOINTMENT.c.id),
)

page = _LISTING.page
count = _LISTING.count

"""Who was appointed to what, for how long."""

from __future__ import annotations

from desktop.domain.terms import PostKind
from desktop.store.tables.base import Synced, date, day, sequence_index, text, word


class Appointment(Synced, table=True):
    """聘任 of a mentor, a cross-post or accompanying staff; `unit` is where the person works.

    `serves` is the branch, community or committee they are appointed to; `leaves_on` the day on
    which the person is known to leave, e.g. of graduation.
    """

    __tablename__ = "appointment"
    __table_args__ = sequence_index("appointment")

    kind: PostKind = word(PostKind.MENTOR)
    person: str = text()
    unit: str = text()
    phone: str = text()
    serves: str = text()
    starts_on: date | None = day()
    ends_on: date | None = day()
    leaves_on: date | None = day()

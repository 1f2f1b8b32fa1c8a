"""The three indicators of the programme as pure functions of counts.

What only the province can settle stands as a parameter with today's choice as its default.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from desktop.domain.activity import LOAD_CEILING, LOAD_FLOOR, semester_of
from desktop.foundation.clock import BEIJING

HAND_UP_DAYS = 30
"""A change waits no longer than this for the next 上报."""

RECEIPT_DAYS = 14
"""A bundle handed up is asked after when no receipt has come for so long."""


@dataclass(frozen=True)
class Figure:
    """A share of a whole; `value` is None when there is no whole."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1 (above 1 when the whole was understated)."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Campus:
    """A university paired here: its paired branches, those known here, the total sent down."""

    university: str
    paired: int
    known: int
    sent_total: int | None = None
    sent_on: date | None = None
    sent_source: str = ""

    @property
    def total(self) -> int:
        """The denominator: as sent down, else the branches known here."""
        return self.known if self.sent_total is None else self.sent_total

    @property
    def source(self) -> str:
        """Where the denominator comes from, in words, with the university."""
        return f"{self.university}：{self.origin}"

    @property
    def origin(self) -> str:
        """Where the denominator comes from, in words."""
        if self.sent_total is None:
            return f"本机名录 {self.known} 个团支部（省里尚未下发总数）"
        origin = f"省里下发 {self.sent_total} 个团支部"
        details = [self.sent_source] if self.sent_source else []
        if self.sent_on is not None:
            details.append(f"截至 {self.sent_on.isoformat()}")
        aside = f"（{'，'.join(details)}）" if details else ""
        return f"{origin}{aside}"


def coverage(campuses: Iterable[Campus]) -> Figure:
    """Return branches with an active pairing ÷ all branches of the universities paired here."""
    paired = list(campuses)
    return Figure(sum(one.paired for one in paired), sum(one.total for one in paired))


def within_band(
    activities: Iterable[int], floor: int = LOAD_FLOOR, ceiling: int | None = LOAD_CEILING
) -> Figure:
    """Return branches whose activities lie from `floor` to `ceiling` (None: no upper end)."""
    counts = list(activities)
    good = sum(1 for count in counts if floor <= count and (ceiling is None or count <= ceiling))
    return Figure(good, len(counts))


def reached(attendances: Iterable[int], at_least: int = 1) -> Figure:
    """Return students who came at least so often ÷ all students given."""
    counts = list(attendances)
    return Figure(sum(1 for count in counts if count >= at_least), len(counts))


def semester_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first instant of the day's semester and the instant after its last."""
    _, first, after = semester_of(day)
    return day_start(first), day_start(after)


def day_start(day: date) -> datetime:
    """Return the first instant of a day in Beijing."""
    return datetime.combine(day, time(), BEIJING)

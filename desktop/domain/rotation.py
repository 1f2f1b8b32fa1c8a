"""Which backups are kept: of the last days, weeks and months that there are any of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NEWEST, DAYS, WEEKS, MONTHS = 3, 7, 5, 12
"""The newest few, then the newest one of each of so many days, ISO weeks and months."""

GUARDED = 5
"""So many of the newest that were made before something was replaced."""


@dataclass(frozen=True)
class Kept:
    """A backup: its day, and whether it holds what an upgrade or a restore has replaced."""

    day: date
    guarded: bool = False


def to_keep(newest_first: Sequence[Kept]) -> set[int]:
    """Return the positions of the backups to keep.

    Their order is that of making. Days only tell them apart: with a clock that was wrong by years
    the newest are kept all the same.
    """
    keep = set(range(min(NEWEST, len(newest_first))))
    guarded = [at for at, one in enumerate(newest_first) if one.guarded]
    keep.update(guarded[:GUARDED])
    for limit, label in (
        (DAYS, lambda day: day),
        (WEEKS, lambda day: day.isocalendar()[:2]),
        (MONTHS, lambda day: (day.year, day.month)),
    ):
        first: dict[object, int] = {}
        for at, one in enumerate(newest_first):
            first.setdefault(label(one.day), at)
        keep.update(list(first.values())[:limit])
    return keep

"""The wall clock: shown to people, never compared by the exchange."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""China has one time zone without daylight saving; no zone database is needed."""


def system_clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)


def local_time(instant: datetime) -> datetime:
    """Return an aware instant as people here read it off the clock."""
    return instant.astimezone(BEIJING)


def local_day(instant: datetime) -> date:
    """Return the calendar day in Beijing of an aware instant."""
    return local_time(instant).date()

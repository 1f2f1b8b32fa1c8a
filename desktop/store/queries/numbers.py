"""The last number given in a series, rows deleted since included: a number is never given twice."""

from __future__ import annotations

from sqlalchemy import Column, select

from desktop.store.queries.tables import ACTIVITY, CERTIFICATE
from desktop.store.store import Reader


def last_activity(reader: Reader, prefix: str) -> int:
    """Return the highest number after `prefix` among activities, 0 when there is none."""
    return _last(reader, ACTIVITY.c.number, prefix)


def last_certificate(reader: Reader, prefix: str) -> int:
    """Return the highest number after `prefix` among certificates' serials, 0 without any."""
    return _last(reader, CERTIFICATE.c.serial, prefix)


def _last(reader: Reader, column: Column[str], prefix: str) -> int:
    query = select(column).where(column.startswith(prefix, autoescape=True))
    tails = (text[len(prefix) :] for text in reader.session.execute(query).scalars())
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)

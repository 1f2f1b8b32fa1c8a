"""At the province: who of a township has been heard, and up to what number."""

from __future__ import annotations

from sqlalchemy import func, select

from desktop.store.queries.tables import core
from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Device

_ACCEPTED, _DEVICE = core(AcceptedBundle), core(Device)


def senders_of(reader: Reader, township: int) -> list[int]:
    """Return the epochs whose bundles came from a township's devices.

    A device has several when it was copied or restored, and rows of each.
    """
    heard = (
        select(_ACCEPTED.c.epoch)
        .join(_DEVICE, _DEVICE.c.id == _ACCEPTED.c.device)
        .where(_DEVICE.c.township == township)
    )
    last = select(_DEVICE.c.epoch).where(_DEVICE.c.township == township)
    return sorted(set(reader.session.execute(heard.union(last)).scalars()))


def highest_named(reader: Reader, township: int) -> int:
    """Return the highest lsn that any bundle of a township named; 0 if none has come."""
    query = (
        select(func.max(_ACCEPTED.c.highest))
        .join(_DEVICE, _DEVICE.c.id == _ACCEPTED.c.device)
        .where(_DEVICE.c.township == township)
    )
    return reader.session.execute(query).scalar() or 0

"""The province at a glance: aggregates of what has come in, never the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from desktop.store.queries.tables import core, live
from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Device, Synced, Township

_ACCEPTED, _DEVICE, _TOWNSHIP = core(AcceptedBundle), core(Device), core(Township)


@dataclass(frozen=True)
class Devices:
    """A township's PCs: enrolled, and joined among them."""

    enrolled: int
    joined: int


@dataclass(frozen=True)
class Received:
    """Bundles taken in of a township; `refused` counts rows."""

    bundles: int = 0
    last: datetime | None = None
    refused: int = 0


def count_live(reader: Reader, kind: type[Synced]) -> int:
    """Return how many rows of a table were not deleted."""
    table = core(kind)
    query = select(func.count()).select_from(table).where(live(table))
    return int(reader.session.execute(query).scalar_one())


def township_names(reader: Reader) -> dict[int, str]:
    """Return the names of all townships by 9-digit code."""
    query = select(_TOWNSHIP.c.code, _TOWNSHIP.c.name).where(live(_TOWNSHIP))
    return {row.code: row.name for row in reader.session.execute(query)}


def devices(reader: Reader) -> dict[int, Devices]:
    """Return the PCs of each township that was enrolled, by its 9-digit code, in order."""
    query = (
        select(_DEVICE.c.township, func.count(), func.count(_DEVICE.c.joined_at))
        .group_by(_DEVICE.c.township)
        .order_by(_DEVICE.c.township)
    )
    return {code: Devices(*counts) for code, *counts in reader.session.execute(query)}


def received(reader: Reader) -> dict[int, Received]:
    """Return what was taken in of each township, by its 9-digit code."""
    query = (
        select(
            _DEVICE.c.township,
            func.count(),
            func.max(_ACCEPTED.c.taken_in_at),
            func.sum(_ACCEPTED.c.refused),
        )
        .join_from(_ACCEPTED, _DEVICE, _ACCEPTED.c.device == _DEVICE.c.id)
        .group_by(_DEVICE.c.township)
    )
    return {
        code: Received(bundles, last, int(refused))
        for code, bundles, last, refused in reader.session.execute(query)
    }

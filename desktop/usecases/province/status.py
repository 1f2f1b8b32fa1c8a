"""The province's view of its townships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.store.queries.totals import township_totals
from desktop.store.tables import AcceptedBundle, Community, Device, Township, University
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class TownshipStatus:
    """One enrolled township: its PCs, its last bundle, its figures."""

    code: int
    name: str
    devices: int
    joined: int
    bundles: int
    last_taken_in: datetime | None
    refused: int
    pairings: int
    activities: int
    students: int
    attendances: int
    certificates: int


@dataclass(frozen=True)
class ProvinceStatus:
    """The whole province."""

    townships: int
    communities: int
    universities: int
    enrolled: tuple[TownshipStatus, ...]


def province_status(workspace: Workspace) -> ProvinceStatus:
    """Return the reference counts, and each township that was enrolled, by code."""
    with workspace.store.read() as reader:
        devices = reader.local(Device)
        bundles = reader.local(AcceptedBundle)
        names = {row.code: row.name for row in reader.find(Township)}
        owner = {device.id: device.township for device in devices}
        enrolled = []
        for code in sorted({device.township for device in devices}):
            own = [device for device in devices if device.township == code]
            taken = [bundle for bundle in bundles if owner.get(bundle.device or b"") == code]
            totals = township_totals(reader, code)
            enrolled.append(
                TownshipStatus(
                    code,
                    names.get(code, ""),
                    len(own),
                    sum(device.joined_at is not None for device in own),
                    len(taken),
                    max((b.taken_in_at for b in taken if b.taken_in_at), default=None),
                    sum(bundle.refused for bundle in taken),
                    totals.pairings,
                    totals.activities,
                    totals.students,
                    totals.attendances,
                    totals.certificates,
                )
            )
        return ProvinceStatus(
            len(names),
            len(reader.find(Community)),
            len(reader.find(University)),
            tuple(enrolled),
        )

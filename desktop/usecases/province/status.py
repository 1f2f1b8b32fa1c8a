"""The province's view of its townships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.store.queries import province
from desktop.store.tables import Community, TownshipFigures, University
from desktop.usecases.province.setting_aside import count_set_aside
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
    """The whole province: what it was loaded with, what has come in, each enrolled township.

    `set_aside` counts the files that were refused and not taken in since.
    """

    townships: int
    communities: int
    universities: int
    handed_up: int
    bundles: int
    pairings: int
    activities: int
    students: int
    attendances: int
    certificates: int
    enrolled: tuple[TownshipStatus, ...]
    set_aside: int = 0


def province_status(workspace: Workspace) -> ProvinceStatus:
    """Return the reference counts, and each township that was enrolled, by code."""
    with workspace.store.read() as reader:
        names = province.township_names(reader)
        received = province.received(reader)
        figures = {row.township: row for row in reader.local(TownshipFigures)}
        enrolled = [
            _township(
                code,
                names.get(code, ""),
                devices,
                received.get(code, province.Received()),
                figures.get(code) or TownshipFigures(township=code),
            )
            for code, devices in province.devices(reader).items()
        ]
        return ProvinceStatus(
            len(names),
            province.count_live(reader, Community),
            province.count_live(reader, University),
            handed_up=sum(one.bundles > 0 for one in enrolled),
            bundles=sum(one.bundles for one in enrolled),
            pairings=sum(one.pairings for one in enrolled),
            activities=sum(one.activities for one in enrolled),
            students=sum(one.students for one in enrolled),
            attendances=sum(one.attendances for one in enrolled),
            certificates=sum(one.certificates for one in enrolled),
            enrolled=tuple(enrolled),
            set_aside=count_set_aside(workspace.folder.refused),
        )


def _township(
    code: int,
    name: str,
    devices: province.Devices,
    received: province.Received,
    figures: TownshipFigures,
) -> TownshipStatus:
    return TownshipStatus(
        code,
        name,
        devices.enrolled,
        devices.joined,
        received.bundles,
        received.last,
        received.refused,
        figures.pairings,
        figures.activities,
        figures.students,
        figures.attendances,
        figures.certificates,
    )

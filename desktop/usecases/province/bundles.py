"""The bundles that came from one township, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.bundle.code import receipt_code
from desktop.store.tables import AcceptedBundle, Device
from desktop.usecases.province.enrol import find_township
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class BundleShown:
    """A bundle taken in; `device` in hex, `reasons` of the rows that were refused."""

    device: str
    pc: str
    number: int
    taken_in_at: datetime | None
    new: int
    merged: int
    conflicting: int
    refused: int
    photos: int
    code: str
    reasons: tuple[str, ...]


def township_bundles(workspace: Workspace, code: int) -> list[BundleShown]:
    """Return the bundles of a township (9-digit code), newest first; `UnknownTownshipError`."""
    with workspace.store.read() as reader:
        township = find_township(reader, code).code
        found = [
            (device, bundle)
            for device in reader.local(Device, township=township)
            for bundle in reader.local(AcceptedBundle, device=device.id)
        ]
        found.sort(key=lambda pair: (pair[1].taken_in_at, pair[1].number), reverse=True)
        return [
            BundleShown(
                device.id.hex(),
                device.name,
                bundle.number,
                bundle.taken_in_at,
                bundle.new,
                bundle.merged,
                bundle.conflicting,
                bundle.refused,
                bundle.photos,
                receipt_code(bundle.number, bundle.sha256),
                tuple(bundle.reasons.splitlines()),
            )
            for device, bundle in found
        ]

"""The codes that the province reads out by phone for bundles that it has taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.bundle.bundle import header_of
from desktop.bundle.code import receipt_code
from desktop.foundation.errors import QingqiaoError
from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Device
from desktop.usecases.province.enrol import find_township
from desktop.usecases.workspace import Workspace


class NotTakenInError(QingqiaoError):
    """There is no receipt for what was never taken in."""


@dataclass(frozen=True)
class ReceiptCode:
    """A bundle taken in, and the 8 letters for it."""

    township: int
    number: int
    code: str
    taken_in_at: datetime | None


def receipt_codes(workspace: Workspace, what: str) -> list[ReceiptCode]:
    """Return the codes of a bundle's file, or of a township (9-digit code), newest first.

    Raises `NotTakenInError`, `UnknownTownshipError`, and as `header_of`.
    """
    with workspace.store.read() as reader:
        owners = {device.id: device.township for device in reader.local(Device)}
        if what.isdigit():
            township = find_township(reader, int(what)).code
            found = [
                b for b in reader.local(AcceptedBundle) if owners.get(b.device or b"") == township
            ]
        else:
            found = _of_file(reader, Path(what))
        codes = [
            ReceiptCode(
                owners.get(bundle.device or b"", 0),
                bundle.number,
                receipt_code(bundle.number, bundle.sha256),
                bundle.taken_in_at,
            )
            for bundle in sorted(found, key=lambda b: b.number, reverse=True)
        ]
    if not codes:
        raise NotTakenInError(
            f"还没有接收过“{what}”，没有回执码。", "请先接收上报包，再把回执码告诉镇街。"
        )
    return codes


def _of_file(reader: Reader, path: Path) -> list[AcceptedBundle]:
    return reader.local(AcceptedBundle, sha256=bytes.fromhex(header_of(path).sha256))

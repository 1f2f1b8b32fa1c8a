"""Revoke a PC: its bundles are refused from now on, and everybody learns of its key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from desktop.foundation.files import WriteError
from desktop.store.tables import Device, IssuerKey
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.province.devices import find_devices, short_name
from desktop.usecases.province.send_down import send_to
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Revoked:
    """One PC that is revoked; `notice` is the file that tells it so, if it can be told.

    `unwritten` says that the file was wanted and the folder took none.
    """

    device: str
    township: int
    name: str
    notice: Path | None
    unwritten: bool = False


def revoke(workspace: Workspace, named: str, out: Path | None = None) -> list[Revoked]:
    """Revoke one PC by the start of its id, or all of a township by its code.

    With a folder `out`, a notice is written for each PC whose keys are known; it holds no rows.
    Revoking twice changes nothing and writes the notice again. Raises `NoSuchDeviceError`.
    """
    with workspace.store.write() as writer:
        found = find_devices(writer, named)
        for device in found:
            device.revoked = True
            writer.session.add(device)
            for key in writer.find(IssuerKey, verify_key=device.verify_key or b""):
                key.revoked = True
                writer.session.add(key)
    tell_verifiers(workspace)
    return [_told(workspace, device, out) for device in found]


def _told(workspace: Workspace, device: Device, out: Path | None) -> Revoked:
    done = Revoked(device.id.hex(), device.township, short_name(device), None)
    if out is None or not device.recipient:
        return done
    try:
        return replace(done, notice=send_to(workspace, out, device.id).path)
    except WriteError:  # revoked it is all the same
        return replace(done, unwritten=True)

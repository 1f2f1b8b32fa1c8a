"""Who may hand up: devices that were enrolled, with the keys that they joined with."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from desktop.bundle.age import is_recipient
from desktop.bundle.bundle import Header, open_bundle
from desktop.bundle.enrolment import check_join_proof
from desktop.bundle.errors import HostileBundleError, WrongSignerError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import reference_id
from desktop.store.store import Reader, Writer
from desktop.store.tables import Device, IssuerKey, Township
from desktop.sync.messages import Join, Manifest
from desktop.usecases.exchange.merging import read_manifest
from desktop.usecases.province.archive import kept_at
from desktop.usecases.province.devices import REJOIN, short_name
from desktop.usecases.workspace import Workspace


class UnknownDeviceError(QingqiaoError):
    """A bundle of a device that was never enrolled."""


class RevokedDeviceError(QingqiaoError):
    """A bundle of a device that was revoked."""


class LateJoinError(QingqiaoError):
    """A first bundle that came after its enrolment had expired."""


class UsedEnrolmentError(QingqiaoError):
    """A second PC joined with an enrolment that another one had used."""


def find_device(reader: Reader, device_id: bytes, path: Path) -> Device:
    """Return the device that signed the file at `path`.

    Raises `UnknownDeviceError`, `RevokedDeviceError`.
    """
    found = reader.local(Device, id=device_id)
    if not found:
        raise UnknownDeviceError(
            f"“{path.name}”来自没有入网的电脑，没有接收，数据没有改动。",
            f"请与该镇街核实；需要时另发入网文件，{REJOIN}",
        )
    (device,) = found
    if device.revoked:
        names = [row.name for row in reader.find(Township, code=device.township)]
        raise RevokedDeviceError(
            f"“{path.name}”来自{''.join(names)}已停用的电脑（{short_name(device)}），没有接收，"
            "数据没有改动。",
            f"确需继续使用的，请另发入网文件，{REJOIN}",
        )
    return device


def refuse_other_key(workspace: Workspace, device: Device, path: Path, header: Header) -> NoReturn:
    """Refuse a bundle with another key than the device's; say so if its enrolment was used twice.

    Raises `UsedEnrolmentError` or `WrongSignerError`, and as `open_bundle`.
    """
    with open_bundle(
        path,
        verify_key=header.verify_key,
        identity=workspace.identity,
        workdir=workspace.folder.root,
    ) as bundle:
        join = read_manifest(bundle.frames, Manifest).join
    if not _is_proven(device, join, header):
        raise WrongSignerError
    raise UsedEnrolmentError(
        f"“{path.name}”来自另一台电脑：它的入网文件已经被{short_name(device)}用过。没有接收，"
        "数据没有改动，那台电脑上的数据也都还在。",
        f"一份入网文件只供一台电脑使用。请另发一份，{REJOIN}",
    )


def _is_proven(device: Device, join: Join | None, header: Header) -> bool:
    """Tell whether who signed holds the token of the device's enrolment."""
    return (
        join is not None
        and join.verify_key == header.verify_key
        and check_join_proof(join.proof, device.token or b"", join.verify_key, join.recipient)
    )


def admit(
    workspace: Workspace, writer: Writer, device: Device, manifest: Manifest, header: Header
) -> None:
    """Accept a device's keys with its first bundle.

    Raises `WrongSignerError` without proof, `LateJoinError` past the last day. What the archive
    holds was accepted in time, before this province was restored.
    """
    join = manifest.join
    if join is None or not _is_proven(device, join, header):
        raise WrongSignerError
    if not is_recipient(join.recipient):  # nothing could be sent down, to nobody
        raise HostileBundleError("接收公钥不合规格")
    today, last = workspace.today(), device.expires_on
    archived = kept_at(workspace.folder.archive, device.township, header).exists()
    if last is not None and last < today and not archived:
        raise LateJoinError(
            f"这台电脑的入网文件已于 {last.isoformat()} 过期（省级今天是 {today.isoformat()}），"
            "没有接收，数据没有改动，那台电脑上的数据也都还在。",
            "核实确是该镇街的电脑后，可用 province extend 延长它的入网期限再接收；"
            f"或者另发入网文件，{REJOIN}",
        )
    device.verify_key, device.recipient = join.verify_key, join.recipient
    device.name = "".join(letter for letter in join.name if letter.isprintable())
    device.joined_at = workspace.now()
    issuer = reference_id("issuer_key", join.verify_key.hex())
    if writer.session.get(IssuerKey, issuer) is not None:
        raise WrongSignerError  # a key of another device: whose certificates would these be?
    writer.add(IssuerKey(id=issuer, issuer=device.township, verify_key=join.verify_key))

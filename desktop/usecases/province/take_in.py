"""Take in at the province: bundles that townships handed up."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from desktop.bundle.bundle import (
    Header,
    OpenedBundle,
    check_binding,
    header_of,
    open_bundle,
)
from desktop.bundle.code import receipt_code
from desktop.bundle.enrolment import check_join_proof
from desktop.bundle.errors import InterruptedBundleError, WrongRecipientError, WrongSignerError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import replacing
from desktop.foundation.ids import reference_id
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store.store import Reader, Writer
from desktop.store.tables import (
    OWNER_TOWNSHIP,
    AcceptedBundle,
    Device,
    IssuerKey,
    Township,
)
from desktop.sync.messages import PROVINCE, Join, Manifest
from desktop.usecases.exchange.epochs import EVERYTHING, begin_epoch
from desktop.usecases.exchange.issuers import write_issuers
from desktop.usecases.exchange.merging import Source, Tally, merge_frames, read_manifest
from desktop.usecases.province.devices import REJOIN, short_name
from desktop.usecases.province.memory import contradicts, remember, was_restored
from desktop.usecases.province.positions import position
from desktop.usecases.workspace import Workspace

_CHUNK = 1 << 20


class UnknownDeviceError(QingqiaoError):
    """A bundle of a device that was never enrolled."""


class RevokedDeviceError(QingqiaoError):
    """A bundle of a device that was revoked."""


class LateJoinError(QingqiaoError):
    """A first bundle that came after its enrolment had expired."""


class UsedEnrolmentError(QingqiaoError):
    """A second PC joined with an enrolment that another one had used."""


class ForkedDeviceError(QingqiaoError):
    """One number came with two contents: two copies of one database are at work."""


@dataclass(frozen=True)
class TakenIn:
    """What became of one file; with `error` it was refused, and no row changed.

    `code` is the receipt that may be read out by phone.
    """

    path: Path
    township: int = 0
    number: int = 0
    have: int = 0
    gap: bool = False
    duplicate: bool = False
    tally: Tally | None = None
    code: str = ""
    error: QingqiaoError | None = None


def take_in(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = SILENT
) -> list[TakenIn]:
    """Take in files, and the `.qqb` files of folders, each in a transaction of its own.

    A bad file is reported with its reason and leaves no trace; the others are taken in all the
    same, in any order.
    """
    results: list[TakenIn] = []
    files = [file for path in paths for file in _files(path)]
    for done, path in enumerate(files):
        progress.step(done, len(files), f"正在接收 {path.name}")
        try:
            results.append(_take_in_one(workspace, path, progress))
        except Cancelled:
            raise
        except QingqiaoError as error:
            results.append(TakenIn(path, error=error))
    if any(result.error is None for result in results):
        write_issuers(workspace)
    return results


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.qqb")) if path.is_dir() else [path]


def _take_in_one(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
    header = header_of(path)
    if header.kind != "hand-up" or header.recipient != PROVINCE or header.sender == PROVINCE:
        raise WrongRecipientError(
            f"“{path.name}”不是上报给省级的文件，没有接收，数据没有改动。",
            "请确认选的是镇街的上报包。",
        )
    with workspace.store.read() as reader:
        device = _device(reader, bytes.fromhex(header.sender), path)
        if reader.local(AcceptedBundle, sha256=_sha256(header), device=device.id):
            have = position(reader, device.id, header.epoch)
            return TakenIn(
                path, device.township, header.number, have, duplicate=True, code=_code(header)
            )
    if device.verify_key not in {None, header.verify_key}:
        _refuse_other_key(workspace, device, path, header)
    with (
        open_bundle(
            path,
            verify_key=device.verify_key or header.verify_key,
            identity=workspace.identity,
            workdir=workspace.folder.root,
        ) as bundle,
        workspace.store.write() as writer,
    ):
        header = bundle.header  # from here on the one that was verified
        manifest = read_manifest(bundle.frames, Manifest)
        check_binding(header, device.id.hex(), PROVINCE, manifest.epoch, manifest.number)
        (device,) = writer.local(Device, id=device.id)
        if device.verify_key is None:
            _admit(workspace, writer, device, manifest, header)
        if contradicts(writer, device.id, manifest, _sha256(header)):
            _keep(workspace.folder.refused, device.township, path, header)
            error = _twin(device, manifest)
            return TakenIn(path, device.township, manifest.number, error=error)
        return _merge(workspace, writer, device, manifest, bundle, path=path, progress=progress)


def _merge(
    workspace: Workspace,
    writer: Writer,
    device: Device,
    manifest: Manifest,
    bundle: OpenedBundle,
    *,
    path: Path,
    progress: Progress,
) -> TakenIn:
    """Merge the rows of a bundle that is in order, remember it, and keep the file."""
    if was_restored(writer, device.id, manifest.heard):
        begin_epoch(writer, EVERYTHING)
    source = Source(
        manifest.tables,
        manifest.lineage,
        {device.township},
        OWNER_TOWNSHIP,
        manifest.rows,
    )
    tally = merge_frames(writer, source, bundle.frames, progress, f"正在接收 {path.name}")
    writer.add(_accepted(workspace, device, manifest, bundle.header, tally))
    remember(writer, device.id, manifest.epoch, dict(manifest.chain))
    have = position(writer, device.id, manifest.epoch)
    _note_device(device, manifest, have, writer.replica.epoch)
    _keep(workspace.folder.archive, device.township, path, bundle.header)
    gap = manifest.since > have
    return TakenIn(
        path,
        device.township,
        manifest.number,
        have,
        gap=gap,
        tally=tally,
        code=_code(bundle.header),
    )


def _code(header: Header) -> str:
    return receipt_code(header.number, _sha256(header))


def _sha256(header: Header) -> bytes:
    return bytes.fromhex(header.sha256)


def _device(reader: Reader, device_id: bytes, path: Path) -> Device:
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


def _refuse_other_key(workspace: Workspace, device: Device, path: Path, header: Header) -> NoReturn:
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


def _admit(
    workspace: Workspace, writer: Writer, device: Device, manifest: Manifest, header: Header
) -> None:
    """Accept a device's keys with its first bundle.

    Raises `WrongSignerError` without proof, `LateJoinError` past the last day. What the archive
    holds was accepted in time, before this province was restored.
    """
    join = manifest.join
    if join is None or not _is_proven(device, join, header):
        raise WrongSignerError
    today, last = workspace.today(), device.expires_on
    archived = _archived(workspace.folder.archive, device.township, header).exists()
    if last is not None and last < today and not archived:
        raise LateJoinError(
            f"这台电脑的入网文件已于 {last.isoformat()} 过期（省级今天是 {today.isoformat()}），"
            "没有接收，数据没有改动，那台电脑上的数据也都还在。",
            "核实确是该镇街的电脑后，可用 province extend 延长它的入网期限再接收；"
            f"或者另发入网文件，{REJOIN}",
        )
    device.verify_key, device.recipient = join.verify_key, join.recipient
    device.name, device.joined_at = join.name, workspace.now()
    writer.add(
        IssuerKey(
            id=reference_id("issuer_key", join.verify_key.hex()),
            issuer=device.township,
            verify_key=join.verify_key,
        )
    )


def _twin(device: Device, manifest: Manifest) -> ForkedDeviceError:
    """Refuse a bundle of a copied database; the next receipt answers it, and it will know."""
    device.epoch, device.forked = manifest.epoch, True
    return ForkedDeviceError(
        f"第 {manifest.number} 包与以前收到的对不上：该镇街的数据可能被复制或还原过。没有接收，"
        "已收的数据没有改动。",
        "请照常下发回执；镇街接收后会自动接续并重新上报，没有数据丢失。",
    )


def _accepted(
    workspace: Workspace, device: Device, manifest: Manifest, header: Header, tally: Tally
) -> AcceptedBundle:
    return AcceptedBundle(
        sha256=_sha256(header),
        device=device.id,
        epoch=manifest.epoch,
        number=manifest.number,
        since=manifest.since,
        upto=manifest.upto,
        new=tally.new,
        merged=tally.merged,
        conflicting=tally.conflicting,
        refused=tally.refused,
        reasons="\n".join(tally.reasons),
        made_at=header.created.isoformat(),
        taken_in_at=workspace.now(),
    )


def _note_device(device: Device, manifest: Manifest, have: int, own_epoch: int) -> None:
    """Note how far this device has come, and how far it has heard us.

    The next receipt is for whoever spoke last. Of two orders of arrival the worse makes us send
    more than is needed, never less.
    """
    device.epoch, device.forked, device.have = manifest.epoch, False, have
    heard = manifest.heard
    if heard is not None and heard.epoch == own_epoch:
        device.down_heard = heard.upto
        device.down_number = max(device.down_number, heard.number)
    else:
        device.down_heard = 0


def _keep(folder: Path, township: int, path: Path, header: Header) -> None:
    """Put a copy of the file into `folder` before anything of it is committed."""
    target = _archived(folder, township, header)
    if target.exists():
        return
    try:
        with path.open("rb") as source, replacing(target) as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except OSError as error:
        raise InterruptedBundleError(error) from error


def _archived(folder: Path, township: int, header: Header) -> Path:
    """Return where a bundle is kept."""
    return folder / str(township) / f"{header.sha256}.qqb"

"""Take in at the province: bundles that townships handed up."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.bundle.bundle import (
    Header,
    OpenedBundle,
    check_binding,
    check_file,
    header_of,
    open_bundle,
)
from desktop.bundle.code import receipt_code
from desktop.bundle.errors import WrongRecipientError
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError, at_rest
from desktop.foundation.files import WriteError
from desktop.foundation.ordinary_files import is_folder
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store import contents
from desktop.store.engine import DatabaseError
from desktop.store.store import Writer
from desktop.store.tables import (
    OWNER_TOWNSHIP,
    AcceptedBundle,
    Device,
)
from desktop.sync.messages import PROVINCE, Manifest
from desktop.usecases.exchange.merging import Source, merge_frames, read_manifest
from desktop.usecases.exchange.tally import Tally, tally_words
from desktop.usecases.province.admit import admit, find_device, refuse_other_key
from desktop.usecases.province.archive import keep
from desktop.usecases.province.leaps import highest_allowed
from desktop.usecases.province.memory import contradicts, notice_restore, remember
from desktop.usecases.province.one_by_one import UnforeseenError, one_by_one
from desktop.usecases.province.positions import position
from desktop.usecases.province.revocations import announce_revocations
from desktop.usecases.province.setting_aside import set_aside, take_back
from desktop.usecases.workspace import Workspace


class ForkedDeviceError(QingqiaoError):
    """One number came with two contents: two copies of one database are at work."""


@dataclass(frozen=True)
class TakenIn:
    """What became of one file; with `error` it was refused, and no row changed.

    `restored`: it showed that this database was put back to an earlier day, and goes on anew.
    `code` is the receipt that may be read out by phone; `set_aside` the copy of a refused file.
    """

    path: Path
    township: int = 0
    number: int = 0
    have: int = 0
    gap: bool = False
    restored: bool = False
    duplicate: bool = False
    tally: Tally | None = None
    code: str = ""
    error: QingqiaoError | None = None
    set_aside: Path | None = None


def take_in(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = SILENT
) -> list[TakenIn]:
    """Take in files, and the `.qqb` files of folders, each in a transaction of its own.

    A bad file is reported with its reason and changes no row; a copy of it is set aside. The
    others are taken in all the same, in any order. Stopped and begun again, it goes on: files that
    were accepted before are known by their hash, wherever they lie now. Raises `StoppedError`, or
    `Cancelled` inside a single file.
    """
    files = [file for path in paths for file in _files(path)]

    def work(path: Path, watched: Progress) -> TakenIn:
        result = outcome(workspace, path, watched)
        if result.error is None:
            take_back(workspace.folder.refused, path)
            return result
        aside = set_aside(workspace.folder.refused, path, result.error)
        return replace(result, set_aside=aside)

    try:
        return one_by_one(files, work, progress, "正在接收")
    finally:
        with suppress(DatabaseError):  # the next take-in writes it again
            announce_revocations(workspace)


def _files(path: Path) -> list[Path]:
    if not is_folder(path):
        return [path]
    found = (file for file in path.rglob("*") if file.suffix.lower() == ".qqb")
    return sorted(file for file in found if not is_folder(file))


def outcome(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
    """Take in one file and say what became of it, whatever is wrong with it.

    Raises what concerns every other file as well: `Cancelled`, and `DatabaseError` or `WriteError`
    of a disk that is full or gone.
    """
    try:
        return take_in_one(workspace, path, progress)
    except (Cancelled, DatabaseError, WriteError):
        raise
    except QingqiaoError as error:
        return TakenIn(path, error=at_rest(error))
    except Exception as error:  # noqa: BLE001 - a bug that one file meets must not stop the others
        return TakenIn(path, error=UnforeseenError(at_rest(error)))


def take_in_one(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
    """Take in one file; raises the `QingqiaoError` for which it is refused."""
    header = header_of(path)
    if header.kind != "hand-up" or header.recipient != PROVINCE or header.sender == PROVINCE:
        raise WrongRecipientError(
            f"“{path.name}”不是上报给省级的文件，没有接收，数据没有改动。",
            "请确认选的是镇街的上报包。",
        )
    with workspace.store.read() as reader:
        device = find_device(reader, bytes.fromhex(header.sender), path)
        known = reader.local(AcceptedBundle, sha256=_sha256(header), device=device.id)
        have = position(reader, device.id, header.epoch) if known else 0
    if known:
        check_file(path, device.verify_key or b"")  # what says that it came before may be anything
        return TakenIn(
            path, device.township, header.number, have, duplicate=True, code=_code(header)
        )
    if device.verify_key not in {None, header.verify_key}:
        refuse_other_key(workspace, device, path, header)
    with (
        open_bundle(
            path,
            verify_key=device.verify_key or header.verify_key,
            identity=workspace.identity,
            workdir=workspace.folder.root,
        ) as bundle,
        workspace.store.write(Act.TAKE_IN) as writer,
    ):
        header = bundle.header  # from here on the one that was verified
        manifest = read_manifest(bundle.frames, Manifest)
        check_binding(header, manifest.binding)
        (device,) = writer.local(Device, id=device.id)
        if device.verify_key is None:
            admit(workspace, writer, device, manifest, header)
        if contradicts(writer, device.id, manifest, _sha256(header)):
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
    restored = notice_restore(writer, device.id, manifest.heard)
    source = Source(
        manifest.tables,
        manifest.lineage,
        {device.township},
        OWNER_TOWNSHIP,
        manifest.rows,
        highest=highest_allowed(writer, device.township, manifest),
    )
    tally = merge_frames(writer, source, bundle.frames, progress, f"正在接收 {path.name}")
    writer.tell(f"{device.township} 第 {manifest.number} 包，{tally_words(tally)}")
    contents.forget_deleted(writer.connection, device.township, writer.replica.lsn)
    writer.add(_accepted(workspace, device, manifest, bundle.header, tally))
    remember(writer, device.id, manifest.epoch, dict(manifest.chain))
    have = position(writer, device.id, manifest.epoch)
    _note_device(device, manifest, have, writer.replica.epoch)
    keep(workspace.folder.archive, device.township, path, bundle.header)
    gap = manifest.since > have
    return TakenIn(
        path,
        device.township,
        manifest.number,
        have,
        gap=gap,
        restored=restored,
        tally=tally,
        code=_code(bundle.header),
    )


def _code(header: Header) -> str:
    return receipt_code(header.number, _sha256(header))


def _sha256(header: Header) -> bytes:
    return bytes.fromhex(header.sha256)


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
        photos=tally.photos,
        highest=max(tally.highest, manifest.upto),
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

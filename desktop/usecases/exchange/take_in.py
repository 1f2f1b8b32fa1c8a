"""Take in at a township: what the province sent down, with its receipt."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.bundle import Header, check_binding, open_bundle, read_header
from desktop.bundle.errors import InterruptedBundleError, WrongRecipientError
from desktop.domain.terms import HandUpState
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import new_epoch
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store import rows
from desktop.store.store import Writer
from desktop.store.tables import HandUp, Lineage, Replica
from desktop.sync.messages import PROVINCE, Manifest, Receipt
from desktop.usecases.exchange.issuers import write_issuers
from desktop.usecases.exchange.merging import Source, Tally, merge_frames, read_manifest
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class TakenIn:
    """What became of one file; `error` is set when it was refused, and then nothing changed."""

    path: Path
    number: int = 0
    tally: Tally | None = None
    acknowledged: int = 0
    received: tuple[int, ...] = ()
    gap: bool = False
    renewed: bool = False
    error: QingqiaoError | None = None


def take_in(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = SILENT
) -> list[TakenIn]:
    """Take in files from the province in any order, each in a transaction of its own.

    A bad file is reported and leaves no trace; the others are taken in all the same.
    """
    results = []
    for path in sorted(paths, key=_number):
        try:
            results.append(_take_in_one(workspace, path, progress))
        except Cancelled:
            raise
        except QingqiaoError as error:
            results.append(TakenIn(path, error=error))
    if any(result.error is None for result in results):
        write_issuers(workspace)
    return results


def _number(path: Path) -> int:
    try:
        return _header(path).number
    except QingqiaoError:
        return 0  # said when its turn comes


def _header(path: Path) -> Header:
    try:
        with path.open("rb") as file:
            return read_header(file)
    except OSError as error:
        raise InterruptedBundleError(error) from error


def _take_in_one(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
    header = _header(path)
    with workspace.store.read() as reader:
        replica = reader.replica
    if header.kind != "send-down" or header.recipient != (replica.device or b"").hex():
        raise WrongRecipientError(
            f"“{path.name}”不是发给本机的，没有接收，数据没有改动。",
            "请确认选的是团省委发给本镇街、本台电脑的文件。",
        )
    with (
        open_bundle(
            path,
            verify_key=replica.province_key or b"",
            identity=workspace.identity,
            workdir=workspace.folder.root,
        ) as bundle,
        workspace.store.write() as writer,
    ):
        manifest = read_manifest(bundle.frames, Manifest)
        check_binding(bundle.header, PROVINCE, manifest.recipient, manifest.epoch, manifest.number)
        source = Source(
            manifest.tables,
            manifest.lineage,
            {0, replica.township},
            None,
            manifest.rows,
        )
        tally = merge_frames(writer, source, bundle.frames, progress, "正在接收")
        return _answer(workspace, writer, path, manifest, tally)


def _answer(
    workspace: Workspace, writer: Writer, path: Path, manifest: Manifest, tally: Tally
) -> TakenIn:
    """Note how far the province's rows have come, and act on its receipt."""
    replica = writer.replica
    newest = manifest.epoch != replica.heard_epoch or manifest.number > replica.heard_number
    _hear(replica, manifest)
    receipt = manifest.receipt
    if receipt is None or not newest:
        return TakenIn(path, manifest.number, tally, replica.acknowledged)
    replica.join_token = None
    received = _mark_received(workspace, writer, receipt)
    gap = renewed = False
    if receipt.epoch == replica.epoch:
        gap = receipt.have < replica.acknowledged
        replica.acknowledged = receipt.have
        if receipt.forked:
            start_new_epoch(writer)
            renewed = True
    return TakenIn(
        path, manifest.number, tally, replica.acknowledged, received, gap=gap, renewed=renewed
    )


def _hear(replica: Replica, manifest: Manifest) -> None:
    if manifest.epoch != replica.heard_epoch:
        replica.heard_epoch, replica.heard_lsn, replica.heard_number = manifest.epoch, 0, 0
    if manifest.since <= replica.heard_lsn:
        replica.heard_lsn = max(replica.heard_lsn, manifest.upto)
    replica.heard_number = max(replica.heard_number, manifest.number)


def _mark_received(workspace: Workspace, writer: Writer, receipt: Receipt) -> tuple[int, ...]:
    """Give each hand-up that the receipt names, or covers, its answer."""
    named = {accepted.number: accepted for accepted in receipt.accepted}
    received = []
    for bundle in writer.local(HandUp, epoch=receipt.epoch):
        accepted = named.get(bundle.number)
        same = accepted is not None and accepted.sha256 == bundle.sha256
        if bundle.state is HandUpState.RECEIVED or not (same or bundle.upto <= receipt.have):
            continue
        bundle.state = HandUpState.RECEIVED
        bundle.received_at = workspace.now()
        if accepted is not None and same:
            bundle.receipt = _words(
                accepted.new, accepted.merged, accepted.conflicting, accepted.refused
            )
        else:
            bundle.receipt = "由后续上报包一并送达"
        received.append(bundle.number)
    return tuple(received)


def _words(new: int, merged: int, conflicting: int, refused: int) -> str:
    parts = [("新增", new), ("更新", merged), ("冲突", conflicting), ("未收", refused)]
    said = "，".join(f"{word} {count} 条" for word, count in parts if count)
    return said or "没有新的变化"


def start_new_epoch(writer: Writer) -> None:
    """Begin a new life of this database from the last acknowledged point.

    Every row written since then is stamped into it, so that nothing that another copy of this
    database wrote can be taken for it.
    """
    replica = writer.replica
    old, replica.epoch = replica.epoch, new_epoch()
    replica.instance = secrets.token_bytes(16)
    writer.add(Lineage(epoch=replica.epoch, parent=old, fork_lsn=replica.acknowledged))
    rows.restamp(writer.connection, old, replica.epoch, replica.acknowledged)

"""Send down: reference data that changed, colleagues' rows, and the receipt, a file a device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.bundle import seal
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import replacing
from desktop.foundation.progress import SILENT, Progress
from desktop.store import contents, rows
from desktop.store.queries.lives import lives
from desktop.store.queries.senders import senders_of
from desktop.store.store import Reader
from desktop.store.tables import (
    OWNER_PROVINCE,
    OWNER_TOWNSHIP,
    AcceptedBundle,
    Device,
    Township,
    synced_tables,
)
from desktop.sync.messages import PROVINCE, Accepted, Manifest, Receipt
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.packing import (
    Selection,
    count_rows,
    facts_of,
    row_frames,
    tables_of,
)
from desktop.usecases.province.enrol import find_township
from desktop.usecases.province.memory import remember, sent_before
from desktop.usecases.province.positions import position
from desktop.usecases.workspace import Workspace

RECENT = 50
"""Accepted bundles that a receipt names one by one; `have` covers the older ones."""


class NobodyToSendError(QingqiaoError):
    """No device could read what would be sent."""


@dataclass(frozen=True)
class SentDown:
    """One file made."""

    path: Path
    township: int
    name: str
    number: int
    rows: int
    size: int
    have: int


def send_down(
    workspace: Workspace,
    out: Path,
    townships: Sequence[int] | None = None,
    progress: Progress = SILENT,
) -> list[SentDown]:
    """Write a bundle for every device of the townships (None: all that have joined).

    Each carries everything since what the device last said it had heard. Raises
    `NobodyToSendError`, `UnknownTownshipError`, `WriteError`, `Cancelled`.
    """
    with workspace.store.read() as reader:
        wanted = None if townships is None else {find_township(reader, c).code for c in townships}
        devices = [
            device
            for device in reader.local(Device, revoked=False)
            if device.recipient and (wanted is None or device.township in wanted)
        ]
    silent = (wanted or set()) - {device.township for device in devices}
    if silent or not devices:
        codes = "、".join(map(str, sorted(silent))) or "所有镇街"
        raise NobodyToSendError(
            f"{codes}还没有上报过，不知道用哪把钥匙加密，没有生成文件。",
            "请先接收它的第一个上报包。",
        )
    sent = []
    for done, device in enumerate(sorted(devices, key=lambda d: (d.township, d.id))):
        progress.step(done, len(devices), f"正在为 {device.township} 生成下发包")
        sent.append(send_to(workspace, out, device.id))
    return sent


def send_to(workspace: Workspace, out: Path, device_id: bytes) -> SentDown:
    """Write one device's bundle; its number is recorded before the file appears.

    A device that was revoked gets no rows, only the word that it is.
    """
    with workspace.store.read() as reader:
        (device,) = reader.local(Device, id=device_id)
        (township,) = reader.find(Township, code=device.township)
        manifest, selections = _manifest(reader, device)
        target = out / f"青桥下发_{township.code}_{township.name}_第{manifest.number:04d}包.qqb"
        if _shares_name(reader, device):
            target = target.with_stem(f"{target.stem}_{device.id.hex()[:4]}")

        def frames() -> Iterator[object]:
            yield manifest
            for selection in selections:
                yield from row_frames(reader, selection)

        with replacing(target) as file:
            header = seal(
                facts_of(workspace, "send-down", manifest),
                frames(),
                identity=workspace.identity,
                recipient=device.recipient,
                sink=file,
                workdir=workspace.folder.root,
            )
            size = file.tell()
            with workspace.store.write(Act.SEND_DOWN) as writer:
                (numbered,) = writer.local(Device, id=device_id)
                _check_turn(numbered, device, writer.replica.epoch == manifest.epoch)
                numbered.down_number = manifest.number
                writer.tell(f"{township.code} 第 {manifest.number} 包，{manifest.rows} 条")
                sha256 = bytes.fromhex(header.sha256)
                remember(writer, device_id, manifest.epoch, {manifest.number: sha256})
    have = manifest.receipt.have if manifest.receipt else 0
    return SentDown(
        target, township.code, township.name, manifest.number, manifest.rows, size, have
    )


def _check_turn(now: Device, before: Device, same_life: bool) -> None:
    """Raise `NobodyToSendError` when another process used the number meanwhile."""
    if now.down_number != before.down_number or not same_life:
        raise NobodyToSendError(
            "另一个窗口或命令同时在下发或接收，这个文件没有生成，数据没有改动。",
            "请等它结束后再下发一次。",
        )


def _shares_name(reader: Reader, device: Device) -> bool:
    """Tell whether the township has other PCs, whose files would have the same name."""
    return len(reader.local(Device, township=device.township, revoked=False)) > 1


def _manifest(reader: Reader, device: Device) -> tuple[Manifest, list[Selection]]:
    replica = reader.replica
    # The device's own rows go back to it as well: if it was restored or copied, it lacks some.
    upto = device.down_heard if device.revoked else replica.lsn
    selections = [
        Selection(owner, townships, device.down_heard, upto)
        for owner, townships in (
            (OWNER_PROVINCE, (0, device.township)),
            (OWNER_TOWNSHIP, (device.township,)),
        )
    ]
    receipt = _receipt(reader, device)
    manifest = Manifest(
        sender=PROVINCE,
        recipient=device.id.hex(),
        township=device.township,
        epoch=replica.epoch,
        number=device.down_number + 1,
        since=device.down_heard,
        upto=upto,
        lineage=_lineage(reader, device.township),
        chain=sent_before(reader, device.id, replica.epoch),
        tables=tables_of(reader, selections),
        rows=sum(sum(count_rows(reader, selection).values()) for selection in selections),
        receipt=receipt,
        reference=list(synced_tables(OWNER_PROVINCE)),
    )
    return manifest, selections


def _lineage(reader: Reader, township: int) -> list[tuple[int, int, int]]:
    """Return the province's lives, then all that are known of the township's devices.

    Of its copies as well, and of those that only a colleague has told of: a life belongs where one
    before it was heard.
    """
    parents = lives(reader)
    ancestry, heard = Ancestry(parents), set(senders_of(reader, township))
    theirs = [epoch for epoch in parents if heard.intersection(ancestry.epochs(epoch))]
    named = [life for epoch in (reader.replica.epoch, *theirs) for life in ancestry.epochs(epoch)]
    return [(life, *parents[life]) for life in dict.fromkeys(named) if life in parents]


def _receipt(reader: Reader, device: Device) -> Receipt:
    bundles = sorted(
        reader.local(AcceptedBundle, device=device.id, epoch=device.epoch),
        key=lambda bundle: bundle.number,
    )
    digest, total = rows.digest(reader.connection, device.township)
    return Receipt(
        epoch=device.epoch,
        have=position(reader, device.id, device.epoch),
        accepted=[
            Accepted(
                number=bundle.number,
                sha256=bundle.sha256,
                new=bundle.new,
                merged=bundle.merged,
                conflicting=bundle.conflicting,
                refused=bundle.refused,
                reasons=bundle.reasons.splitlines(),
                photos=bundle.photos,
            )
            for bundle in bundles[-RECENT:]
        ],
        digest=digest,
        rows=total,
        forked=device.forked,
        revoked=device.revoked,
        attachments=contents.hashes(reader.connection, device.township),
    )

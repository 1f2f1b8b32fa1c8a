"""Hand up: everything since the last acknowledged point, in one bundle or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.bundle.bundle import Header, seal, verify
from desktop.bundle.enrolment import join_proof
from desktop.bundle.errors import BundleError
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError, sayable
from desktop.foundation.files import replacing, unused, write_through
from desktop.foundation.progress import SILENT, Progress
from desktop.store import contents
from desktop.store.store import Reader
from desktop.store.tables import HandUp, Replica, Setting, Township
from desktop.sync import wire
from desktop.sync.messages import PROVINCE, Heard, Join, Manifest
from desktop.usecases.exchange.attachments import PhotoChoice, attachment_frames
from desktop.usecases.exchange.join import device_name
from desktop.usecases.exchange.packing import (
    Selection,
    count_rows,
    facts_of,
    own_rows,
    row_frames,
    sequences,
    tables_of,
    township_lineage,
)
from desktop.usecases.exchange.pieces import Piece, plan
from desktop.usecases.exchange.take_in import REVOKED
from desktop.usecases.instance import renew_instance
from desktop.usecases.workspace import Workspace

SMALLEST = 64 << 10
"""Bytes; below this a limit on size makes no sense."""


class TooSmallLimitError(QingqiaoError):
    """The limit on a bundle's size cannot be met."""


class RevokedHereError(QingqiaoError):
    """The province has revoked this PC."""


class UnsoundCopyError(QingqiaoError):
    """What was written does not read back as it should."""


class InterferenceError(QingqiaoError):
    """Another process moved the exchange on meanwhile."""


@dataclass(frozen=True)
class Bundle:
    """A file made: the rows after `since` up to `upto`, and so many photos."""

    path: Path
    number: int
    since: int
    upto: int
    rows: int
    size: int
    photos: int = 0


@dataclass(frozen=True)
class HandedUp:
    """The bundles of one hand-up; `photos_left` still wait for another one."""

    bundles: tuple[Bundle, ...]
    photos_left: int = 0

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(bundle.rows for bundle in self.bundles)

    @property
    def photos(self) -> int:
        """Photos in all."""
        return sum(bundle.photos for bundle in self.bundles)


def hand_up(
    workspace: Workspace,
    out: Path,
    *,
    max_size: int | None = None,
    photos: PhotoChoice = "include",
    progress: Progress = SILENT,
) -> HandedUp:
    """Write the township's unacknowledged rows to folder `out`, no file above `max_size` bytes.

    Photos that the province has not acknowledged go along as `photos` says. A lost file heals
    with the next hand-up, which carries the same again. A hand-up without rows is a nil report.
    Raises `WriteError`, `Cancelled`, `TooSmallLimitError`,
    `InterferenceError`, `RevokedHereError`.
    """
    if max_size is not None and max_size < SMALLEST:
        raise TooSmallLimitError(
            f"分卷上限不能小于 {SMALLEST >> 10} KB。", "常见邮箱附件上限是 10 到 50 MB。"
        )
    with workspace.store.read() as reader:
        replica = reader.replica
        if reader.local(Setting, key=REVOKED):
            raise RevokedHereError(
                "本机已被团省委停用，上报不会被接收，所以没有生成；本机数据都在，没有改动。",
                "请团省委另发一份入网文件，在“设置”里选“重新入网本机”，数据会自动接上。",
            )
        pieces = plan(reader, replica.acknowledged, replica.lsn, photos, max_size)
        photos_waiting = len(contents.waiting(reader.connection, replica.township))
    made: list[Bundle] = []
    while pieces:
        piece = pieces.pop(0)
        progress.step(len(made), len(made) + len(pieces) + 1, "正在加密上报包")
        bundle = _make(workspace, out, piece, max_size)
        if isinstance(bundle, Bundle):
            made.append(bundle)
        else:
            pieces[:0] = bundle
    renew_instance(workspace.store, workspace.twins)
    return HandedUp(tuple(made), photos_waiting - sum(bundle.photos for bundle in made))


class _TooLargeError(Exception):
    """A bundle is above the limit; `halves` are the pieces to try instead."""

    def __init__(self, halves: list[Piece]) -> None:
        super().__init__()
        self.halves = halves


def _make(
    workspace: Workspace, out: Path, piece: Piece, max_size: int | None
) -> Bundle | list[Piece]:
    """Write one bundle, or return the two pieces to try instead when it is too large.

    The number is recorded before the file appears: a number may be used up by a failure, but
    never used twice.
    """
    with workspace.store.read() as reader:
        replica = reader.replica
        load = _Load(own_rows(reader, piece.since, piece.upto), piece.photos)
        (township,) = reader.find(Township, code=replica.township)
        number = replica.bundle_number + 1
        name = f"青桥上报_{township.code}_{township.name}_第{number:04d}包.qqb"
        target = unused(out / name, device_mark(replica))  # a colleague's may lie there
        try:
            with replacing(target) as file:
                header, sent = _seal(workspace, reader, load, file)
                size = file.tell()
                if max_size is not None and size > max_size:
                    _divide(reader, piece, load)
                check_written(file, workspace.identity.verify_key, target.name)
                bundle = Bundle(
                    target, number, piece.since, piece.upto, sent, size, len(piece.photos)
                )
                _record(workspace, replica.epoch, bundle, header)
        except _TooLargeError as error:
            return error.halves
    return bundle


def device_mark(replica: Replica) -> str:
    """Return the letters that tell this PC's files from a colleague's of the same number."""
    return (replica.device or b"").hex()[:4]


def check_written(file: BinaryIO, verify_key: bytes, name: str) -> None:
    """Read a bundle back from where it was written, before it gets its name.

    Raises `UnsoundCopyError`.
    """
    write_through(file)
    try:
        verify(file, verify_key)
    except BundleError as error:
        raise UnsoundCopyError(
            f"“{name}”写入后核对不一致，没有生成文件；本机数据没有改动，也没有丢失。",
            "U 盘可能已损坏或被拔出，请换一个位置再试。",
        ) from error


def _divide(reader: Reader, piece: Piece, load: _Load) -> None:
    """Raise `_TooLargeError` when a piece can be divided."""
    if halves := piece.halves(sequences(reader, load.selection)):
        raise _TooLargeError(halves)


@dataclass(frozen=True)
class _Load:
    """What goes into one bundle: rows, and photos by SHA-256."""

    selection: Selection
    photos: tuple[bytes, ...]


def _seal(workspace: Workspace, reader: Reader, load: _Load, file: BinaryIO) -> tuple[Header, int]:
    """Write a bundle to `file`; return its header, and how many rows it carries."""
    replica = reader.replica
    manifest = _manifest(workspace, reader, replica, load)
    sent = 0

    def frames() -> Iterator[object]:
        nonlocal sent
        yield manifest
        for table, batch in row_frames(reader, load.selection):
            sent += len(batch)
            yield wire.frame(table, batch)
        yield from attachment_frames(reader, replica.township, load.photos)

    header = seal(
        facts_of(workspace, "hand-up", manifest),
        frames(),
        identity=workspace.identity,
        recipient=replica.province_recipient,
        sink=file,
        workdir=workspace.folder.root,
    )
    return header, sent


def _manifest(workspace: Workspace, reader: Reader, replica: Replica, load: _Load) -> Manifest:
    earlier = reader.local(HandUp, epoch=replica.epoch)
    return Manifest(
        sender=(replica.device or b"").hex(),
        recipient=PROVINCE,
        township=replica.township,
        epoch=replica.epoch,
        number=replica.bundle_number + 1,
        since=load.selection.since,
        upto=load.selection.upto,
        lineage=township_lineage(reader),
        chain=[(bundle.number, bundle.sha256 or b"") for bundle in earlier],
        tables=tables_of(reader, [load.selection]),
        rows=sum(count_rows(reader, load.selection).values()),
        heard=Heard(
            epoch=replica.heard_epoch,
            upto=replica.heard_lsn,
            number=replica.heard_number,
            sha256=replica.heard_sha256 or b"",
        ),
        join=_join(workspace, replica.join_token),
        attachments=len(load.photos),
        attachment_bytes=contents.size(reader.connection, replica.township, load.photos),
    )


def _join(workspace: Workspace, token: bytes | None) -> Join | None:
    """Present this device's keys: every time, for the province may have been restored."""
    if token is None:
        return None
    identity = workspace.identity
    return Join(
        verify_key=identity.verify_key,
        recipient=identity.recipient,
        name=device_name(),
        proof=join_proof(token, identity.verify_key, identity.recipient),
    )


def _record(workspace: Workspace, epoch: int, bundle: Bundle, header: Header) -> None:
    with workspace.store.write(Act.HAND_UP) as writer:
        replica = writer.replica
        if (replica.epoch, replica.bundle_number) != (epoch, bundle.number - 1):
            raise InterferenceError(
                "另一个窗口或命令同时在上报或接收，这一包没有生成，数据没有改动。",
                "请等它结束后再上报一次。",
            )
        replica.bundle_number = bundle.number
        writer.tell(f"第 {bundle.number} 包，{bundle.rows} 条")
        writer.add(
            HandUp(
                number=bundle.number,
                epoch=epoch,
                sha256=bytes.fromhex(header.sha256),
                since=bundle.since,
                upto=bundle.upto,
                rows=bundle.rows,
                photos=bundle.photos,
                size=bundle.size,
                path=sayable(str(bundle.path)),
                made_at=workspace.now(),
            )
        )

"""Hand up: everything since the last acknowledged point, in one bundle or several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.bundle.bundle import Header, seal, verify
from desktop.bundle.enrolment import join_proof
from desktop.bundle.errors import BundleError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import replacing
from desktop.foundation.progress import SILENT, Progress
from desktop.store import rows
from desktop.store.store import Reader
from desktop.store.tables import OWNER_TOWNSHIP, HandUp, Replica, Setting, Township
from desktop.sync.messages import PROVINCE, Heard, Join, Manifest
from desktop.usecases.exchange.join import device_name
from desktop.usecases.exchange.packing import (
    Selection,
    columns_of,
    facts_of,
    lineage_of,
    own_rows,
    row_frames,
    sequences,
)
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
    """A file made: the rows after `since` up to `upto`."""

    path: Path
    number: int
    since: int
    upto: int
    rows: int
    size: int


@dataclass(frozen=True)
class HandedUp:
    """The bundles of one hand-up."""

    bundles: tuple[Bundle, ...]

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(bundle.rows for bundle in self.bundles)


def hand_up(
    workspace: Workspace, out: Path, *, max_size: int | None = None, progress: Progress = SILENT
) -> HandedUp:
    """Write the township's unacknowledged rows to folder `out`, no file above `max_size` bytes.

    A lost file heals with the next hand-up, which carries the same rows again. A hand-up without
    rows is a nil report. Raises `WriteError`, `Cancelled`, `TooSmallLimitError`,
    `InterferenceError`, `RevokedHereError`.
    """
    if max_size is not None and max_size < SMALLEST:
        raise TooSmallLimitError(
            f"分卷上限不能小于 {SMALLEST >> 10} KB。", "常见邮箱附件上限是 10 到 50 MB。"
        )
    with workspace.store.read() as reader:
        replica = reader.replica
        upto = replica.lsn
        if reader.local(Setting, key=REVOKED):
            raise RevokedHereError(
                "本机已被团省委停用，上报不会被接收，所以没有生成；本机数据都在，没有改动。",
                "请团省委另发一份入网文件，在“设置”里选“重新入网本机”，数据会自动接上。",
            )
    made: list[Bundle] = []
    waiting = [(replica.acknowledged, upto)]
    while waiting:
        since, until = waiting.pop(0)
        progress.step(len(made), len(made) + len(waiting) + 1, "正在加密上报包")
        bundle = _make(workspace, out, since, until, max_size)
        if isinstance(bundle, Bundle):
            made.append(bundle)
        else:
            waiting[:0] = bundle
    renew_instance(workspace.store, workspace.twins)
    return HandedUp(tuple(made))


class _TooLargeError(Exception):
    """A bundle is above the limit; `halves` are the intervals to try instead."""

    def __init__(self, halves: list[tuple[int, int]]) -> None:
        super().__init__()
        self.halves = halves


def _make(
    workspace: Workspace, out: Path, since: int, upto: int, max_size: int | None
) -> Bundle | list[tuple[int, int]]:
    """Write one bundle, or return the two intervals to try instead when it is too large.

    The number is recorded before the file appears: a number may be used up by a failure, but
    never used twice.
    """
    with workspace.store.read() as reader:
        replica = reader.replica
        selection = own_rows(reader, since, upto)
        inside = sequences(reader, selection)
        (township,) = reader.find(Township, code=replica.township)
        number = replica.bundle_number + 1
        target = out / f"青桥上报_{township.code}_{township.name}_第{number:04d}包.qqb"
        try:
            with replacing(target) as file:
                header = _seal(workspace, reader, selection, len(inside), file)
                size = file.tell()
                _check_size(size, max_size, selection, inside)
                check_written(file, workspace.identity.verify_key, target.name)
                bundle = Bundle(target, number, since, upto, len(inside), size)
                _record(workspace, replica.epoch, bundle, header)
        except _TooLargeError as error:
            return error.halves
    return bundle


def check_written(file: BinaryIO, verify_key: bytes, name: str) -> None:
    """Read a bundle back from where it was written, before it gets its name.

    Raises `UnsoundCopyError`.
    """
    file.flush()
    os.fsync(file.fileno())
    try:
        verify(file, verify_key)
    except BundleError as error:
        raise UnsoundCopyError(
            f"“{name}”写入后核对不一致，没有生成文件；本机数据没有改动，也没有丢失。",
            "U 盘可能已损坏或被拔出，请换一个位置再试。",
        ) from error


def _check_size(size: int, most: int | None, selection: Selection, inside: list[int]) -> None:
    """Raise `_TooLargeError` when the bundle can and must be divided."""
    if most is not None and size > most and len(inside) > 1:
        middle = inside[len(inside) // 2 - 1]
        raise _TooLargeError([(selection.since, middle), (middle, selection.upto)])


def _seal(
    workspace: Workspace, reader: Reader, selection: Selection, count: int, file: BinaryIO
) -> Header:
    replica = reader.replica
    manifest = _manifest(workspace, reader, replica, selection, count)

    def frames() -> Iterator[object]:
        yield manifest
        yield from row_frames(reader, selection)

    return seal(
        facts_of(workspace, "hand-up", manifest),
        frames(),
        identity=workspace.identity,
        recipient=replica.province_recipient,
        sink=file,
        workdir=workspace.folder.root,
    )


def _manifest(
    workspace: Workspace, reader: Reader, replica: Replica, selection: Selection, count: int
) -> Manifest:
    digest, total = rows.digest(reader.connection, replica.township)
    earlier = reader.local(HandUp, epoch=replica.epoch)
    return Manifest(
        sender=(replica.device or b"").hex(),
        recipient=PROVINCE,
        township=replica.township,
        epoch=replica.epoch,
        number=replica.bundle_number + 1,
        since=selection.since,
        upto=selection.upto,
        lineage=lineage_of(reader, replica.epoch),
        chain=[(bundle.number, bundle.sha256 or b"") for bundle in earlier],
        tables=columns_of([OWNER_TOWNSHIP]),
        rows=count,
        digest=digest,
        total=total,
        heard=Heard(
            epoch=replica.heard_epoch,
            upto=replica.heard_lsn,
            number=replica.heard_number,
            sha256=replica.heard_sha256 or b"",
        ),
        join=_join(workspace, replica.join_token),
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
    with workspace.store.write() as writer:
        replica = writer.replica
        if (replica.epoch, replica.bundle_number) != (epoch, bundle.number - 1):
            raise InterferenceError(
                "另一个窗口或命令同时在上报或接收，这一包没有生成，数据没有改动。",
                "请等它结束后再上报一次。",
            )
        replica.bundle_number = bundle.number
        writer.add(
            HandUp(
                number=bundle.number,
                epoch=epoch,
                sha256=bytes.fromhex(header.sha256),
                since=bundle.since,
                upto=bundle.upto,
                rows=bundle.rows,
                size=bundle.size,
                path=str(bundle.path),
                made_at=workspace.now(),
            )
        )

"""Replay the archive: what was accepted once and a restored database no longer knows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from desktop.bundle.bundle import Header, header_of
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ordinary_files import is_folder
from desktop.foundation.progress import SILENT, Progress
from desktop.store.tables import AcceptedBundle, Setting
from desktop.usecases.exchange.epochs import EVERYTHING, begin_epoch
from desktop.usecases.province.one_by_one import one_by_one
from desktop.usecases.province.revocations import announce_revocations
from desktop.usecases.province.take_in import TakenIn, outcome
from desktop.usecases.workspace import Workspace

_FOUND = "replay/found"
"""Setting: the SHA-256 of the bundles that this database was found to have lost."""


class NoArchiveError(QingqiaoError):
    """There is no folder of accepted bundles where one was named."""


def replay(
    workspace: Workspace, archive: Path | None = None, progress: Progress = SILENT
) -> list[TakenIn]:
    """Take in again the files of `archive` (None: the own one) that the database does not know.

    Such files mean that the database is older than its archive: the province then begins a new
    epoch first, for its lost life may have numbered rows and bundles as this one would. A second
    run begins none: it tries only what could not be taken in before. Raises `NoArchiveError`, and
    as `take_in`.
    """
    folder = archive or workspace.folder.archive
    if not is_folder(folder):
        raise NoArchiveError(
            f"没有找到存档文件夹“{folder}”，数据没有改动。", "请核对存档文件夹的位置。"
        )
    found, results = _read(folder)
    with workspace.store.read() as reader:
        known = {bundle.sha256 for bundle in reader.local(AcceptedBundle)}
    # A device counts its bundles on from one life to the next: by number is the order of making.
    lost = sorted(
        (header.township, header.number, header.sha256, path)
        for path, header in found
        if bytes.fromhex(header.sha256) not in known
    )
    _begin_again(workspace, {sha256 for _, _, sha256, _ in lost})
    results += one_by_one(
        [path for *_, path in lost],
        lambda path, watched: outcome(workspace, path, watched),
        progress,
        "正在重放",
    )
    if lost:
        announce_revocations(workspace)
    return results


def _begin_again(workspace: Workspace, lost: Collection[str]) -> None:
    """Begin a new epoch for bundles that are lost, unless this database did so before."""
    with workspace.store.write() as writer:
        before = {word for row in writer.local(Setting, key=_FOUND) for word in row.value.split()}
        if not before.issuperset(lost):
            begin_epoch(writer, EVERYTHING)
            writer.session.merge(Setting(key=_FOUND, value=" ".join(sorted(lost))))


def _read(folder: Path) -> tuple[list[tuple[Path, Header]], list[TakenIn]]:
    """Return the files with their headers, and what became of those that have none."""
    found: list[tuple[Path, Header]] = []
    unreadable: list[TakenIn] = []
    for path in sorted(folder.rglob("*.qqb")):
        try:
            found.append((path, header_of(path)))
        except QingqiaoError as error:
            unreadable.append(TakenIn(path, error=error))
    return found, unreadable

"""Back up: here, and at the second place if one is set."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.usecases.backup.kept import Backup
from desktop.usecases.backup.second_place import (
    SecondPlace,
    check_reachable,
    note_reached,
    second_place,
)
from desktop.usecases.backup.writing import BackupError, Source, copy_backup, write_backup
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class BackedUp:
    """The backup made here; `second` is why it did not reach the second place, if it did not."""

    backup: Backup
    second: QingqiaoError | None = None


def back_up(workspace: Workspace, reason: BackupReason, progress: Progress = SILENT) -> BackedUp:
    """Make a backup of all data and keys.

    Raises `BackupError`. A second place that cannot be reached is told, and no failure: the
    backup here is whole.
    """
    folder = workspace.folder
    if folder.address.exists():
        raise BackupError(
            "这个省级端的数据在数据库服务器上，不由青桥备份，数据没有改动。",
            "请服务器的管理员用服务器自己的办法备份（如 pg_dump 或连续归档），"
            "并另行保存数据文件夹里的密钥和存档。",
        )
    source = Source(folder.database, folder.keyring, workspace.store.key)
    made = write_backup(source, folder.backups, reason, workspace.now(), progress)
    workspace.store.unsaved = False
    place = second_place(folder)
    return BackedUp(made, _carry(workspace, made, place, progress) if place else None)


def back_up_if_changed(
    workspace: Workspace, reason: BackupReason, progress: Progress = SILENT
) -> BackedUp | None:
    """As `back_up`, but nothing where nothing was written since the last one, or on a server."""
    if workspace.folder.address.exists() or not workspace.store.unsaved:
        return None
    return back_up(workspace, reason, progress)


def _carry(
    workspace: Workspace, made: Backup, place: SecondPlace, progress: Progress
) -> QingqiaoError | None:
    try:
        check_reachable(place)
        copy_backup(made, place.folder, progress)
        note_reached(workspace.folder, place.folder, workspace.now())
    except Cancelled:
        raise
    except QingqiaoError as error:
        return error
    return None

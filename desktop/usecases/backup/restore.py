"""Restore: an earlier day's data take the place of the present ones, which become a backup.

The exchange then goes on in a new epoch: what the other end has since heard comes back with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import copy_file, read_bytes, write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.backup import Difference, compare, examine, release
from desktop.store.store import Store
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.fitting_keys import fitting_keys
from desktop.usecases.backup.kept import DATABASE, KEYS, KEYS_LIMIT, Backup
from desktop.usecases.backup.putting_back import replacing_data
from desktop.usecases.exchange.adopting import adopt
from desktop.usecases.exchange.epochs import EVERYTHING, begin_epoch
from desktop.usecases.instance import settle_instance
from desktop.usecases.workspace import Folder, Workspace, open_workspace


class OtherDataError(QingqiaoError):
    """The backup is of another township."""


@dataclass(frozen=True)
class Preview:
    """What restoring would change, by table; every page of the backup was read for it."""

    backup: Backup
    differences: tuple[Difference, ...]

    @property
    def newer(self) -> int:
        """Rows that are only here, or were edited here since."""
        return sum(one.newer for one in self.differences)

    @property
    def unsent(self) -> int:
        """Those of them that the province does not have: they would be in the set-aside alone."""
        return sum(one.unsent for one in self.differences)


@dataclass(frozen=True)
class Restored:
    """`replaced` is the backup of what was there before."""

    backup: Backup
    replaced: Backup


def preview(workspace: Workspace, backup: Backup, progress: Progress = SILENT) -> Preview:
    """Tell what restoring a backup of this database would change.

    Raises `DamagedDatabaseError` for a backup that is no longer sound or is of other keys, and
    `OtherDataError`.
    """
    check_same_township(workspace, backup)
    store = workspace.store
    examine(backup.database, store.key, progress)
    return Preview(backup, tuple(compare(workspace.folder.database, store.key, backup.database)))


def restore(
    workspace: Workspace, backup: Backup, passphrase: str, progress: Progress = SILENT
) -> Restored:
    """Put a backup in the place of the present data; the workspace goes on with it.

    The present data become a backup first. Raises `WrongPassphraseError`, `BackupError`,
    `DamagedDatabaseError`, `OtherDataError`, `DatabaseError` when another program has the data
    open; then nothing has changed.
    """
    check_same_township(workspace, backup)
    folder, present = workspace.folder, workspace.store
    fitting = fitting_keys(folder.keyring, backup, passphrase)
    examine(backup.database, fitting.keyring.data_key, progress)
    replaced = back_up(workspace, BackupReason.RESTORE, progress).backup
    present.close()
    try:
        release(folder.database, present.key)
        put_back(folder, backup, fitting.keyring.data_key, fitting.replaces, workspace.twins)
        reopened = open_workspace(folder.root, passphrase, workspace.clock, workspace.twins)
    except BaseException:
        workspace.store = Store(present.place, present.key)
        raise
    workspace.store, workspace.identity = reopened.store, reopened.identity
    return Restored(backup, replaced)


def put_back(folder: Folder, backup: Backup, key: bytes, keys: Path | None, twins: Path) -> None:
    """Prepare a backup's database aside, in a new epoch, and swap it in; `keys` as well if given.

    Nobody has the present database open.
    """
    with replacing_data(folder.root) as aside:
        copy_file(backup.database, aside / DATABASE)
        if keys is not None:
            write_bytes(aside / KEYS, read_bytes(keys, KEYS_LIMIT))
        begin_again(aside / DATABASE, key, twins)


def begin_again(path: Path, key: bytes, twins: Path) -> None:
    """Bring a database up to date and let it begin a new epoch; no log stays beside it."""
    store = Store(path, key)
    try:
        adopt(store)
        if not settle_instance(store, twins):  # it would find out by itself, but not always
            with store.write() as writer:
                replica = writer.replica
                begin_epoch(writer, replica.acknowledged if replica.township else EVERYTHING)
    finally:
        store.close()
    release(path, key)


def check_same_township(workspace: Workspace, backup: Backup) -> None:
    """Raise `OtherDataError` when a backup is of another township, or of no township."""
    with workspace.store.read() as reader:
        township = reader.replica.township
    if backup.note.township != township:
        raise OtherDataError(
            "这份备份不是本镇街的，没有恢复，数据没有改动。", "请选择本镇街自己的备份。"
        )

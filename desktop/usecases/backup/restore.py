"""Restore: an earlier day's data take the place of the present ones, which become a backup.

The exchange then goes on in a new epoch: what the other end has since heard comes back with it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.account import Deed
from desktop.domain.audit import Act
from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import copy_file, read_bytes, write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.audit import head
from desktop.store.backup import Difference, compare, examine, release
from desktop.store.engine import DamagedDatabaseError, DatabaseError
from desktop.store.store import Store
from desktop.usecases.account.permission import require
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.fitting_keys import fitting_keys
from desktop.usecases.backup.kept import DATABASE, KEYS, KEYS_LIMIT, Backup
from desktop.usecases.backup.putting_back import replacing_data
from desktop.usecases.backup.setting_aside import set_aside
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.exchange.adopting import adopt, adopt_columns
from desktop.usecases.exchange.epochs import EVERYTHING, begin_epoch
from desktop.usecases.instance import settle_instance
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Folder, Workspace


class OtherDataError(QingqiaoError):
    """The backup is of another township."""


class DamagedBackupError(QingqiaoError):
    """A backup's content is not what was written, or it is not of these keys."""


@dataclass(frozen=True)
class Preview:
    """What restoring would change, by table; every page of the backup was read for it.

    With `damaged`, the present data cannot be compared: some of it is unreadable.
    """

    backup: Backup
    differences: tuple[Difference, ...]
    damaged: bool = False

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
    """`replaced` is the folder that holds what was there before, a backup unless it is damaged."""

    backup: Backup
    replaced: Path


def preview(workspace: Workspace, backup: Backup, progress: Progress = SILENT) -> Preview:
    """Tell what restoring a backup of this database would change.

    Raises `DamagedBackupError` and `OtherDataError`.
    """
    check_same_township(workspace, backup)
    store = workspace.store
    check_sound(backup, store.key, progress)
    try:
        return Preview(
            backup, tuple(compare(workspace.folder.database, store.key, backup.database))
        )
    except DamagedDatabaseError:
        return Preview(backup, (), damaged=True)


def restore(
    workspace: Workspace, backup: Backup, passphrase: str, progress: Progress = SILENT
) -> Restored:
    """Put a backup in the place of the present data; the workspace goes on with it.

    The passphrase is that of the account at work. The present data become a backup first. Raises
    `WrongPassphraseError`, `TooSoonError`, `BackupError`,
    `DamagedBackupError`, `OtherDataError`, `NotAllowedError`, `DatabaseError` when another program
    has the data open; then nothing has changed.
    """
    require(workspace, Deed.RESTORE)
    check_same_township(workspace, backup)
    folder, present = workspace.folder, workspace.store
    slot = workspace.account.slot
    with workspace.tries.one(slot):
        fitting = fitting_keys(folder.keyring, backup, passphrase, slot)
    check_sound(backup, fitting.keyring.data_key, progress)
    replaced = _keep_present(workspace, progress)
    said = f"恢复为第 {backup.note.number} 份备份，替换下来的日志到 {_last_head(present)}"
    present.close()
    try:
        with suppress(DamagedDatabaseError):
            release(folder.database, present.key)
        put_back(
            folder,
            backup,
            fitting.keyring.data_key,
            fitting.replaces,
            workspace.twins,
            said=said,
        )
        reopened = open_workspace(
            folder.root,
            passphrase,
            workspace.clock,
            workspace.twins,
            slot=None if fitting.replaces else slot,
        )
    except BaseException:
        workspace.store = Store(present.place, present.key)
        raise
    workspace.resume(reopened)
    return Restored(backup, replaced)


def _keep_present(workspace: Workspace, progress: Progress) -> Path:
    """Back up the present data, or copy their files where they are damaged."""
    try:
        return back_up(workspace, BackupReason.RESTORE, progress).backup.folder
    except BackupError as error:
        if not isinstance(error.__cause__, DamagedDatabaseError):
            raise
        return set_aside(workspace.folder, workspace.clock, progress) or workspace.folder.root


def _last_head(store: Store) -> str:
    """Return how far the log goes that is to be replaced, "" where it cannot be read."""
    with suppress(DatabaseError), store.read() as reader:
        return str(head(reader.connection))
    return "（读不出）"


def put_back(
    folder: Folder, backup: Backup, key: bytes, keys: Path | None, twins: Path, *, said: str
) -> None:
    """Prepare a backup's database aside, in a new epoch, and swap it in; `keys` as well if given.

    `said` goes into its audit log. Nobody has the present database open.
    """
    with replacing_data(folder.root) as aside:
        copy_file(backup.database, aside / DATABASE)
        if keys is not None:
            write_bytes(aside / KEYS, read_bytes(keys, KEYS_LIMIT))
        begin_again(aside / DATABASE, key, twins, Act.RESTORE, said)


def begin_again(path: Path, key: bytes, twins: Path, act: Act, said: str) -> None:
    """Bring a database up to date, let it begin a new epoch, and its audit log say so.

    No write-ahead log stays beside it.
    """
    store = Store(path, key, upgrading=adopt_columns)
    try:
        adopt(store)
        renewed = settle_instance(store, twins)
        with store.write(act) as writer:
            writer.tell(said)
            if not renewed:  # it would find out by itself, but not always
                replica = writer.replica
                begin_epoch(writer, replica.acknowledged if replica.township else EVERYTHING)
    finally:
        store.close()
    release(path, key)


def check_sound(backup: Backup, key: bytes, progress: Progress = SILENT) -> None:
    """Read every page of a backup; raises `DamagedBackupError`."""
    try:
        examine(backup.database, key, progress)
    except DatabaseError as error:
        raise DamagedBackupError(
            "这份备份已损坏，或者不是用这份密钥加密的，没有恢复，数据没有改动。",
            "请选择另一份备份。",
        ) from error


def check_same_township(workspace: Workspace, backup: Backup) -> None:
    """Raise `OtherDataError` when a backup is of another township, or of no township."""
    with workspace.store.read() as reader:
        township = reader.replica.township
    if backup.note.township != township:
        raise OtherDataError(
            "这份备份不是本镇街的，没有恢复，数据没有改动。", "请选择本镇街自己的备份。"
        )

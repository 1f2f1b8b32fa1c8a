"""Recover: ways back when the database or its folder is damaged or gone.

The damaged files are kept, see `setting_aside`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.keyring import open_keyring
from desktop.domain.audit import Act
from desktop.foundation.clock import Clock, system_clock
from desktop.foundation.files import read_bytes
from desktop.foundation.paths import instances_folder
from desktop.foundation.progress import SILENT, Progress
from desktop.store.backup import release
from desktop.store.engine import DamagedDatabaseError
from desktop.store.salvage import Salvaged, salvage
from desktop.usecases.backup.fitting_keys import fitting_keys
from desktop.usecases.backup.kept import DATABASE, KEYS_LIMIT, Backup
from desktop.usecases.backup.putting_back import finish_putting_back, replacing_data
from desktop.usecases.backup.restore import begin_again, check_sound, put_back
from desktop.usecases.backup.setting_aside import set_aside
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Folder, Workspace


@dataclass(frozen=True)
class Recovered:
    """The data, open again; `kept` is where the damaged files lie, if there were any.

    `salvaged` tells what could be read of them, when they were what was recovered from.
    """

    workspace: Workspace
    kept: Path | None
    salvaged: Salvaged | None = None


def recover_from_backup(
    root: Path,
    backup: Backup,
    passphrase: str,
    progress: Progress = SILENT,
    *,
    clock: Clock = system_clock,
    twins: Path | None = None,
) -> Recovered:
    """Put a backup into a folder whose database does not open or is not there.

    Raises `WrongPassphraseError`, `BackupPassphraseError`, `DamagedBackupError`, `WriteError`;
    then nothing has changed.
    """
    finish_putting_back(root)
    folder = Folder(root)
    fitting = fitting_keys(folder.keyring, backup, passphrase)
    key = fitting.keyring.data_key
    check_sound(backup, key, progress)
    kept = set_aside(folder, clock, progress)
    _free(folder, key)
    place = twins or instances_folder()
    said = f"恢复为第 {backup.note.number} 份备份，原来的数据打不开"
    put_back(folder, backup, key, fitting.replaces, place, said=said)
    return Recovered(open_workspace(root, passphrase, clock, place), kept)


def recover_what_is_left(
    root: Path,
    passphrase: str,
    progress: Progress = SILENT,
    *,
    clock: Clock = system_clock,
    twins: Path | None = None,
) -> Recovered:
    """Make a new database of all that can be read of a damaged one.

    Raises `DamagedDatabaseError` when too little can be read: then only a backup helps.
    """
    finish_putting_back(root)
    folder = Folder(root)
    key = open_keyring(read_bytes(folder.keyring, KEYS_LIMIT), passphrase).data_key
    kept = set_aside(folder, clock, progress)
    if kept is None:
        raise DamagedDatabaseError
    place = twins or instances_folder()
    with replacing_data(root) as aside:
        found = salvage(kept / DATABASE, key, aside / DATABASE, progress)
        said = f"从损坏的数据库里读出 {found.rows} 条"
        begin_again(aside / DATABASE, key, place, Act.REPAIR, said)
        _free(folder, key)
    return Recovered(open_workspace(root, passphrase, clock, place), kept, found)


def _free(folder: Folder, key: bytes) -> None:
    """Raise `DatabaseError` when another program has the present database open."""
    if folder.database.exists():
        with suppress(DamagedDatabaseError):
            release(folder.database, key)

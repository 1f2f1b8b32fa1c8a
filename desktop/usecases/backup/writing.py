"""One more backup beside the others: written aside, opened and checked, named, older ones pruned.

Works on a data folder's files by its key, so that one can be made before a database is opened.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop import __version__
from desktop.domain.rotation import Kept, to_keep
from desktop.domain.terms import BackupReason
from desktop.foundation.clock import BEIJING, local_day
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import (
    WriteError,
    copy_file,
    read_bytes,
    remove_folder,
    replacing_folder,
    write_bytes,
)
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store.backup import copy_database, examine
from desktop.usecases.backup.kept import (
    DATABASE,
    KEYS,
    KEYS_LIMIT,
    Backup,
    Note,
    backups_in,
    write_note,
)

_GUARDED = {BackupReason.UPGRADE, BackupReason.RESTORE}


class BackupError(QingqiaoError):
    """A backup could not be made; the data are as they were."""


@dataclass(frozen=True)
class Source:
    """The files of a data folder, and the key of its database."""

    database: Path
    keyring: Path
    key: bytes


def write_backup(
    source: Source, place: Path, reason: BackupReason, now: datetime, progress: Progress = SILENT
) -> Backup:
    """Make a backup in `place` and remove those that are no longer kept; raises `BackupError`."""
    number = 1 + max((one.note.number for one in backups_in(place)), default=0)
    target = place / f"{number:06}-{now.astimezone(BEIJING):%Y-%m-%d-%H%M}"
    started = time.monotonic()
    try:
        with replacing_folder(target) as aside:
            copy_database(source.database, source.key, aside / DATABASE, progress)
            write_bytes(aside / KEYS, read_bytes(source.keyring, KEYS_LIMIT))
            found = examine(aside / DATABASE, source.key, progress)
            note = Note(
                number=number,
                made_at=int(now.timestamp()),
                reason=reason,
                app=__version__,
                schema=found.version,
                township=found.township,
                device=found.device,
                epoch=found.epoch,
                lsn=found.lsn,
                size=sum(file.stat().st_size for file in aside.iterdir()),
                milliseconds=round((time.monotonic() - started) * 1000),
                counts=found.counts,
                audit=found.audit,
            )
            write_note(aside, note)
    except Cancelled:
        raise
    except QingqiaoError as error:
        raise BackupError(f"备份没有做成：{error.message}", error.hint) from error
    prune(place)
    return Backup(target, note)


def copy_backup(backup: Backup, place: Path, progress: Progress = SILENT) -> Backup:
    """Copy a backup to another place, read it back, prune there; raises `WriteError`."""
    target = place / backup.folder.name
    done = 0

    def copied(size: int) -> None:
        nonlocal done
        done += size
        progress.step(done, backup.note.size, "正在复制到第二位置")

    if not target.exists():
        with replacing_folder(target) as aside:
            for file in sorted(backup.folder.iterdir()):
                copy_file(file, aside / file.name, copied)
    prune(place)
    return Backup(target, backup.note)


def prune(place: Path) -> None:
    """Remove the backups in a place that need not be kept any longer."""
    found = backups_in(place)
    kept = to_keep(
        [Kept(local_day(one.note.instant), one.note.reason in _GUARDED) for one in found]
    )
    for at, backup in enumerate(found):
        if at not in kept:
            with suppress(WriteError):  # next time
                remove_folder(backup.folder)

"""Backups as they lie in a folder: each a folder of its own, whole and complete.

It holds the encrypted database and the keys file, as a data folder does, and a note about them
in the clear, which names no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes

DATABASE, KEYS, NOTE = "qingqiao.db", "qingqiao.keys", "backup.json"

KEYS_LIMIT = 1 << 20
"""Bytes of a keys file."""

_NOTE_LIMIT = 64 << 10
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Note(Struct, frozen=True):
    """What a backup is; `number` counts up in one place, `made_at` is seconds since 1970.

    (epoch, lsn) is the last write in it, `size` is in bytes, `milliseconds` what making it took,
    `counts` are the live rows by table, `audit` is the head of
    the audit log (see domain/audit.py): kept outside the database, it shows when the log was cut.
    """

    number: int
    made_at: int
    reason: BackupReason
    app: str
    schema: int
    township: int
    device: str
    epoch: int
    lsn: int
    size: int
    milliseconds: int
    counts: Mapping[str, int]
    audit: str = ""

    @property
    def instant(self) -> datetime:
        """When it was made, aware, in UTC."""
        return _BEGINNING + timedelta(seconds=self.made_at)


@dataclass(frozen=True)
class Backup:
    """A backup in its place."""

    folder: Path
    note: Note

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / DATABASE

    @property
    def keyring(self) -> Path:
        """The keys, sealed by the passphrases of that day."""
        return self.folder / KEYS


class NotABackupError(QingqiaoError):
    """There is no whole backup where one was named."""


def read_backup(folder: Path) -> Backup:
    """Return the backup that a folder is; raises `NotABackupError`."""
    try:
        note = msgspec.json.decode(read_bytes(folder / NOTE, _NOTE_LIMIT), type=Note)
    except (QingqiaoError, ValueError, RecursionError) as error:
        raise NotABackupError(
            f"“{folder}”不是一份完整的青桥备份，没有改动任何数据。",
            "请选择里面有 backup.json、qingqiao.db 和 qingqiao.keys 的文件夹。",
        ) from error
    return Backup(folder, note)


def write_note(folder: Path, note: Note) -> None:
    """Put the note into a backup that is being made."""
    write_bytes(folder / NOTE, msgspec.json.format(msgspec.json.encode(note)))


def backups_in(place: Path) -> list[Backup]:
    """Return the backups in a place, the newest first; what is no backup is passed over."""
    found = []
    try:
        folders = [one for one in place.iterdir() if not one.name.startswith(".")]
    except OSError:
        return []  # not there yet, or a drive that is not plugged in
    for folder in folders:
        try:
            found.append(read_backup(folder))
        except NotABackupError:
            continue
    return sorted(found, key=lambda backup: (backup.note.number, backup.folder.name), reverse=True)

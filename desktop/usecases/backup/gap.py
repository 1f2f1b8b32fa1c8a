"""Whether the last backup is too long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.second_place import REMIND_AFTER, second_place
from desktop.usecases.workspace import Workspace


def backup_gap(workspace: Workspace) -> str:
    """Return in words how long a backup has been missing, here or in the second place; or "".

    Before the first backup the days are counted from when the keys were written.
    """
    days = _age(workspace).days
    if days >= REMIND_AFTER.days:
        return f"已有 {days} 天没有备份"
    place = second_place(workspace.folder)
    missed = place.days_missed(workspace.clock) if place else 0
    return f"已有 {missed} 天没有备份到第二位置" if missed else ""


def _age(workspace: Workspace) -> timedelta:
    newest = backups_in(workspace.folder.backups)[:1]
    if newest:
        return workspace.now() - newest[0].note.instant
    if not workspace.folder.keyring.exists():
        return timedelta()
    made = workspace.folder.keyring.stat().st_mtime
    return workspace.now() - datetime.fromtimestamp(made, UTC)

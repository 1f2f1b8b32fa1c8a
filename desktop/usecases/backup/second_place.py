"""A second place for backups, such as a USB stick: a lost PC must not take all of them with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.foundation.clock import Clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, remove_file, write_bytes
from desktop.usecases.workspace import Folder, Workspace

REMIND_AFTER = timedelta(days=7)

_FILE = "second.json"
_LIMIT = 64 << 10
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class SecondPlaceError(QingqiaoError):
    """The second place cannot be used just now."""


class _Remembered(Struct, frozen=True):
    folder: str
    reached_at: int


@dataclass(frozen=True)
class SecondPlace:
    """Where it is, and when a backup last got there (or, before, when it was chosen)."""

    folder: Path
    reached_at: datetime

    def days_missed(self, clock: Clock) -> int:
        """Return for how many days no backup has got there; 0 while that is not worth a word."""
        since = clock() - self.reached_at
        return since.days if since >= REMIND_AFTER else 0


def second_place(folder: Folder) -> SecondPlace | None:
    """Return the second place; None where none was chosen."""
    try:
        found = msgspec.json.decode(read_bytes(folder.backups / _FILE, _LIMIT), type=_Remembered)
    except (QingqiaoError, ValueError):
        return None
    return SecondPlace(Path(found.folder), _BEGINNING + timedelta(seconds=found.reached_at))


def choose_second_place(workspace: Workspace, chosen: Path | None) -> SecondPlace | None:
    """Let backups be copied below a folder as well, None: no longer.

    Raises `SecondPlaceError` for a folder that holds the data themselves.
    """
    file = workspace.folder.backups / _FILE
    if chosen is None:
        remove_file(file)
        return None
    root = workspace.folder.root.resolve()
    if chosen.resolve().is_relative_to(root):
        raise SecondPlaceError(
            "第二位置不能在数据文件夹里面，没有改动。",
            "请选 U 盘、移动硬盘或另一块磁盘上的文件夹。",
        )
    with workspace.store.read() as reader:
        device = (reader.replica.device or b"").hex()
    note_reached(workspace.folder, chosen / f"青桥备份-{device[:8] or '省级'}", workspace.now())
    return second_place(workspace.folder)


def note_reached(folder: Folder, place: Path, now: datetime) -> None:
    """Remember that a backup has got there."""
    said = _Remembered(str(place), int(now.timestamp()))
    write_bytes(folder.backups / _FILE, msgspec.json.encode(said))


def check_reachable(place: SecondPlace) -> None:
    """Raise `SecondPlaceError` when its drive is not there."""
    if not place.folder.parent.is_dir():
        raise SecondPlaceError(
            f"第二位置“{place.folder.parent}”现在连接不上，本机的备份已经做好。",
            "请插好 U 盘或移动硬盘，再点“立即备份”。",
        )


def same_disk(folder: Folder, place: SecondPlace) -> bool:
    """Tell whether both lie on one disk, and would be lost together."""
    try:
        return folder.root.stat().st_dev == place.folder.parent.stat().st_dev
    except OSError:
        return False

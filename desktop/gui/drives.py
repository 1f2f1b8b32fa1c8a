"""Removable drives that are plugged in just now: USB sticks, USB disks, memory cards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStorageInfo

from desktop.foundation.network_drives import plain

if sys.platform == "win32":
    from desktop.gui import drives_windows

_SYSFS = Path("/sys/class/block")
_MOUNTS = Path("/proc/self/mounts")
_SYSTEM = {Path(name) for name in ("/", "/boot", "/boot/efi", "/home", "/usr", "/var", "/opt")}
"""Where a system that itself runs from a USB disk has its own files."""
_NEARLY_NOTHING = 1_000_000
"""Bytes free, below which no hand-up will find room."""
_GIGA = 1_000_000_000


class Drive(NamedTuple):
    """A drive: where its files are, and what people call it.

    `device` is its name in the system, as sdb1 or E:; `free` are bytes, None when unknown.
    """

    root: Path
    name: str
    device: str = ""
    free: int | None = None
    writable: bool = True

    @property
    def problem(self) -> str:
        """Why nothing can be stored there, in a word; "" when it can."""
        if not self.writable:
            return "写保护或不可写"
        return "已满" if self.free is not None and self.free < _NEARLY_NOTHING else ""

    @property
    def words(self) -> str:
        """The name, and what is to be known before one chooses it."""
        if self.problem:
            return f"{self.name}（{self.problem}，存不了）"
        return self.name if self.free is None else f"{self.name}（空闲 {_room(self.free)}）"


def removable_drives() -> list[Drive]:
    """Return the removable drives in order of their places, also those that take no files."""
    return [_look_at(drive) for drive in _plugged_in()]


def drive_of(folder: Path) -> Drive | None:
    """Return the removable drive that a folder lies on; None when it is on this computer."""
    for drive in _plugged_in():
        if folder.absolute().is_relative_to(drive.root):
            return drive
    return None


def mounted_drives(lines: Iterable[str], is_removable: Callable[[str], bool]) -> list[Drive]:
    """Return the drives among lines of /proc/mounts; `is_removable` is asked for names as sdb1."""
    drives = {}
    for line in lines:
        device, place, *_ = [*line.split(" "), "", ""]
        name, root = device.removeprefix("/dev/"), Path(plain(place))
        if device.startswith("/dev/") and root not in _SYSTEM and is_removable(name):
            drives[name] = Drive(root, f"U 盘 {root.name}", name)
    return sorted(drives.values(), key=lambda drive: drive.root)


def is_removable(device: str, sysfs: Path = _SYSFS) -> bool:
    """Ask the kernel about the disk that a partition, or an encrypted volume on it, lies on."""
    name = Path(f"/dev/{device}").resolve().name  # mapper/… is a link to dm-…
    place = (sysfs / name).resolve()
    below = place / "slaves"
    if below.is_dir() and (parts := sorted(below.iterdir())):
        return any(is_removable(part.name, sysfs) for part in parts)
    disk = place.parent if (place / "partition").exists() else place
    return (
        any(part.startswith("usb") for part in place.parts)
        or _said(disk / "removable") == "1"
        or _said(disk / "device" / "type") == "SD"
    )


def _plugged_in() -> list[Drive]:
    if sys.platform == "win32":
        return [Drive(Path(root), f"U 盘 {root[:2]}", root[:2]) for root in drives_windows.roots()]
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    return mounted_drives(lines, is_removable)


def _look_at(drive: Drive) -> Drive:
    """Add what the file system says: its label, whether it can be written to, the room left."""
    said = QStorageInfo(str(drive.root))
    label = said.name().strip()
    where = f"（{drive.device}）" if sys.platform == "win32" else ""
    return Drive(
        drive.root,
        f"U 盘 {label}{where}" if label else drive.name,
        drive.device,
        max(said.bytesAvailable(), 0) if said.isReady() else None,
        said.isReady() and not said.isReadOnly() and os.access(drive.root, os.W_OK),
    )


def _said(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _room(free: int) -> str:
    return f"{free / _GIGA:.1f} GB" if free >= _GIGA else f"{free // 1_000_000} MB"

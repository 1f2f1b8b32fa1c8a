"""Removable drives that are plugged in just now: USB sticks and the like."""

from __future__ import annotations

import ctypes
import os
import string
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_SYSFS = Path("/sys/class/block")
_MOUNTS = Path("/proc/self/mounts")
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_DRIVE_REMOVABLE = 2


@dataclass(frozen=True)
class Drive:
    """A drive: where its files are, and what people call it."""

    root: Path
    name: str


def removable_drives() -> list[Drive]:
    """Return the removable drives that can be written to, in order of their places."""
    if sys.platform == "win32":
        return _on_windows()
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    return [
        drive for drive in mounted_drives(lines, _is_removable) if os.access(drive.root, os.W_OK)
    ]


def mounted_drives(lines: Iterable[str], is_removable: Callable[[str], bool]) -> list[Drive]:
    """Return the drives among lines of /proc/mounts; `is_removable` is asked for names as sdb1."""
    drives = []
    for line in lines:
        device, place, *_ = [*line.split(" "), "", ""]
        if device.startswith("/dev/") and is_removable(device.removeprefix("/dev/")):
            for escape, plain in _ESCAPES.items():
                place = place.replace(escape, plain)
            root = Path(place)
            drives.append(Drive(root, f"U 盘 {root.name}"))
    return sorted(drives, key=lambda drive: drive.root)


def _is_removable(device: str) -> bool:
    """Ask the kernel about the disk that a partition lies on."""
    place = (_SYSFS / device).resolve()
    for folder in (place, place.parent):
        try:
            if (folder / "removable").read_text().strip() == "1":
                return True
        except OSError:
            continue
    return False


def _on_windows() -> list[Drive]:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    present: int = kernel.GetLogicalDrives()
    roots = [f"{letter}:\\" for n, letter in enumerate(string.ascii_uppercase) if present >> n & 1]
    return [
        Drive(Path(root), f"U 盘 {root[:2]}")
        for root in roots
        if kernel.GetDriveTypeW(root) == _DRIVE_REMOVABLE and os.access(root, os.W_OK)
    ]

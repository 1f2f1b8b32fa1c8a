"""Letting go of a stick through the system, so that it may be pulled out."""

from __future__ import annotations

import shutil
import subprocess
import sys

from desktop.gui.drives import Drive

if sys.platform == "win32":
    from desktop.gui import drives_windows

_SECONDS = 30


def eject(drive: Drive) -> bool:
    """Unmount a drive; False when a program still uses it, or nothing here can do it.

    Blocks as long as the stick writes.
    """
    if sys.platform == "win32":
        return drives_windows.eject(drive.device)
    ways = (
        ["gio", "mount", "--eject", str(drive.root)],
        ["udisksctl", "unmount", "--no-user-interaction", "-b", f"/dev/{drive.device}"],
    )
    return any(shutil.which(way[0]) and _does(way) for way in ways)


def _does(command: list[str]) -> bool:
    try:
        return not subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False

"""This program on the PC: how it starts itself again, and how its files stay while it runs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

if sys.platform != "win32":
    import fcntl

PROBE = "--probe-window"
"""Asked of a second process: does the window work on this PC?"""


def itself() -> list[str]:
    """Return the command of this program, frozen or from a checkout."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop"]


def keep_files() -> None:
    """Let no installer replace the program's files until this process ends.

    What a page needs is read from them when the page is first opened: of another version it would
    be rubbish. The Linux package asks for this lock; Windows itself keeps a running program.
    """
    if sys.platform != "win32" and getattr(sys, "frozen", False):
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(os.open(sys.executable, os.O_RDONLY), fcntl.LOCK_SH)

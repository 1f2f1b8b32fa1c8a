"""A folder held by one process: the system itself lets go when the process ends, however it ends.

Nothing is read from the file, so one left behind by a crash, or carried here on a stick from
another PC, holds nobody up.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAKEN = {errno.EAGAIN, errno.EACCES, 0}
"""So Unix, Windows, and wine, which gives no reason, say that another process has it."""


class FolderLock:
    """The right to work in a folder, by a file in it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock; False when another process has it. Raises `OSError`."""
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                return False
            raise
        self._handle = handle
        return True

    def release(self) -> None:
        """Let go; the file stays, for removing it would race with who takes it next."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

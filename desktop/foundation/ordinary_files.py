"""What lies at a path that somebody gave us: only an ordinary file is opened."""

from __future__ import annotations

import errno
import io
import stat
from pathlib import Path


def open_file(path: Path) -> io.BufferedReader:
    """Open an ordinary file for reading; raises `OSError` for all else.

    A pipe would keep us waiting for ever, a device would never end.
    """
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a name that no system takes
        raise OSError(errno.EINVAL, str(error)) from error
    if not stat.S_ISREG(mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.ENOTSUP, "no file")
    return path.open("rb")


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder, also where nobody may look or no file can be named so."""
    try:
        return path.is_dir()
    except OSError:
        return False

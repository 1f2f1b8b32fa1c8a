"""Files that came, kept as they came."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop.bundle.bundle import Header
from desktop.bundle.errors import InterruptedBundleError
from desktop.foundation.files import replacing
from desktop.foundation.ordinary_files import open_file

_CHUNK = 1 << 20


def keep(folder: Path, township: int, path: Path, header: Header) -> None:
    """Put a copy of the file into `folder` before anything of it is committed."""
    target = kept_at(folder, township, header)
    if target.exists():
        return
    try:
        with open_file(path) as source, replacing(target) as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except OSError as error:
        raise InterruptedBundleError(error) from error


def kept_at(folder: Path, township: int, header: Header) -> Path:
    """Return where a bundle is kept."""
    return folder / str(township) / f"{header.sha256}.qqb"

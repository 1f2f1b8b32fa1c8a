"""Bundles that were refused: a copy of each, with the reason beside it, for somebody to look at."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from desktop.bundle.bundle import header_of
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, replacing, write_bytes

UNKNOWN = "未知"
"""Folder of the files that do not even say whose they are."""

_CHUNK = 1 << 20


def set_aside(refused: Path, path: Path, error: QingqiaoError) -> Path | None:
    """Copy a refused file to `refused`/<township>/, write the reason beside it, return the copy.

    The file itself stays where it is. None: it cannot be read or copied; the reason for the
    refusal is what counts then.
    """
    try:
        with path.open("rb") as source:
            name = hashlib.file_digest(source, "sha256").hexdigest()
            target = refused / _whose(path) / f"{name}.qqb"
            if not target.exists():
                source.seek(0)
                with replacing(target) as copy:
                    shutil.copyfileobj(source, copy, _CHUNK)
        reason = f"文件：{path.name}\n原因：{error.message}\n怎么办：{error.hint}\n"
        write_bytes(target.with_suffix(".txt"), reason.encode())
    except (OSError, WriteError):
        return None
    return target


def take_back(refused: Path, path: Path) -> None:
    """Remove the copy of a file that was refused once and has now been taken in."""
    if not refused.is_dir():
        return
    with suppress(OSError):
        with path.open("rb") as source:
            name = hashlib.file_digest(source, "sha256").hexdigest()
        for copy in (*refused.glob(f"*/{name}.qqb"), *refused.glob(f"*/{name}.txt")):
            copy.unlink()


def count_set_aside(refused: Path) -> int:
    """Return how many files lie there."""
    return sum(1 for _ in refused.glob("*/*.qqb"))


def _whose(path: Path) -> str:
    """Return the township that the clear line names; it may not be the truth."""
    with suppress(QingqiaoError, OSError):
        return str(header_of(path).township)
    return UNKNOWN

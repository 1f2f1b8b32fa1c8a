"""Bundles that were refused: a copy of each, with the reason beside it, for somebody to look at."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from desktop.bundle.bundle import header_of
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, replacing, write_bytes
from desktop.foundation.ordinary_files import open_file

UNKNOWN = "未知"
"""Folder of the files that do not even say whose they are."""

LARGEST = 64 << 20
"""Bytes of a file that is copied: more than any hand-up, and a disk holds many of them."""

_CHUNK = 1 << 20


def set_aside(refused: Path, path: Path, error: QingqiaoError) -> Path | None:
    """Copy a refused file to `refused`/<township>/, write the reason beside it, return the copy.

    The file itself stays where it is. None: it cannot be read or copied, or is too large to be a
    hand-up; the reason for the refusal is what counts then.
    """
    try:
        with open_file(path) as source:
            if source.seek(0, 2) > LARGEST:
                return None
            source.seek(0)
            name = hashlib.file_digest(source, "sha256").hexdigest()
            target = refused / _whose(path) / f"{name}.qqb"
            if not target.exists():
                source.seek(0)
                with replacing(target) as copy:
                    shutil.copyfileobj(source, copy, _CHUNK)
        reason = f"文件：{path.name}\n原因：{error.message}\n怎么办：{error.hint}\n"
        write_bytes(target.with_suffix(".txt"), reason.encode(errors="replace"))
    except (OSError, WriteError):
        return None
    return target


def take_back(refused: Path, path: Path) -> None:
    """Remove the copies of a bundle that has now been taken in: of this file, or of a damaged one.

    A damaged one still says in its clear line which bundle it was.
    """
    if not refused.is_dir():
        return
    with suppress(OSError, QingqiaoError):
        with open_file(path) as source:
            name = hashlib.file_digest(source, "sha256").hexdigest()
        header = header_of(path)
        theirs = (refused / str(header.township)).glob("*.qqb")
        damaged = (copy for copy in theirs if _bundle(copy) == header.sha256)
        for copy in {*refused.glob(f"*/{name}.qqb"), *damaged}:
            copy.unlink()
            copy.with_suffix(".txt").unlink(missing_ok=True)


def count_set_aside(refused: Path) -> int:
    """Return how many files lie there."""
    return sum(1 for _ in refused.glob("*/*.qqb"))


def _bundle(copy: Path) -> str:
    """Return the SHA-256 by which the clear line of a copy names its bundle, "" if it has none."""
    with suppress(QingqiaoError):
        return header_of(copy).sha256
    return ""


def _whose(path: Path) -> str:
    """Return the township that the clear line names; it may not be the truth."""
    with suppress(QingqiaoError, OSError):
        return str(header_of(path).township)
    return UNKNOWN

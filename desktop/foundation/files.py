"""Writing files so that a cut of power leaves the old file or the new one, never half of it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ordinary_files import open_file
from desktop.foundation.system_words import system_words

_PART = 1 << 20
_SCANNED, _A_MOMENT = 10, 0.1
"""Tries, and seconds between them."""

_ASIDE = ".qingqiao-"
"""How names begin of what is being written."""

_STALE = 3600
"""Seconds."""

_LONGEST_PATH, _LONGEST_ASIDE = 259, len(f"{_ASIDE}12345678.part")
"""Characters that Windows takes where nobody set it otherwise, and those of a name aside."""


class WriteError(QingqiaoError):
    """A file could not be written; the target is as it was before."""


def _explain(error: OSError, target: Path) -> WriteError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return WriteError(
            f"磁盘空间不足，没有写成“{target.name}”，原有数据没有改动。",
            "请清理磁盘或换一个位置后重试。",
        )
    if sys.platform == "win32" and error.errno == errno.EACCES and target.is_file():
        return WriteError(
            f"“{target.name}”正被别的程序打开（或不许改写），没有写成，原有内容没有改动。",
            "请关闭打开着它的程序（如 WPS、PDF 阅读器），然后重试；也可以换一个文件名。",
        )
    if sys.platform == "win32" and error.errno == errno.ENOENT and _is_deep(target):
        return WriteError(
            f"“{target.name}”所在的文件夹太深（名字合起来太长），Windows 不允许，没有写成。",
            "请换一个浅一些的文件夹，如桌面或 U 盘的根目录，或缩短文件名。",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return WriteError(
            f"没有权限写入“{target.parent}”，原有数据没有改动。",
            "请换一个可以写入的文件夹，或取消 U 盘的写保护。",
        )
    return WriteError(
        f"写入“{target.name}”失败（{system_words(error)}），原有数据没有改动。",
        "请检查磁盘或 U 盘是否还连接着，然后重试。",
    )


def _is_deep(target: Path) -> bool:
    name = max(len(target.name), _LONGEST_ASIDE)
    return len(str(target.absolute().parent)) + 1 + name > _LONGEST_PATH


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_through(file: BinaryIO) -> None:
    """Put what was written on the disk, so that reading it again asks the disk and not memory.

    Where the system cannot be told to forget (Windows), it has at least reported that the disk
    took everything.
    """
    file.flush()
    os.fsync(file.fileno())
    if sys.platform == "linux":
        with suppress(OSError):  # not every file system forgets on request
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _rename(source: Path, target: Path) -> None:
    """Rename onto a file or a new name; Windows refuses while a scanner looks at a fresh file."""
    for _ in range(_SCANNED if sys.platform == "win32" else 0):
        with suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(_A_MOMENT)
    source.replace(target)


def unused(target: Path, mark: str) -> Path:
    """Return `target`, or where a file lies there already a name beside it with `mark`.

    Raises `WriteError` where no file can be named so.
    """
    name, tries = target, 1
    try:
        while name.exists():
            name = target.with_stem(f"{target.stem}_{mark}" + (f"_{tries}" if tries > 1 else ""))
            tries += 1
    except OSError as error:
        raise _explain(error, target) from error
    return name


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durable in the one that holds it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


@lru_cache(maxsize=64)
def sweep(folder: Path, pattern: str = f"{_ASIDE}*.part") -> None:
    """Remove, once for each folder, what a program that was killed left in it half written.

    Only what bears our mark and is an hour older than a file made there now: nobody writes it
    any more, and the clock asked is that of the disk.
    """
    with suppress(OSError):  # somebody else's, or a drive that may not be written
        left = list(folder.glob(pattern))
        if not left:
            return
        with tempfile.NamedTemporaryFile(prefix=_ASIDE, dir=folder) as now:
            limit = Path(now.name).stat().st_mtime - _STALE
        for path in left:
            if path.lstat().st_mtime < limit:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Yield a file aside; on success fsync it and rename it onto `target`, else remove it.

    Raises `WriteError` when the disk is full, read-only or gone.
    """
    try:
        make_folder(target.parent)
        sweep(target.parent)
        handle, name = tempfile.mkstemp(prefix=_ASIDE, suffix=".part", dir=target.parent)
    except OSError as error:
        raise _explain(error, target) from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        _rename(aside, target)
        sync_folder(target.parent)
    except OSError as error:
        raise _explain(error, target) from error
    finally:
        with suppress(OSError):  # the disk is gone or read-only: what happened is said above
            aside.unlink(missing_ok=True)


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yield a folder aside; on success make its files durable and rename it to `target`.

    `target` is not there yet. Raises `WriteError` as `replacing`; what is aside is removed then.
    """
    try:
        make_folder(target.parent)
        sweep(target.parent)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, suffix=".part", dir=target.parent))
    except OSError as error:
        raise _explain(error, target) from error
    try:
        yield aside
        for file in aside.iterdir():
            _sync_file(file)
        sync_folder(aside)
        _rename(aside, target)
        sync_folder(target.parent)
    except OSError as error:
        raise _explain(error, target) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sync_file(file: Path) -> None:
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


def copy_file(source: Path, target: Path, copied: Callable[[int], None] = lambda _: None) -> None:
    """Copy a file of any size, whole and read back; `copied` is told the bytes of each part.

    Raises `WriteError`; `QingqiaoError` when the source cannot be read.
    """
    try:
        original = open_file(source)
    except OSError as error:
        raise _unreadable(source, error) from error
    with original, replacing(target) as file:
        read, written = hashlib.sha256(), hashlib.sha256()
        while part := original.read(_PART):
            read.update(part)
            file.write(part)
            copied(len(part))
        file.flush()
        file.seek(0)
        while part := file.read(_PART):
            written.update(part)
        if read.digest() != written.digest():
            raise OSError(errno.EIO, "写入后读回的内容不一致")


def move_file(source: Path, target: Path) -> None:
    """Rename a file onto another of the same folder or disk, durably; raises `WriteError`."""
    try:
        _rename(source, target)
        sync_folder(target.parent)
    except OSError as error:
        raise _explain(error, target) from error


def remove_file(file: Path) -> None:
    """Remove a file if it is there, durably; raises `WriteError`."""
    try:
        file.unlink(missing_ok=True)
        sync_folder(file.parent)
    except OSError as error:
        raise _explain(error, file) from error


def remove_folder(folder: Path) -> None:
    """Remove a folder with its files; raises `WriteError`.

    It is renamed first: nobody takes what a cut of power leaves for a whole one.
    """
    gone = folder.with_name(f"{_ASIDE}{folder.name}.part")
    try:
        _rename(folder, gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise _explain(error, folder) from error


def write_bytes(target: Path, content: bytes) -> None:
    """Write `content` to `target` whole, durable and read back; raises `WriteError`."""
    with replacing(target) as file:
        file.write(content)
        write_through(file)
        file.seek(0)
        if file.read() != content:
            raise OSError(errno.EIO, "写入后读回的内容不一致")


def read_bytes(source: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes; raises `QingqiaoError` when that cannot be done."""
    try:
        with open_file(source) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise QingqiaoError(
                    f"“{source.name}”太大（{size / 1e6:.0f} MB），不是青桥生成的文件。",
                    "请确认选对了文件。",
                )
            return file.read(limit)
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Path, error: OSError) -> QingqiaoError:
    return QingqiaoError(
        f"打不开“{source.name}”（{system_words(error)}）。",
        "请检查文件是否存在、U 盘是否还插着。",
    )

"""Writing files so that a cut of power leaves the old file or the new one, never half of it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from desktop.foundation.errors import QingqiaoError


class WriteError(QingqiaoError):
    """A file could not be written; the target is as it was before."""


def _explain(error: OSError, target: Path) -> WriteError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return WriteError(
            f"磁盘空间不足，没有写成“{target.name}”，原有数据没有改动。",
            "请清理磁盘或换一个位置后重试。",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return WriteError(
            f"没有权限写入“{target.parent}”，原有数据没有改动。",
            "请换一个可以写入的文件夹，或取消 U 盘的写保护。",
        )
    return WriteError(
        f"写入“{target.name}”失败（{error.strerror or error}），原有数据没有改动。",
        "请检查磁盘或 U 盘是否还连接着，然后重试。",
    )


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Yield a file aside; on success fsync it and rename it onto `target`, else remove it.

    Raises `WriteError` when the disk is full, read-only or gone.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _explain(error, target) from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise _explain(error, target) from error
    finally:
        with suppress(OSError):  # the disk is gone or read-only: what happened is said above
            aside.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Write `content` to `target` whole, durable and read back; raises `WriteError`."""
    with replacing(target) as file:
        file.write(content)
        file.flush()
        file.seek(0)
        if file.read() != content:
            raise OSError(errno.EIO, "写入后读回的内容不一致")


def read_bytes(source: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes; raises `QingqiaoError` when that cannot be done."""
    try:
        size = source.stat().st_size
        if size > limit:
            raise QingqiaoError(
                f"“{source.name}”太大（{size / 1e6:.0f} MB），不是青桥生成的文件。",
                "请确认选对了文件。",
            )
        return source.read_bytes()
    except OSError as error:
        raise QingqiaoError(
            f"打不开“{source.name}”（{error.strerror or error}）。",
            "请检查文件是否存在、U 盘是否还插着。",
        ) from error

"""Send again: the same file onto another drive, or everything from the beginning."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop.bundle.bundle import header_of
from desktop.bundle.errors import BundleError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, replacing, unused
from desktop.foundation.ordinary_files import open_file
from desktop.store.tables import HandUp
from desktop.usecases.exchange.hand_up import check_written, device_mark
from desktop.usecases.exchange.packing import carry_everything
from desktop.usecases.workspace import Workspace


class FileGoneError(QingqiaoError):
    """The file of a bundle is no longer where it was written, or no longer what it was."""


def copy_again(workspace: Workspace, number: int, out: Path) -> Path:
    """Copy the file of a bundle to folder `out`, check the copy, and return where it is.

    Raises `FileGoneError` when a new hand-up must take its place, `UnsoundCopyError`,
    `WriteError`.
    """
    with workspace.store.read() as reader:
        made = sorted(
            reader.local(HandUp, number=number), key=lambda b: (b.made_at is None, b.made_at)
        )
        mark = device_mark(reader.replica)
    if not made:
        raise _gone(number)
    bundle, source = made[-1], Path(made[-1].path)
    try:
        if bytes.fromhex(header_of(source).sha256) != bundle.sha256:
            raise _gone(number)
        target = _place(out / source.name, bundle, mark)
        with open_file(source) as original, replacing(target) as copy:
            shutil.copyfileobj(original, copy)
            check_written(copy, workspace.identity.verify_key, source.name)
    except WriteError:
        raise
    except (BundleError, OSError) as error:
        raise _gone(number) from error
    return target


def _place(target: Path, bundle: HandUp, mark: str) -> Path:
    """Return where to copy to: over the same file again, never over another one."""
    try:
        same = bytes.fromhex(header_of(target).sha256) == bundle.sha256
    except BundleError:
        same = False
    return target if same else unused(target, mark)


def _gone(number: int) -> FileGoneError:
    return FileGoneError(
        f"第 {number} 包的文件已经不在原处，或者内容变了，没有复制；数据没有丢失。",
        "请重新上报一次：新的上报包会带上省里还没有签收的全部内容。",
    )


def hand_up_everything_next(workspace: Workspace) -> None:
    """Let hand-ups carry every row of this township, a colleague's too, until they arrived."""
    with workspace.store.write() as writer:
        writer.replica.acknowledged = 0
        carry_everything(writer)

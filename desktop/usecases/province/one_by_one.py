"""Many files, one after the other: a bad one keeps none of the others back."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store.engine import DatabaseError

T = TypeVar("T")


class UnforeseenError(QingqiaoError):
    """A bug showed with one file; its transaction was rolled back."""

    def __init__(self, error: Exception) -> None:
        """Name the kind of error and the place in the code, never what it quotes."""
        frames = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in frames if "desktop" in Path(frame.filename).parts][-1]
        where = f"{type(error).__name__}，{Path(place.filename).name}:{place.lineno}"
        super().__init__(
            f"接收这个文件时程序出错（{where}），没有接收，数据没有改动。",
            "其余文件不受影响；请把这个文件和上面的话告诉程序维护人员。",
        )


class StoppedError(QingqiaoError):
    """Work on many files stopped between two of them; `results` are of those that are done."""

    def __init__(self, results: Sequence[object], total: int, why: QingqiaoError) -> None:
        """Stop because of `why`, or because the user asked to."""
        asked = isinstance(why, Cancelled)
        done = len(results)
        super().__init__(
            ("已按要求停下。" if asked else why.message)
            + f"共 {total} 个文件，处理完的 {done} 个都已保存，其余 {total - done} 个还没有动。",
            ("" if asked else why.hint)
            + "再运行一次同样的命令就会接着做，已经收过的会很快跳过，没有数据丢失。",
        )
        self.results = results


def one_by_one(
    files: Sequence[Path], work: Callable[[Path, Progress], T], progress: Progress, what: str
) -> list[T]:
    """Return what `work` makes of each file.

    Of several files progress counts the files, and a wish to stop waits for the end of the present
    one: `StoppedError`, as when the disk is full or gone. A single file reports its rows.
    """
    watched = progress if len(files) == 1 else SILENT
    results: list[T] = []
    try:
        for done, path in enumerate(files):
            progress.step(done, len(files), f"{what} {path.name}")
            results.append(work(path, watched))
    except (Cancelled, DatabaseError, WriteError) as error:
        if len(files) == 1:
            raise
        raise StoppedError(results, len(files), error) from error
    return results

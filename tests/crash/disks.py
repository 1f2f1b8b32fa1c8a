"""Disks that fill up, and drives that are pulled out while a command writes.

The disks are real: a small file system in memory, filled to a few bytes, and a stick with a
journal whose every access fails from a step on, until it is plugged in again. The command must
say so in words, leave what was before or after, nothing half written, and be done the next time.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.crash.judging import HalfDoneError, left_over, look
from tests.crash.kills import Aim, Figures, ends_of, forked
from tests.crash.office import Office
from tests.crash.scenes import Scene, act
from tests.crash.tracing import run as traced
from tests.small_disk import small_disk

_ROOM = "64m"
_BLOCK = 4096
_NEW_MOUNTS, _RECURSIVE, _PRIVATE = 0x20000, 0x4000, 1 << 18
_SHUT_DOWN = 0x8004587D
_AND_FORGET = struct.pack("I", 2)
"""What was not synced never reaches the journal."""

_TOLD = "没有复制到第二位置"
"""The one failure with which a command goes on: its backup here is whole."""

Spoil = Callable[[], object]


def can_mount() -> bool:
    """Tell whether this process may mount disks; they are gone with it, however it ends."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    libc = ctypes.CDLL(None)
    if libc.unshare(_NEW_MOUNTS) or libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None):
        return False
    try:
        with tempfile.TemporaryDirectory() as folder, _stick(Path(folder) / "stick") as pull:
            pull()
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def fill(
    office: Office,
    scene: Scene,
    disk: str = "",
    quarters: Sequence[float] = range(5),
    spoil: Spoil = lambda: None,
    *,
    converge: bool = True,
) -> Figures:
    """Run a scene where `disk`, a folder of the office or all of it, has too little room.

    It has so many quarters of what the command needs at its worst, at most all but a block. With
    `converge` it is tried again with room after the first time, and everybody exchanges. Raises
    `HalfDoneError`.
    """
    office.renew()
    with small_disk(office.run / disk, _ROOM) as place:
        free: list[int] = []
        aim = Aim(office, scene, spoil, lambda _: free.append(_free(place)))
        office.renew()
        need, figures = _free(place) - min(free), Counter[str]()
        for left in [min(int(need * quarter / 4), need - _BLOCK) for quarter in quarters]:
            office.renew()
            ballast = place / "ballast"
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, _free(place) - left // _BLOCK * _BLOCK)
            run = _Run(office, scene, spoil)
            code = forked(run.act)
            ballast.unlink()
            try:
                found = run.judge(code, undone=left == 0)
                if converge and not figures:
                    aim.go_on(look(office.run, scene.ends), found)
            except Exception as error:
                raise HalfDoneError(f"{scene.name}, {left} of {need} bytes left") from error
            figures[found] += 1
    return figures


def _free(place: Path) -> int:
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_bsize


def pull(office: Office, scene: Scene, drive: str, times: int, *, converge: bool = True) -> Figures:
    """Pull the drive at this folder of the office out at so many steps of a scene, all over it.

    With `converge` as `fill`. Raises `HalfDoneError`.
    """
    office.renew()
    image = office.root / "stick.img"
    with _stick(office.run / drive, image):
        aim = Aim(office, scene)
    figures = Counter[str]()
    for turn in range(times):
        point = aim.firsts[turn * (len(aim.firsts) - 1) // (times - 1)]
        run = _Run(office, scene)
        with _stick(office.run / drive, image) as out:
            office.renew()
            os.sync()
            done = traced(run.act, office.run, before=partial(_at, point, out))
        with _stick(office.run / drive, image):
            try:
                found = run.judge(done.code, pulled=drive, undone=turn == 0)
                if converge and not figures:
                    aim.go_on(look(office.run, scene.ends), found)
            except Exception as error:
                where = aim.tries[point]
                raise HalfDoneError(f"{scene.name}, pulled out before {where}") from error
        figures[found] += 1
    return figures


def _at(point: int, action: Callable[[], object], step: int) -> None:
    if step == point:
        action()


@contextmanager
def _stick(folder: Path, image: Path | None = None) -> Iterator[Callable[[], object]]:
    """Plug in the stick kept in a file, made when absent; yields how to pull it out."""
    image = image or folder.with_suffix(".img")
    if not image.exists():
        image.touch()
        os.truncate(image, 24 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True, capture_output=True)
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-o", "loop", str(image), str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield lambda: fcntl.ioctl(handle, _SHUT_DOWN, _AND_FORGET)
    finally:
        os.close(handle)
        subprocess.run(["umount", str(folder)], check=True)


class _Run:
    """One run of a command, with what it says."""

    def __init__(self, office: Office, scene: Scene, spoil: Spoil = lambda: None) -> None:
        self._office, self._scene, self._spoil = office, scene, spoil
        self._file = office.root / "said.txt"
        self._ends = ends_of(office, scene)

    @property
    def said(self) -> str:
        return self._file.read_text(encoding="utf-8")

    def act(self) -> int:
        with self._file.open("wb") as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
        self._spoil()
        return act(self._office, self._scene.command)

    def judge(self, code: int | None, *, undone: bool, pulled: str = "") -> str:
        """Return which legal end was found; raises `HalfDoneError`, also for a wrong word.

        `undone`: it cannot have been done. Only on what was `pulled` may something half written be.
        """
        done = code == 0 and _TOLD not in self.said
        found = self._ends.judge(look(self._office.run, self._scene.ends), done=done)
        if code not in {0, 1}:
            raise HalfDoneError(f"it broke down ({code}): {self.said}")
        if (done and undone) or (not done and (found == "after" or not _in_words(self.said))):
            raise HalfDoneError(f"{found}, but it said: {self.said}")
        half = [path for path in left_over(self._office.run) if pulled not in path.parts]
        if half:
            raise HalfDoneError(f"half-written files are still there: {half}")
        return found


def _in_words(said: str) -> bool:
    told = any(words in said for words in ("没有改动", "没有变化", "打不开", _TOLD))
    return told and "程序出错" not in said

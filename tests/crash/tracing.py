"""A process is followed through every change it makes to files, one system call at a time.

Linux only, by ptrace: whatever writes is seen, SQLite's own C code as well.
"""

from __future__ import annotations

import ctypes
import math
import os
import platform
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["make", "write", "cut", "sync", "sync-folder", "rename", "remove", "folder"]

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_MARK_SYSCALLS, _DIE_WITH_US = 0x1, 0x100000
_MARKED = signal.SIGTRAP | 0x80
_INFO = struct.Struct("=B3xIQQ7Q")
_RESULT = struct.Struct("=q")
_HERE = -100  # AT_FDCWD

_X86 = {
    1: "write", 18: "write", 20: "write", 40: "write", 296: "write", 326: "write",
    74: "sync", 75: "sync", 77: "cut", 285: "cut",
    2: "open", 257: "openat", 82: "rename", 264: "renameat", 316: "renameat",
    87: "unlink", 263: "unlinkat", 83: "mkdir", 258: "mkdirat", 84: "unlink",
}  # fmt: skip
_ARM = {
    64: "write", 68: "write", 66: "write", 70: "write", 71: "write", 285: "write",
    82: "sync", 83: "sync", 46: "cut", 47: "cut",
    56: "openat", 38: "renameat", 276: "renameat", 35: "unlinkat", 34: "mkdirat",
}  # fmt: skip
_CALLS = {"x86_64": _X86, "aarch64": _ARM}.get(platform.machine(), {})
_POSITIONED = {18, 296} if platform.machine() == "x86_64" else {68, 70}
_COPY = {326} if platform.machine() == "x86_64" else {285}  # copy_file_range writes to its third


@dataclass(frozen=True)
class Step:
    """One change; `file` names a file through all renames, `path` where it was then."""

    kind: Kind
    path: Path
    file: int = 0
    offset: int = 0
    content: bytes = b""
    target: Path = field(default_factory=Path)


@dataclass
class Traced:
    """What a process did: its exit code (None: it was killed), its steps, and all that it tried."""

    code: int | None = None
    steps: list[Step] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)


def can_trace() -> bool:
    """Tell whether this machine lets us follow a process."""
    if not _CALLS or not Path("/proc/self/fd").exists():
        return False
    try:
        return run(lambda: 0, Path("/nowhere")).code == 0
    except OSError:
        return False


def run(
    act: Callable[[], int],
    root: Path,
    kill_before: int | None = None,
    before: Callable[[int], object] = lambda _: None,
) -> Traced:
    """Run `act` in a child and follow what it does below `root`.

    With `kill_before` the child gets SIGKILL in place of that step, counted from 0; `before` is
    told of each step while the child waits to take it.
    """
    child = os.fork()
    if child == 0:
        _become_traced(act)
    return _Follower(child, root, kill_before, before).follow()


def _become_traced(act: Callable[[], int]) -> None:
    code = 70
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        ctypes.CDLL(None).ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = act()
    finally:
        os._exit(code)


class _Follower:
    """Steps a stopped child from system call to system call."""

    def __init__(
        self,
        child: int,
        root: Path,
        kill_before: int | None,
        before: Callable[[int], object],
    ) -> None:
        self._child, self._root, self._before = child, str(root), before
        self._kill_before = math.inf if kill_before is None else kill_before
        self._ptrace = ctypes.CDLL(None, use_errno=True).ptrace
        self._ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self._traced = Traced()
        self._touched = root
        self._known: dict[int, int] = {}  # by number on the disk; those are used again
        self._names = iter(range(1_000_000, 10**9))

    def follow(self) -> Traced:
        self._wait()
        self._call(_SETOPTIONS, _MARK_SYSCALLS | _DIE_WITH_US)
        pass_on, pending = 0, None
        while True:
            self._call(_SYSCALL, pass_on)
            status = self._wait()
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self._traced.code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
                return self._traced
            stopped = os.WSTOPSIG(status)
            pass_on = 0 if stopped == _MARKED else stopped
            if stopped != _MARKED:
                continue
            leaving, number, arguments, result = self._look()
            if not leaving:
                pending = self._enter(number, arguments) if number in _CALLS else None
                if pending:
                    if len(self._traced.tries) >= self._kill_before:
                        return self._killed()
                    self._before(len(self._traced.tries))
                    self._traced.tries.append(f"{_CALLS[number]} {self._touched}")
            elif pending and result >= 0:
                step = pending(result)
                if step is not None:
                    self._traced.steps.append(step)

    def _killed(self) -> Traced:
        os.kill(self._child, signal.SIGKILL)
        self._wait()
        return self._traced

    def _wait(self) -> int:
        return os.waitpid(self._child, 0)[1]

    def _call(self, request: int, data: int) -> None:
        if self._ptrace(request, self._child, None, data) < 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def _look(self) -> tuple[bool, int, tuple[int, ...], int]:
        """Return whether the child leaves a call, the call's number, its arguments, its result."""
        buffer = ctypes.create_string_buffer(_INFO.size)
        got = self._ptrace(_GET_SYSCALL_INFO, self._child, _INFO.size, ctypes.addressof(buffer))
        if got < 0:
            raise OSError(ctypes.get_errno(), "ptrace")
        moment, _, _, _, number, *arguments = _INFO.unpack(buffer)
        (result,) = _RESULT.unpack_from(buffer, 24)
        return moment != 1, number, tuple(arguments), result

    def _enter(self, number: int, a: tuple[int, ...]) -> Callable[[int], Step | None] | None:
        """Return how to tell, once it is done, what this call changed; None: not our concern."""
        name = _CALLS[number]
        if name in {"write", "cut", "sync"}:
            return self._by_handle(number, a[2] if number in _COPY else a[0], a[3])
        if name in {"open", "openat"}:
            place, flags = ((_HERE, a[0]), a[1]) if name == "open" else (a[:2], a[2])
            return self._opening(self._path(*place), flags)
        if name in {"rename", "renameat"}:
            ends = (_HERE, a[0], _HERE, a[1]) if name == "rename" else a[:4]
            source, target = self._path(*ends[:2]), self._path(*ends[2:])
            moved = Step("rename", source, target=target)
            return (lambda _: moved) if self._is_ours(target) else None
        path = self._path(*a[:2]) if name.endswith("at") else self._path(_HERE, a[0])
        kind: Kind = "folder" if name.startswith("mkdir") else "remove"
        changes = self._is_ours(path) and path.exists() is (kind == "remove")
        return (lambda _: Step(kind, path)) if changes else None

    def _by_handle(
        self, number: int, handle: int, offset: int
    ) -> Callable[[int], Step | None] | None:
        path = Path(self._at(handle)).readlink()
        if not self._is_ours(path):
            return None
        if _CALLS[number] == "sync":
            return lambda _: self._synced(path, handle)
        if _CALLS[number] == "cut":
            return lambda _: Step(
                "cut", path, self._file(handle), Path(self._at(handle)).stat().st_size
            )
        start = offset if number in _POSITIONED else self._position(handle)
        return lambda size: self._written(path, handle, start, size)

    def _is_ours(self, path: Path) -> bool:
        below = f"{path}{os.sep}".startswith(self._root + os.sep)
        self._touched = path
        return below and not path.name.endswith("-shm")  # SQLite makes it anew

    def _opening(self, path: Path, flags: int) -> Callable[[int], Step | None] | None:
        there = path.exists()
        if not self._is_ours(path):
            return None
        if flags & os.O_TMPFILE == os.O_TMPFILE or not flags & (os.O_CREAT | os.O_TRUNC):
            return None  # without a name nobody will find it
        if there and not flags & os.O_TRUNC:
            return None
        if there:
            return lambda handle: Step("cut", path, self._file(handle), 0)
        return lambda handle: Step("make", path, self._file(handle, new=True))

    def _synced(self, path: Path, handle: int) -> Step:
        if path.is_dir():
            return Step("sync-folder", path)
        return Step("sync", path, self._file(handle))

    def _written(self, path: Path, handle: int, offset: int, size: int) -> Step:
        with open(self._at(handle), "rb") as file:  # noqa: PTH123 - no path, a handle
            content = os.pread(file.fileno(), size, offset)
        return Step("write", path, self._file(handle), offset, content)

    def _at(self, handle: int) -> str:
        return f"/proc/{self._child}/fd/{handle}"

    def _file(self, handle: int, *, new: bool = False) -> int:
        number = Path(self._at(handle)).stat().st_ino
        if new:
            self._known[number] = next(self._names)
        return self._known.get(number, number)

    def _position(self, handle: int) -> int:
        return int(Path(f"/proc/{self._child}/fdinfo/{handle}").read_text().split()[1])

    def _path(self, folder: int, address: int) -> Path:
        with open(f"/proc/{self._child}/mem", "rb", buffering=0) as memory:  # noqa: PTH123
            memory.seek(address)
            text = b""
            while b"\0" not in text:
                part = memory.read(4096 - (address + len(text)) % 4096)
                text += part
        name = os.fsdecode(text.split(b"\0", 1)[0])
        signed = ctypes.c_int(folder & 0xFFFFFFFF).value
        base = f"/proc/{self._child}/" + ("cwd" if signed == _HERE else f"fd/{signed}")
        return Path(os.path.normpath(Path(base).readlink() / name))

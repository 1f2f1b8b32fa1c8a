"""A clerk at a Windows PC, as far as wine is one: with a Chinese name, a screen, a keyboard."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wine import HOME, USER, USER_NUMBER, System

LOCAL = rf"C:\users\{USER}\AppData\Local"
_LOOK_EVERY = 0.5
_PATIENCE, _LONGEST = 300, 1200
"""Seconds; wine on a busy machine is slow."""


class Clerk:
    """The user, with a drive C: of its own that was just made."""

    def __init__(self, debian: System, display: str, pictures: Path) -> None:
        self._debian, self._pictures, self.display = debian, pictures, display
        self._more = {"DISPLAY": display, "WINEPREFIX": f"{HOME}/.wine"}
        self._started: list[subprocess.Popen[bytes]] = []

    def place(self, windows: str) -> Path:
        """Return where a path of Windows is, seen from outside."""
        drive, _, rest = windows.partition(":\\")
        folder = self._debian.at(f"{HOME}/.wine/drive_{drive.lower()}")
        return folder / rest.replace("\\", "/")

    def inside(self, place: Path) -> str:
        """Return a place seen from outside as commands of Debian's name it."""
        return f"/{place.relative_to(self._debian.root)}"

    @staticmethod
    def line(*command: str) -> str:
        """Return a command of Windows as a line for Debian's shell."""
        return f"wine {shlex.join(command)}"

    def run(self, *command: str, more: dict[str, str] | None = None) -> str:
        """Return what a command of Windows printed; raises `CommandError`."""
        return self.shell(self.line(*command), more=more)

    def shell(
        self, command: str, *, more: dict[str, str] | None = None, seconds: float = _LONGEST
    ) -> str:
        """Return what a command of Debian's printed; raises `CommandError`."""
        given = {**self._more, **(more or {})}
        return self._debian.run(command, user=USER, more=given, seconds=seconds)

    def follow(self, command: str, more: dict[str, str]) -> int:
        """Run a command of Debian's, showing what it prints; returns its exit code."""
        return self._debian.follow(command, {**self._more, **more})

    def start(self, *command: str, more: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a program of Windows and go on."""
        process = self._debian.start(self.line(*command), {**self._more, **(more or {})})
        self._started.append(process)
        return process

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, by X11's names."""
        self.shell(f"xdotool key --delay 200 {shlex.join(keys)}")

    def click(self, title: str, place: tuple[float, float]) -> None:
        """Click into the window whose title has `title` in it, at a place in parts of its size."""
        *_, window = self.windows(title)
        said = self.shell(f"xdotool getwindowgeometry --shell {window}")
        size = dict(line.split("=") for line in said.splitlines())
        x, y = (round(part * int(size[name]))
                for part, name in zip(place, ("WIDTH", "HEIGHT"), strict=True))  # fmt: skip
        self.shell(f"xdotool mousemove --window {window} {x} {y} click 1")

    def windows(self, title: str) -> list[str]:
        """Return the visible windows whose title has `title` in it."""
        return self.shell(
            f"xdotool search --onlyvisible --name {shlex.quote(title)} || true"
        ).split()

    def wait(self, what: str, come: Callable[[], object]) -> None:
        """Wait until something has come; ends the check, with a picture, when it does not."""
        end = time.monotonic() + _PATIENCE
        while not come():
            if time.monotonic() > end:
                self.picture("lost")
                raise SystemExit(f"在等的没有来：{what}")
            time.sleep(_LOOK_EVERY)

    def picture(self, name: str) -> None:
        """Keep what the screen shows."""
        self.shell("import -window root /tmp/screen.png")
        shutil.move(self._debian.at("/tmp/screen.png"), self._pictures / f"{name}.png")  # noqa: S108 - inside

    def registry(self, key: str) -> str:
        """Return what lies under a key of the registry, "" when there is no such one."""
        return self.shell(f"wine reg query {shlex.quote(key)} /s 2>/dev/null || true")

    def leave(self) -> None:
        """End what was started."""
        self.shell("wineserver -k || true; wineserver -w || true")
        for process in self._started:
            process.wait()


@contextmanager
def clerk(debian: System, pictures: Path) -> Iterator[Clerk]:
    """Make the user's PC, with a stick as drive E:; lend it and turn it off."""
    home = debian.at(HOME)
    if home.exists():
        shutil.rmtree(home)
    home.mkdir()
    shutil.chown(home, USER_NUMBER, USER_NUMBER)
    screen = subprocess.Popen(
        ["chroot", str(debian.root), "Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24",
         "-nolisten", "tcp", "-noreset"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert screen.stdout is not None  # noqa: S101 - asked for above
        user = Clerk(debian, f":{int(screen.stdout.readline())}", pictures)
        user.shell(
            f"wineboot -i; mkdir {HOME}/stick; ln -s {HOME}/stick $WINEPREFIX/dosdevices/e:; "
            r"wine reg add 'HKLM\Software\Wine\Drives' /v e: /d floppy /f; wineserver -k -w"
        )
        manager = debian.start("exec openbox", {"DISPLAY": user.display})
        try:
            yield user
        finally:
            user.leave()
            manager.terminate()
    finally:
        screen.terminate()
        screen.wait()

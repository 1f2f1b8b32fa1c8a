"""A screen of its own for trying the window: Xvfb, what it shows, and a hand on its keyboard."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from system_packages import ensure_programs

PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
}
"""Programs and the Debian packages that they are in."""

_PATIENCE = 60.0
_LOOK_EVERY = 0.2
"""Seconds."""


class Screen:
    """A screen of 1366x768 with a window manager, for a `with`; reached from a chroot too."""

    def __init__(self) -> None:
        ensure_programs(PROGRAMS)

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-ac"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            self.display = f":{said.readline().strip()}"
        self._windows = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL, env=self._where())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (self._windows, self._server):
            process.terminate()
            process.wait()

    def hand(self, *words: str) -> str:
        """Return what xdotool says; empty when it finds nothing."""
        done = subprocess.run(
            ["xdotool", *words], capture_output=True, text=True, check=False, env=self._where()
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a visible window whose title matches, and return its number."""
        return wait_for(
            lambda: self.hand("search", "--onlyvisible", "--name", title).split("\n")[-1],
            f"no window “{title}” came",
        )

    def picture(self, target: Path) -> None:
        """Keep what the screen shows."""
        subprocess.run(["import", "-window", "root", str(target)], check=True, env=self._where())

    def _where(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display}


def wait_for(look: Callable[[], str], otherwise: str) -> str:
    """Return what `look` finds at last; ends the program with `otherwise` after a minute."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(_LOOK_EVERY)
    raise SystemExit(otherwise)

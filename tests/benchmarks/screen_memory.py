"""A screen whose memory can be watched: when the first pixel of a program's window is there."""

from __future__ import annotations

import mmap
import os
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_ROW, _ROWS = 1366 * 4, 768
_EVERY = 16
"""Rows between two that are looked at; no window is so low."""
_LOOK_EVERY = 0.002
"""Seconds."""


class ScreenMemory:
    """Xvfb with its picture in a file that is mapped here; to be used in a `with`."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        reading, writing = os.pipe()
        size, where = f"{_ROW // 4}x{_ROWS}x24", self._folder.name
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", f"{writing}", "-screen", "0", size, "-ac", "-fbdir", where],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            self.display = f":{said.readline().strip()}"
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._memory.close()
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def seen(self) -> bytes:
        """Return every sixteenth row of the screen."""
        start = len(self._memory) - _ROW * _ROWS
        rows = range(start, len(self._memory), _ROW * _EVERY)
        return b"".join(self._memory[row : row + _ROW] for row in rows)

    def wait_for_change(self, before: bytes, patience: float) -> float:
        """Return the moment (`time.perf_counter`) at which the screen shows something else.

        Raises `TimeoutError` after `patience` seconds.
        """
        end = time.perf_counter() + patience
        while (now := time.perf_counter()) < end:
            if self.seen() != before:
                return now
            time.sleep(_LOOK_EVERY)
        raise TimeoutError

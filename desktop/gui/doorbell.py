"""One window per data folder: a second start leaves word for the first one, and ends.

The word is a file in a folder beside the data: a list of files to open, as JSON, perhaps empty.
The window takes the file away once it has read it, and so tells the second start that it heard.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from desktop.foundation.errors import QingqiaoError

if sys.platform == "win32":
    import ctypes

_FOLDER = "window.calls"
_SUFFIX = ".call"
_LIMIT = 1 << 20
_PATIENCE, _LOOK_EVERY = 10.0, 0.05
"""Seconds."""
_POLL_MS = 2000
"""A watcher may miss what happens on a stick."""
_GATHER_MS = 250
"""Several files that are opened together come as several starts."""


def ring(root: Path, files: Sequence[Path], patience: float = _PATIENCE) -> bool:
    """Ask the window that is open on `root` to come to the front and open `files`.

    Tells whether it heard; if it did not, the word is taken back.
    """
    import msgspec  # noqa: PLC0415 - the first window need not wait for it

    from desktop.foundation.files import WriteError, write_bytes  # noqa: PLC0415 - as above

    call = root / _FOLDER / f"{os.urandom(8).hex()}{_SUFFIX}"
    try:
        write_bytes(call, msgspec.json.encode([str(file.absolute()) for file in files]))
    except WriteError:
        return False
    if sys.platform == "win32":  # only who was started by the user may let another come forward
        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    end = time.monotonic() + patience
    while call.exists():
        if time.monotonic() > end:
            try:
                call.unlink()
            except FileNotFoundError:  # heard at the last moment
                return True
            return False
        time.sleep(_LOOK_EVERY)
    return True


class Doorbell(QObject):
    """Listens for second starts; to be made by the one that holds the folder's lock."""

    rung = Signal(object)
    """list[pathlib.Path] of files to open, perhaps none."""

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = root / _FOLDER
        self._gathered: list[Path] = []
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._tell)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self.look)
        with suppress(OSError):  # then nobody can leave word either
            self._folder.mkdir(exist_ok=True)
            self._watcher = QFileSystemWatcher([str(self._folder)], self)
            self._watcher.directoryChanged.connect(self.look)
        self._poll.start()
        self.look()

    def look(self) -> None:
        """Take in the word that was left."""
        for call in sorted(self._folder.glob(f"*{_SUFFIX}")):
            files = _taken_away(call)
            if files is not None:
                self._gathered += files
                self._gather.start()

    def _tell(self) -> None:
        files, self._gathered = self._gathered, []
        self.rung.emit(files)


def _taken_away(call: Path) -> list[Path] | None:
    """Read a word and take it away; None when it is none of ours, or was taken back meanwhile."""
    import msgspec  # noqa: PLC0415 - the first window need not wait for it

    from desktop.foundation.files import read_bytes  # noqa: PLC0415 - as above

    try:
        said = msgspec.json.decode(read_bytes(call, _LIMIT), type=list[str])
        call.unlink()
    except msgspec.DecodeError:
        with suppress(OSError):
            call.unlink()
        return None
    except (OSError, QingqiaoError):
        return None
    return [Path(name) for name in said]

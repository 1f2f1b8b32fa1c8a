"""Looking at sticks happens beside the jobs: one that is dying must not hold up any saving."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")

THREAD = "aside"


class Aside(QObject):
    """Runs work that changes no data, each in a short thread of its own."""

    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Call `done` in the window's thread with what `work` returns, if we are still there."""

        def serve() -> None:
            result = work()
            try:
                self._ended.emit(done, result)
            except RuntimeError:  # the window has been closed meanwhile
                return

        threading.Thread(target=serve, name=THREAD, daemon=True).start()

    def _deliver(self, done: Callable[[Any], None], result: object) -> None:
        done(result)

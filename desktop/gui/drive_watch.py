"""Notices a stick that is plugged in or pulled out while somebody looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.gui.aside import Aside
from desktop.gui.drives import Drive

_EVERY_MS = 2000


class DriveWatch(QObject):
    """Asks `look` for the drives every two seconds between `start` and `stop`."""

    changed = Signal(object)
    """list[Drive], when another drive is there than before, or one less."""

    def __init__(self, look: Callable[[], list[Drive]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._aside = Aside(self)
        self._drives: list[Drive] | None = None
        self._looking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look_now)

    @property
    def drives(self) -> list[Drive]:
        """The drives as they were seen last."""
        return self._drives or []

    def start(self) -> None:
        """Look now and from now on."""
        self._timer.start()
        self.look_now()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look_now(self) -> None:
        """Look once, beside the window; not while a look at a slow drive is under way."""
        if not self._looking:
            self._looking = True
            self._aside.run(self._look, self._seen)

    def _seen(self, drives: list[Drive]) -> None:
        self._looking = False
        before, self._drives = self._drives, drives
        if before is None or list(map(_identity, before)) != list(map(_identity, drives)):
            self.changed.emit(drives)


def _identity(drive: Drive) -> tuple[object, ...]:
    """Return what makes it another drive, or the same in another state; not its last free byte."""
    return drive.root, drive.name, drive.device, drive.problem

"""What came on a stick: looked for beside the window, offered when it is for this PC and new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.bundle.bundle import Header
from desktop.gui.aside import Aside
from desktop.gui.desk import Desk
from desktop.gui.drives import Drive
from desktop.gui.widgets.banner import Banner
from desktop.usecases.exchange.arrivals import Arrivals, arrivals, headers_in


class FoundBanner(Banner):
    """“U 盘里有 2 个新的省级下发包”, with the button that takes them in; hidden without any."""

    wanted = Signal(object)
    """list[pathlib.Path] that the clerk wants to be taken in."""
    looked = Signal(object)
    """Arrivals, after each look."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("info", "usb", "接收", button_icon="file-import", parent=parent)
        self._desk, self._aside = desk, Aside(self)
        self._fresh: list[Path] = []
        self.clicked.connect(self._want)

    def look(self, drives: Sequence[Drive]) -> None:
        """Look at these drives; what is found is told by `looked`."""
        roots = [drive.root for drive in drives]
        self._aside.run(lambda: headers_in(roots), self._sort)

    def _sort(self, found: Sequence[tuple[Path, Header]]) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: arrivals(workspace, found), done=self._show, owner=self)

    def _show(self, found: Arrivals) -> None:
        self._fresh = list(found.fresh)
        count = len(self._fresh)
        self.say(f"U 盘里有 {count} 个新的省级下发包" if count else "")
        self.looked.emit(found)

    def _want(self) -> None:
        self.hide()
        self.wanted.emit(self._fresh)

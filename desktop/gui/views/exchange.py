"""上报接收: hand up at the left, take in at the right, below how far each hand-up has come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.gui.desk import TOPICS, Desk
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.drives import removable_drives
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_conflicts import ConflictCard
from desktop.gui.views.exchange_down import TakeInCard
from desktop.gui.views.exchange_history import HistoryCard
from desktop.gui.views.exchange_notices import NoticeColumn
from desktop.gui.views.exchange_up import HandUpCard
from desktop.gui.widgets.panels import PageHeader
from desktop.usecases.exchange.status import ExchangeStatus, exchange_status

_SUBTITLE = (
    "上报文件用 U 盘或邮件送到团省委，团省委再把下发文件和回执送回来；丢了、重了、乱了都不要紧。"
)


class ExchangeView(QWidget):
    """The page 上报接收."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.watch = DriveWatch(removable_drives, self)
        self.up = HandUpCard(desk, self.watch)
        self.down = TakeInCard(desk, self.watch)
        self.notices = NoticeColumn(desk)
        self.conflicts = ConflictCard(desk)
        self.history = HistoryCard(desk, self.watch)
        self._lay_out()
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files that were dropped on the window, or that the program was opened with."""
        self.down.take_in(paths)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for sticks as long as the page is in sight."""
        super().showEvent(event)
        self.watch.start()
        if self.watch.drives:  # files may have come onto a stick that was there before
            self.down.found.look(self.watch.drives)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no more."""
        super().hideEvent(event)
        self.watch.stop()

    def _lay_out(self) -> None:
        space = tokens()
        inside = QFrame()
        inside.setProperty("panel", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(PageHeader("上报接收", _SUBTITLE))
        column.addWidget(self.notices)
        sides = QGridLayout()
        sides.setSpacing(space.m)
        sides.setColumnStretch(0, 1)
        sides.setColumnStretch(1, 1)
        sides.addWidget(self.up, 0, 0)
        sides.addWidget(self.down, 0, 1)
        column.addLayout(sides)
        column.addWidget(self.conflicts)
        column.addWidget(self.history)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: exchange_status(workspace), done=self._show)
        self.conflicts.load()

    def _show(self, status: ExchangeStatus) -> None:
        self.notices.show_status(status)
        self.up.show_status(status)
        self.history.show_status(status)

"""上报接收: hand up at the left, take in at the right, below how far each hand-up has come."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.terms import HandUpState
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.drives import removable_drives
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_down import TakeInCard
from desktop.gui.views.exchange_up import HandUpCard, mark
from desktop.gui.views.exchange_words import size_words, steps
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card, PageHeader
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.timeline import Timeline
from desktop.usecases.exchange.status import ExchangeStatus, SentBundle, exchange_status

_SUBTITLE = (
    "上报文件用 U 盘或邮件送到团省委，团省委再把下发文件和回执送回来；丢了、重了、乱了都不要紧。"
)
_MOST_BUNDLES = 20


class ExchangeView(QWidget):
    """The page 上报接收."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.up = HandUpCard(desk, removable_drives)
        self.down = TakeInCard(desk, removable_drives)
        self._history = Card("上报记录")
        self._rows: list[QWidget] = []
        self._nothing = Text("还没有上报过。生成的每个上报文件都会列在这里。", "muted", wrap=True)
        self._more = Text("", "hint")
        self._lay_out()
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def take_in(self, path: Path) -> None:
        """Take in a file that the program was opened with."""
        self.down.take_in(path)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for sticks again whenever the page comes into sight."""
        super().showEvent(event)
        self.up.offer_places()

    def _lay_out(self) -> None:
        space = tokens()
        inside = QFrame()
        inside.setProperty("panel", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(PageHeader("上报接收", _SUBTITLE))
        sides = QGridLayout()
        sides.setSpacing(space.m)
        sides.setColumnStretch(0, 1)
        sides.setColumnStretch(1, 1)
        sides.addWidget(self.up, 0, 0)
        sides.addWidget(self.down, 0, 1)
        column.addLayout(sides)
        self._history.body.addWidget(self._nothing)
        self._history.body.addWidget(self._more)
        self._more.hide()
        column.addWidget(self._history)
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

    def _show(self, status: ExchangeStatus) -> None:
        self.up.show_status(status)
        for row in self._rows:
            row.deleteLater()
        self._rows = [self._row(bundle) for bundle in status.bundles[:_MOST_BUNDLES]]
        for at, row in enumerate(self._rows):
            self._history.body.insertWidget(at, row)
        self._nothing.setVisible(not self._rows)
        older = len(status.bundles) - len(self._rows)
        self._more.setText(f"更早还有 {older} 次")
        self._more.setVisible(older > 0)

    def _row(self, bundle: SentBundle) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(f"第 {bundle.number} 包", "strong"))
        rows = f"{bundle.rows} 条" if bundle.rows else "零报告"
        words.addWidget(Text(f"{rows} · {size_words(bundle.size)}", "muted"))
        if bundle.receipt:
            words.addWidget(Text(f"回执：{bundle.receipt}", "muted", wrap=True))
        words.addStretch(1)
        about = QWidget()
        about.setLayout(words)
        about.setFixedWidth(tokens().body * 16)
        words.setContentsMargins(0, 0, 0, 0)
        row.addWidget(about)
        row.addWidget(Timeline(steps(bundle, self._desk.workspace.now())), 1)
        if bundle.state is HandUpState.MADE:
            number = bundle.number
            row.addWidget(
                Button("标记为已送出", icon_name="check", on_click=lambda: mark(self._desk, number))
            )
        return line

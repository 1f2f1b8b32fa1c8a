"""The files that were made: where they are, that they were checked, and that the stick may go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.terms import HandUpState
from desktop.gui.aside import Aside
from desktop.gui.desk import Desk
from desktop.gui.drives import Drive
from desktop.gui.eject import eject
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import size_words
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.hand_up import Bundle, HandedUp
from desktop.usecases.exchange.status import ExchangeStatus, mark_sent

TOPIC = "exchange"

_SAFE = "已写入并读回核对，可以安全拔出"
_IN_USE = "文件已经写好并核对。U 盘还在被占用：请关闭打开着的文件夹，再用系统的“安全弹出”后拔出。"


class WrittenCard(Card):
    """Hidden until a hand-up was written, and again when the province has answered it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._aside = desk, Aside(self)
        self._bundles: tuple[Bundle, ...] = ()
        self._drive: Drive | None = None
        row = QHBoxLayout()
        row.setSpacing(tokens().s)
        row.addWidget(IconLabel("circle-check", colour="success", size=20))
        self._headline = Text(_SAFE, "strong", wrap=True)
        row.addWidget(self._headline, 1)
        self.body.addLayout(row)
        self._names = Text("", "muted", wrap=True, selectable=True)
        self.body.addWidget(self._names)
        self.sent = Button("标记为已送出", icon_name="check", on_click=self._mark)
        self.eject = Button("弹出 U 盘", icon_name="usb", on_click=self._eject)
        self._show = Button("打开文件夹", "quiet", icon_name="folder-open", on_click=self._open)
        buttons = QHBoxLayout()
        for button in (self.eject, self.sent, self._show):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.hide()

    def show_files(self, made: HandedUp, drive: Drive | None) -> None:
        """Show these files, on a stick or not."""
        self._bundles, self._drive = made.bundles, drive
        lines = [
            f"{one.path.name}（{size_words(one.size)}，{one.rows} 条"
            + (f"，照片 {one.photos} 张）" if one.photos else "）")
            for one in made.bundles
        ]
        if len(lines) > 1:
            lines.append(f"共 {len(lines)} 个文件，每个都可以单独寄送，先到后到都行。")
        if made.photos_left:
            lines.append(f"还有 {made.photos_left} 张照片没有带上，留在本机，下次可以再带。")
        self._names.setText("\n".join(lines))
        self._headline.setText(_SAFE if drive else "已写入并读回核对")
        self.eject.setVisible(drive is not None)
        self.eject.setEnabled(True)
        self._show.setEnabled(True)
        self.sent.setEnabled(True)
        self.show()

    def follow(self, status: ExchangeStatus) -> None:
        """Go away once the province has answered; offer 标记为已送出 only before that."""
        numbers = {bundle.number for bundle in self._bundles}
        states = {one.state for one in status.bundles if one.number in numbers}
        self.sent.setEnabled(HandUpState.MADE in states)
        if states == {HandUpState.RECEIVED}:
            self.hide()

    def _mark(self) -> None:
        self.sent.setEnabled(False)
        for bundle in self._bundles:
            mark(self._desk, bundle.number)
        self._desk.toast("已标记为“已送出”，收到回执后会自动变为“已签收”。")

    def _eject(self) -> None:
        if self._drive is not None:
            self.eject.setEnabled(False)
            self._headline.setText("正在弹出，请先不要拔…")
            self._aside.run(partial(eject, self._drive), self._ejected)

    def _ejected(self, gone: object) -> None:
        self._headline.setText("U 盘已弹出，可以拔了" if gone else _IN_USE)
        self.eject.setEnabled(not gone)
        self._show.setEnabled(not gone)

    def _open(self) -> None:
        if self._bundles:
            folder = str(self._bundles[0].path.parent)
            QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def mark(desk: Desk, number: int) -> None:
    """Note, as a job, that a bundle has left the house."""
    work = partial(mark_sent, desk.workspace, number)
    desk.jobs.run(lambda _: work(), topics=(TOPIC,))

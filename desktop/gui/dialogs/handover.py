"""换岗交接: the list to go through, the pack to hand over, and what to do afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.account import Deed
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.handover.checklist import Point, handover_checklist
from desktop.usecases.handover.make_pack import Pack, make_pack

_NOTE = (
    "移交人和接收人一起逐项核对，能办完的先办完；然后生成交接材料，打印清单签字。"
    "材料里没有口令和密钥，但有个人信息，请当面移交，用完删除。"
)
_AFTERWARDS = (
    "交接材料在“{name}”里。接下来：打印清单签字；请接收人用自己的账户打开一次、试一次恢复单；"
    "然后由管理员在“设置”的账户里删除移交人的账户。"
)


class HandoverDialog(WideDialog):
    """Lists the points; `open()` it. `pick` asks for the place of the pack."""

    def __init__(
        self,
        desk: Desk,
        pick: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QSize(54, 42) * tokens().body, parent)
        self._desk = desk
        self._pick = pick or self._ask
        self.setWindowTitle("换岗交接")
        self.done_banner = Banner("info", "circle-check", "打开文件夹", button_icon="folder-open")
        self.done_banner.clicked.connect(self._show_folder)
        self._folder = Path()
        self.error = ErrorPanel()
        self.make = Button("生成交接材料…", "primary", icon_name="folder-open", on_click=self._make)
        self._points = QVBoxLayout()
        self._lay_out()
        self.load()

    def load(self) -> None:
        """Look again at how things stand."""
        workspace = self._desk.workspace
        self._desk.jobs.run(
            lambda _: handover_checklist(workspace),
            done=self._show,
            failed=self.error.show_error,
            owner=self,
        )

    def _lay_out(self) -> None:
        column = self.body
        column.addWidget(Text("换岗交接", "title"))
        column.addWidget(Text(_NOTE, "muted", wrap=True))
        column.addWidget(self.done_banner)
        column.addWidget(self.error)
        self.add_scrolling(self._points)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", on_click=self.accept))
        self.footer.addWidget(self.make)

    def _show(self, points: tuple[Point, ...]) -> None:
        while (item := self._points.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()
        for point in points:
            self._points.addWidget(self._line(point))
        self._points.addStretch(1)
        why = self._desk.workspace.account.why_not(Deed.HANDOVER)
        self.make.setEnabled(not why)
        self.make.setToolTip(why)

    def _line(self, point: Point) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        subject = Text(point.subject, "strong")
        subject.setFixedWidth(tokens().body * 8)
        row.addWidget(subject)
        row.addWidget(Text(point.words, wrap=True, selectable=True), 1)
        row.addWidget(
            Badge("要办", "warning") if point.is_open else Badge("已备", "success"),
            0,
            Qt.AlignmentFlag.AlignVCenter,
        )
        button = Button("打开", on_click=partial(self._open, point))
        button.setAccessibleName(f"打开 {point.subject} {point.words}")
        row.addWidget(button)
        room = button.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # the states stand one below the other
        button.setSizePolicy(room)
        button.setVisible(bool(point.page))
        return line

    def _open(self, point: Point) -> None:
        self.accept()
        self._desk.open_page(point.page, point.ids)

    def _ask(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(self, "交接材料放到哪里（会新建一个文件夹）")
        return Path(name) if name else None

    def _make(self) -> None:
        where = self._pick()
        if where is None:
            return
        workspace = self._desk.workspace
        self.error.show_error(None)
        self._desk.jobs.run(
            lambda progress: make_pack(workspace, where, progress),
            done=self._made,
            failed=self.error.show_error,
            title="正在生成交接材料",
            topics=TOPICS,
            owner=self,
        )

    def _made(self, pack: Pack) -> None:
        self.done_banner.say(_AFTERWARDS.format(name=pack.folder.name))
        self._folder = pack.folder

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

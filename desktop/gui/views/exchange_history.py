"""上报记录: how far each hand-up has come, and what can still be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.terms import HandUpState
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.receipt_code import ReceiptCodeDialog
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import size_words, steps
from desktop.gui.views.exchange_written import mark
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.timeline import Timeline
from desktop.usecases.exchange.resend import copy_again
from desktop.usecases.exchange.status import ExchangeStatus, SentBundle

_MOST_BUNDLES = 20


class HistoryCard(Card):
    """The newest hand-ups, a line each."""

    def __init__(
        self,
        desk: Desk,
        watch: DriveWatch,
        ask: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("上报记录", parent=parent)
        self._desk, self._watch = desk, watch
        self._ask = ask or self._ask_folder
        self._rows: list[QWidget] = []
        self._nothing = Text("还没有上报过。生成的每个上报文件都会列在这里。", "muted", wrap=True)
        self._more = Text("", "hint")
        self._error = ErrorPanel()
        for widget in (self._error, self._nothing, self._more):
            self.body.addWidget(widget)
        self._more.hide()

    def show_status(self, status: ExchangeStatus) -> None:
        """Show how far each bundle has come."""
        for row in self._rows:
            row.deleteLater()
        self._rows = [self._row(bundle) for bundle in status.bundles[:_MOST_BUNDLES]]
        for at, row in enumerate(self._rows, start=1):
            self.body.insertWidget(at, row)
        self._nothing.setVisible(not self._rows)
        older = len(status.bundles) - len(self._rows)
        self._more.setText(f"更早还有 {older} 次")
        self._more.setVisible(older > 0)

    def places(self, number: int) -> QMenu:
        """Return the menu of where a bundle's file may be saved again."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for drive in self._watch.drives:
            to_drive = menu.addAction(drive.words, partial(self.copy, number, drive.root))
            to_drive.setEnabled(not drive.problem)
        menu.addAction("选择文件夹…", partial(self._copy_elsewhere, number))
        return menu

    def copy(self, number: int, folder: Path) -> None:
        """Copy a bundle's file again."""
        workspace = self._desk.workspace
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda _: copy_again(workspace, number, folder),
            done=self._copied,
            failed=self._failed,
            title="正在另存上报文件",
            owner=self,
        )

    def _copy_elsewhere(self, number: int) -> None:
        folder = self._ask()
        if folder is not None:
            self.copy(number, folder)

    def _offer_places(self, number: int) -> None:
        self.places(number).popup(QCursor.pos())

    def _copied(self, path: Path) -> None:
        self._desk.toast(f"“{path.name}”已另存并核对，可以安全拔出。")

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)

    def _ask_folder(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(self, "把上报文件另存到哪里")
        return Path(name) if name else None

    def _row(self, bundle: SentBundle) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        about = QWidget()
        about.setFixedWidth(tokens().body * 16)
        words = QVBoxLayout(about)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(Text(f"第 {bundle.number} 包", "strong"))
        rows = f"{bundle.rows} 条" if bundle.rows else "零报告"
        words.addWidget(Text(f"{rows} · {size_words(bundle.size)}", "muted"))
        if bundle.receipt:
            words.addWidget(Text(f"回执：{bundle.receipt}", "muted", wrap=True))
        words.addStretch(1)
        row.addWidget(about)
        row.addWidget(Timeline(steps(bundle, self._desk.workspace.now())), 1)
        if bundle.state is not HandUpState.RECEIVED:
            row.addLayout(self._actions(bundle))
        return line

    def _actions(self, bundle: SentBundle) -> QVBoxLayout:
        number = bundle.number
        column = QVBoxLayout()
        column.setSpacing(tokens().xs)
        if bundle.state is HandUpState.MADE:
            column.addWidget(
                Button("标记为已送出", icon_name="check", on_click=lambda: mark(self._desk, number))
            )
        quiet = QHBoxLayout()
        quiet.setSpacing(0)
        enter = Button("输入回执码", "quiet", on_click=self._enter_code)
        copy = Button(
            "另存一份",
            "quiet",
            tip="把这个文件再存到别的 U 盘；原文件不在了，重新上报一次即可",
            on_click=lambda: self._offer_places(number),
        )
        quiet.addWidget(enter)
        quiet.addWidget(copy)
        column.addLayout(quiet)
        column.addStretch(1)
        return column

    def _enter_code(self) -> None:
        ReceiptCodeDialog(self._desk, self).open()

"""输入回执码: eight letters heard over the phone, open until they fit a bundle."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.receipt_code import confirm_by_code


class ReceiptCodeDialog(QDialog):
    """Marks the bundle that the code stands for; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("输入回执码")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.code = QLineEdit()
        self.code.setAccessibleName("回执码")
        self.code.setPlaceholderText("8 位字母和数字，如 VZJA 63HW")
        self.save_button = Button("确认签收", "primary", on_click=self.confirm)
        self._error = ErrorPanel()
        self.save_button.setDefault(True)  # or Enter would press 取消
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(Text("输入回执码", "title"))
        note = (
            "团省委接收后可以在电话里念出回执码，说明文件已经送到。"
            "大小写、空格都不要紧；正式回执仍以下发文件为准。"
        )
        column.addWidget(Text(note, "muted", wrap=True))
        column.addWidget(self._error)
        column.addWidget(self.code)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button("取消", on_click=self.reject))
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.setMinimumWidth(space.body * 32)
        self.code.setFocus()

    def confirm(self) -> None:
        """Try the code that was typed."""
        workspace, typed = self._desk.workspace, self.code.text()
        if not self.save_button.isEnabled() or not typed.strip():
            return
        self.save_button.setEnabled(False)
        self._desk.jobs.run(
            lambda _: confirm_by_code(workspace, typed),
            done=self._done,
            failed=self._failed,
            topics=("exchange",),
            owner=self,
        )

    def _done(self, number: int) -> None:
        self.accept()
        self._desk.toast(f"第 {number} 包已签收（电话）。")

    def _failed(self, error: QingqiaoError) -> None:
        self.save_button.setEnabled(True)
        self._error.show_error(error)
        self.code.selectAll()
        self.code.setFocus()

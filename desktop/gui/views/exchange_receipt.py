"""输入回执码: eight letters heard over the phone, open until they fit a bundle."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.usecases.exchange.receipt_code import confirm_by_code

_NOTE = (
    "团省委接收后可以在电话里念出回执码，说明文件已经送到。"
    "大小写、空格都不要紧；正式回执仍以下发文件为准。"
)


class ReceiptCodeDialog(FittedDialog):
    """Marks the bundle that the code stands for; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("输入回执码", _NOTE, parent=parent)
        self._desk = desk
        self.code = QLineEdit()
        self.code.setAccessibleName("回执码")
        self.code.setPlaceholderText("8 位字母和数字，如 VZJA 63HW")
        self.save_button = Button("确认签收", "primary", on_click=self.confirm)
        self._error = ErrorPanel()
        self.code.returnPressed.connect(self.confirm)
        self.column.addWidget(self._error)
        self.column.addWidget(self.code)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("取消", on_click=self.reject))
        self.footer.addWidget(self.save_button)
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

"""输入回执码: eight letters heard over the phone, open until they fit a bundle."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.usecases.exchange.receipt_code import confirm_by_code

_NOTE = (
    "团省委接收后可以在电话里念出回执码，说明文件已经送到。"
    "大小写、空格都不要紧；正式回执仍以下发文件为准。"
)


class ReceiptCodeDialog(JobDialog):
    """Marks the bundle that the code stands for; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.jobs, "输入回执码", _NOTE, "确认签收", parent)
        self._desk = desk
        self.code = QLineEdit()
        self.code.setAccessibleName("回执码")
        self.code.setPlaceholderText("8 位字母和数字，如 VZJA 63HW")
        self.code.textChanged.connect(self.refresh)
        self.code.returnPressed.connect(self.press)
        self.body.addWidget(self.code)
        self.refresh()

    @property
    def ready(self) -> bool:
        """Whether anything is typed."""
        return bool(self.code.text().strip())

    def save(self) -> None:
        """Try the code that was typed."""
        workspace, typed = self._desk.workspace, self.code.text()
        self.run(lambda _: confirm_by_code(workspace, typed), self._done, topics=("exchange",))

    def show_failure(self, error: QingqiaoError) -> None:
        """Let the code be typed anew."""
        super().show_failure(error)
        self.code.selectAll()
        self.code.setFocus()

    def _done(self, number: int) -> None:
        self.accept()
        self._desk.toast(f"第 {number} 包已签收（电话）。")

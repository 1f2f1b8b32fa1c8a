"""An enrolment file was opened on a PC that has joined already: a mistake, or a rejoin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog


class EnrolmentNotice(FittedDialog):
    """Says what the file is for; 重新入网本机 goes on with it. `open()` it."""

    def __init__(self, desk: Desk, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            "这台电脑已经入网",
            f"“{file.name}”是入网文件，给还没有入网的电脑用，这台电脑平时不需要它。"
            "只有团省委让这台电脑重新入网时，才点“重新入网本机”；本机数据全部保留。",
            parent=parent,
        )
        self._desk, self._file = desk, file
        self.rejoin = Button("重新入网本机…", on_click=self._rejoin)
        good = Button("知道了", "primary", on_click=self.accept)
        self.footer.addWidget(self.rejoin)
        self.footer.addStretch(1)
        self.footer.addWidget(good)
        good.setFocus()

    def _rejoin(self) -> None:
        self.accept()
        RejoinDialog(self._desk, file=self._file, parent=self.parentWidget()).open()

"""更换口令: the old one, then the new one twice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.account.passphrase import weakness


class PassphraseDialog(QDialog):
    """Open until the new passphrase is safely written; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting = False
        self.setWindowTitle("更换口令")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old = PassphraseBox("现在的口令")
        self.first = PassphraseBox("新口令", "可以用一句只有自己知道的短语，长比复杂更重要。")
        self.second = PassphraseBox("再输入一次新口令")
        self.save_button = Button("更换", "primary", on_click=self._save)
        self._cancel = Button("取消", on_click=self.reject)
        self._error = ErrorPanel()
        self._lay_out()
        self.old.submitted.connect(self.first.setFocus)
        self.first.submitted.connect(self.second.setFocus)
        self.second.submitted.connect(self._save)
        self.first.changed.connect(self._typed)

    def reject(self) -> None:
        """Close without changing; not while the file is being written."""
        if not self._waiting:
            super().reject()

    def _lay_out(self) -> None:
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(Text("更换口令", "title"))
        column.addWidget(
            Text(
                "只换这台电脑上打开青桥的口令，数据不变。新口令请记牢，忘记了谁也找不回来。",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(self._error)
        for box in (self.old, self.first, self.second):
            column.addWidget(box)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.setMinimumWidth(space.body * 32)

    def _typed(self) -> None:
        said = weakness(self.first.text())
        self.first.show_wrong(f"{said}。" if said and self.first.text() else "")

    def _save(self) -> None:
        old, new = self.old.text(), self.first.text()
        if self._waiting or not self._is_right():
            return
        self._error.show_error(None)
        self._wait(waiting=True)
        workspace = self._desk.workspace
        self._desk.jobs.run(
            lambda _: change_passphrase(workspace, old, new),
            done=self._done,
            failed=self._failed,
            topics=("setting",),
            owner=self,
        )

    def _is_right(self) -> bool:
        said = weakness(self.first.text())
        same = self.first.text() == self.second.text()
        for box, words in (
            (self.second, "" if same else "两次输入的口令不一样。"),
            (self.first, f"{said}。" if said else ""),
            (self.old, "" if self.old.text() else "请输入现在的口令。"),
        ):
            box.show_wrong(words)
            if words:
                box.setFocus()
        return same and not said and bool(self.old.text())

    def _done(self, _: None) -> None:
        self._wait(waiting=False)
        self.accept()
        self._desk.toast("口令已更换，下次打开时用新口令。")

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        wrong = isinstance(error, WrongPassphraseError)
        self._error.show_error(None if wrong else error)
        if wrong:
            self.old.show_wrong("口令不正确，没有更换。请检查大小写和输入法。")
            self.old.setFocus()

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (self.old, self.first, self.second, self.save_button, self._cancel):
            widget.setEnabled(not waiting)

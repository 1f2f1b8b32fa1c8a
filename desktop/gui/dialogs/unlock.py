"""The first window: one passphrase, nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text


class UnlockWindow(QWidget):
    """Asks for the passphrase; `unlock` is run with it as a job.

    `note` says what is to be known first, `show_files` what will happen after.
    """

    unlocked = Signal(object)
    """What `unlock` returned."""
    damaged = Signal(str)
    """The passphrase is right, the database cannot be read, and the user asks to mend it."""

    def __init__(
        self, jobs: JobRunner, unlock: Callable[[str], object], note: str = "", where: str = ""
    ) -> None:
        super().__init__()
        self._jobs, self._unlock = jobs, unlock
        self.setWindowTitle("青桥")
        self.passphrase = PassphraseBox("口令")
        self.button = Button("打开", "primary", on_click=self._try)
        self._error = ErrorPanel()
        self._files = Text("", "muted", wrap=True)
        self._files.hide()
        self.mend = Button("修复数据…", icon_name="history", on_click=self._mend)
        self.mend.hide()
        self._lay_out(note, where)
        self.passphrase.submitted.connect(self._try)
        jobs.crashed.connect(self._crashed)
        self.passphrase.setFocus()

    def _lay_out(self, note: str, where: str) -> None:
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl * 2, space.xl * 2, space.xl * 2, space.xl)
        column.setSpacing(space.m)
        brand = QHBoxLayout()
        brand.setSpacing(space.m)
        brand.addWidget(IconLabel("heart-handshake", colour="accent_text", size=44))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("青桥", "display"))
        words.addWidget(Text("百万大学生进社区 · 镇街工作台", "muted"))
        brand.addLayout(words, 1)
        column.addLayout(brand)
        column.addSpacing(space.m)
        if note:
            column.addWidget(Text(note, "muted", wrap=True))
        column.addWidget(self._files)
        column.addWidget(self._error)
        column.addWidget(self.mend)
        column.addWidget(self.passphrase)
        column.addWidget(self.button)
        column.addStretch(1)
        place = Text(f"数据保存在 {where}" if where else "", "hint", wrap=True)
        place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(place)
        self.setMinimumWidth(round(space.body * 32))
        self.adjustSize()

    def show_files(self, said: str) -> None:
        """Say what will become of the files that the program was opened with."""
        self._files.setText(said)
        self._files.setVisible(bool(said))

    def open_with(self, passphrase: str) -> None:
        """Try a passphrase that was not typed here."""
        self.passphrase.line.setText(passphrase)
        self._try()

    def _try(self) -> None:
        if not self.button.isEnabled():
            return
        passphrase = self.passphrase.text()
        if not passphrase:
            self.passphrase.show_wrong("请输入口令。")
            return
        self._wait(waiting=True)
        unlock = self._unlock
        self._jobs.run(
            lambda _: unlock(passphrase), done=self._done, failed=self._failed, owner=self
        )

    def _done(self, opened: object) -> None:
        self.unlocked.emit(opened)

    def _crashed(self) -> None:
        """Let the clerk try again; what happened is said by whoever owns the jobs."""
        self._wait(waiting=False)

    def _failed(self, error: QingqiaoError) -> None:
        from desktop.bundle.keyring import WrongPassphraseError  # noqa: PLC0415 - after the paint
        from desktop.store.engine import DamagedDatabaseError  # noqa: PLC0415 - as above

        self._wait(waiting=False)
        self.mend.setVisible(isinstance(error, DamagedDatabaseError))
        wrong = isinstance(error, WrongPassphraseError)
        self._error.show_error(None if wrong else error)
        self.passphrase.show_wrong(f"{error.message}{error.hint}" if wrong else "")
        self.passphrase.setFocus()
        self.passphrase.line.selectAll()

    def _mend(self) -> None:
        self.damaged.emit(self.passphrase.text())

    def _wait(self, *, waiting: bool) -> None:
        self.passphrase.setEnabled(not waiting)
        self.button.setEnabled(not waiting)
        self.button.setText("正在打开…" if waiting else "打开")

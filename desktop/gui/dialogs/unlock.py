"""The first window: one's account and its passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import MarkLabel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from desktop.gui.widgets.notices import ErrorPanel
    from desktop.usecases.unlocking import Label

_A_SECOND_MS = 1000


class UnlockWindow(QWidget):
    """Asks for the passphrase; `unlock` is run with it, and the account's slot, as a job.

    `note` says what is to be known first, `show_files` what will happen after.
    """

    unlocked = Signal(object)
    """What `unlock` returned."""
    damaged = Signal(str)
    """The passphrase is right, the database cannot be read, and the user asks to mend it."""
    forgotten = Signal()
    """The user asks for a way back."""

    def __init__(
        self,
        jobs: JobRunner,
        unlock: Callable[[str, str | None], object],
        note: str = "",
        where: str = "",
    ) -> None:
        super().__init__()
        self._jobs, self._unlock = jobs, unlock
        self._seconds = 0
        self.setWindowTitle("青桥")
        self.accounts = QComboBox()
        self.accounts.setAccessibleName("账户")
        self._account = QWidget()
        self._account.hide()
        self.passphrase = PassphraseBox("口令")
        self.button = Button("打开", "primary", on_click=self._try)
        self.forgot = Button("忘记口令…", "quiet", on_click=self.forgotten.emit)
        self._error: ErrorPanel | None = None
        self._files = Text("", "muted", wrap=True)
        self._files.hide()
        self.mend = Button("修复数据…", on_click=self._mend)
        self.mend.hide()
        self._clock = QTimer(self)
        self._clock.setInterval(_A_SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self._lay_out(note, where)
        self.passphrase.submitted.connect(self._try)
        self.accounts.activated.connect(self._chosen)
        jobs.crashed.connect(self._crashed)
        self.passphrase.setFocus()

    def _lay_out(self, note: str, where: str) -> None:
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl * 2, space.xl * 2, space.xl * 2, space.xl)
        column.setSpacing(space.m)
        brand = QHBoxLayout()
        brand.setSpacing(space.m)
        brand.addWidget(MarkLabel(44))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("青桥", "display"))
        words.addWidget(Text("百万大学生进社区 · 镇街工作台", "muted"))
        brand.addLayout(words, 1)
        column.addLayout(brand)
        column.addSpacing(space.m)
        if note:
            column.addWidget(Text(note, "muted", wrap=True))
        who = QVBoxLayout(self._account)
        who.setContentsMargins(0, 0, 0, 0)
        who.setSpacing(space.xs)
        label = Text("账户", "muted")
        label.setBuddy(self.accounts)
        who.addWidget(label)
        who.addWidget(self.accounts)
        self._trouble = QVBoxLayout()
        column.addWidget(self._files)
        column.addLayout(self._trouble)
        for widget in (self.mend, self._account, self.passphrase):
            column.addWidget(widget)
        column.addWidget(self.button)
        column.addWidget(self.forgot, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        place = Text(f"数据保存在 {where}" if where else "", "hint", wrap=True)
        place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(place)
        self.setMinimumWidth(round(space.body * 32))
        self.adjustSize()

    def show_accounts(self, labels: Sequence[Label], last: str) -> None:
        """Offer the accounts, where there are several; `last` is the slot chosen first."""
        self.accounts.clear()
        for one in labels:
            self.accounts.addItem(one.words, one.slot)
        self.accounts.setCurrentIndex(max(0, self.accounts.findData(last)))
        self._account.setVisible(len(labels) > 1)
        self.adjustSize()

    def hold_on(self, words: str) -> None:
        """Let nothing be tried yet, and say why; "" lets it again."""
        self._wait(waiting=bool(words))
        if words:
            self.button.setText(words)
        else:
            self.passphrase.setFocus()

    def show_files(self, said: str) -> None:
        """Say what will become of the files that the program was opened with."""
        self._files.setText(said)
        self._files.setVisible(bool(said))

    def open_with(self, passphrase: str) -> None:
        """Try a passphrase that was not typed here."""
        self.passphrase.line.setText(passphrase)
        self._try()

    def slot(self) -> str | None:
        """Return the slot of the account that is chosen; None where there is no choice."""
        chosen = self.accounts.currentData()
        return None if chosen is None else str(chosen)

    def _try(self) -> None:
        if not self.button.isEnabled():
            return
        passphrase = self.passphrase.text()
        if not passphrase:
            self.passphrase.show_wrong("请输入口令。")
            return
        self._wait(waiting=True)
        unlock, slot = self._unlock, self.slot()
        self._jobs.run(
            lambda _: unlock(passphrase, slot), done=self._done, failed=self._failed, owner=self
        )

    def _done(self, opened: object) -> None:
        self.passphrase.line.clear()
        self.unlocked.emit(opened)
        self._wait(waiting=False)  # seen only where the next window could not be made

    def _crashed(self) -> None:
        """Let the clerk try again; what happened is said by whoever owns the jobs."""
        self._wait(waiting=False)

    def _failed(self, error: QingqiaoError) -> None:
        from desktop.bundle.keyring import WrongPassphraseError  # noqa: PLC0415 - after the paint
        from desktop.store.engine import DamagedDatabaseError  # noqa: PLC0415 - as above
        from desktop.usecases.tries import TooSoonError  # noqa: PLC0415 - as above

        self._wait(waiting=False)
        self.mend.setVisible(isinstance(error, DamagedDatabaseError))
        typed = isinstance(error, WrongPassphraseError | TooSoonError)
        self._show_trouble(None if typed else error)
        self.passphrase.show_wrong(f"{error.message}{error.hint}" if typed else "")
        if isinstance(error, TooSoonError):
            self._count_down(error.seconds)
        self.passphrase.setFocus()
        self.passphrase.line.selectAll()

    def _show_trouble(self, error: QingqiaoError | None) -> None:
        """Have no panel before the first trouble: the first window waits for no dialog."""
        if self._error is None and error is not None:
            from desktop.gui.widgets.notices import ErrorPanel  # noqa: PLC0415 - after the paint

            self._error = ErrorPanel()
            self._trouble.addWidget(self._error)
        if self._error is not None:
            self._error.show_error(error)

    def _chosen(self) -> None:
        """Another account has tries of its own."""
        self._count_down(0)
        self.passphrase.show_wrong("")
        self.passphrase.setFocus()

    def _count_down(self, seconds: int) -> None:
        self._seconds = seconds
        self.button.setEnabled(not seconds)
        self.button.setText(f"请等 {seconds} 秒" if seconds else "打开")
        if seconds:
            self._clock.start()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        self._count_down(self._seconds - 1)

    def _mend(self) -> None:
        self.damaged.emit(self.passphrase.text())

    def _wait(self, *, waiting: bool) -> None:
        for widget in (self.passphrase, self.accounts, self.forgot, self.button):
            widget.setEnabled(not waiting)
        self.button.setText("正在打开…" if waiting else "打开")

"""A dialog in which something secret is typed and then done; open until it is safely done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text

T = TypeVar("T")


class SecretDialog(QDialog):
    """Put controls into `body`, and call `run` from `save`; `open()` it, never `exec()`."""

    def __init__(
        self, jobs: JobRunner, title: str, note: str, save: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.waiting = False
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(Text(title, "title"))
        if note:
            column.addWidget(Text(note, "muted", wrap=True))
        self.error = ErrorPanel()
        column.addWidget(self.error)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(space.m)
        column.addWidget(self._inside)
        self.save_button = Button(save, "primary", on_click=self.save)
        self.cancel_button = Button("取消", on_click=self.reject)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.cancel_button)
        last.addWidget(self.save_button)
        column.addLayout(last)
        self.setMinimumWidth(space.body * 32)

    def showEvent(self, event: QShowEvent) -> None:
        """Let typing begin in the first line, and the keys come to the buttons last."""
        super().showEvent(event)
        lines = self._inside.findChildren(QLineEdit)
        if lines and not event.spontaneous():
            self.setTabOrder(lines[-1], self.cancel_button)
            self.setTabOrder(self.cancel_button, self.save_button)
            lines[0].setFocus()

    def add_own_passphrase(self) -> PassphraseBox:
        """Return a last line for the passphrase of who does it, which shows when it is wrong."""
        box = PassphraseBox("您自己的口令", "证明是您本人在办理。")
        box.submitted.connect(self.save)
        self.body.addWidget(box)
        return box

    def save(self) -> None:
        """Check what was typed, then `run`."""
        raise NotImplementedError

    def reject(self) -> None:
        """Close without changing; not while it is being done."""
        if not self.waiting:
            super().reject()

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        own: PassphraseBox | None = None,
        topics: tuple[str, ...] = (),
    ) -> None:
        """Do the work once; `own` is the passphrase that it may find wrong."""
        if self.waiting:
            return
        self.error.show_error(None)
        self._wait(waiting=True)

        def finished(result: T) -> None:
            self._wait(waiting=False)
            done(result)

        def failed(error: QingqiaoError) -> None:
            self._wait(waiting=False)
            wrong = own is not None and isinstance(error, WrongPassphraseError)
            self.error.show_error(None if wrong else error)
            if wrong and own is not None:
                own.show_wrong("口令不正确，没有办理。请检查大小写和输入法。")
                own.setFocus()

        self._jobs.run(work, done=finished, failed=failed, topics=topics, owner=self)

    def _wait(self, *, waiting: bool) -> None:
        self.waiting = waiting
        for widget in (self._inside, self.save_button, self.cancel_button):
            widget.setEnabled(not waiting)

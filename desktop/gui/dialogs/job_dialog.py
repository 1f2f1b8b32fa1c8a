"""A dialog that stays open until the one thing it is for is safely done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.passphrase import PassphraseBox

T = TypeVar("T")


class JobDialog(FittedDialog):
    """Put controls into `body`, and call `run` from `save`; `open()` it, never `exec()`."""

    def __init__(
        self,
        jobs: JobRunner,
        title: str,
        note: str,
        save: str,
        parent: QWidget | None = None,
        *,
        letters: int = 34,
    ) -> None:
        super().__init__(title, note, letters=letters, parent=parent)
        self._jobs, self._verb = jobs, save
        self.waiting = False
        self.error = ErrorPanel()
        self.column.addWidget(self.error)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(tokens().m)
        self.column.addWidget(self._inside)
        self.save_button = Button(save, "primary", on_click=self.press)
        self.cancel_button = Button("取消", on_click=self.reject)
        self.footer.addStretch(1)
        self.footer.addWidget(self.cancel_button)
        self.footer.addWidget(self.save_button)

    @property
    def ready(self) -> bool:
        """Whether enough is filled in to begin; call `refresh` when that may have changed."""
        return True

    def refresh(self) -> None:
        """Offer what can be done now, nothing while it is being done."""
        for widget in (self._inside, self.cancel_button):
            widget.setEnabled(not self.waiting)
        self.save_button.setEnabled(self.ready and not self.waiting)
        self.save_button.setText("请稍候…" if self.waiting else self._verb)

    def add_own_passphrase(self) -> PassphraseBox:
        """Return a last line for the passphrase of who does it, which shows when it is wrong."""
        box = PassphraseBox("您自己的口令", "证明是您本人在办理。")
        box.submitted.connect(self.press)
        self.body.addWidget(box)
        return box

    def save(self) -> None:
        """Check what was typed, then `run`."""
        raise NotImplementedError

    def press(self) -> None:
        """Begin as the button does, e.g. on Enter in the last line."""
        if self.save_button.isEnabled():
            self.save()

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
        title: str = "",
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
            if own is not None and isinstance(error, WrongPassphraseError):
                own.show_wrong("口令不正确，没有改动。请检查大小写和输入法。")
                own.setFocus()
            else:
                self.show_failure(error)

        self._jobs.run(work, done=finished, failed=failed, topics=topics, title=title, owner=self)

    def show_failure(self, error: QingqiaoError) -> None:
        """Say why it was not done."""
        self.error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self.waiting = waiting
        self.refresh()

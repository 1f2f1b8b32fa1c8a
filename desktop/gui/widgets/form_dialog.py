"""A form in a dialog, open until what was typed is safely saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.fields import Values
from desktop.gui.form import Form
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel

Finish = Callable[[QingqiaoError | None], None]
Save = Callable[[Values, Finish], None]


class FormDialog(FittedDialog):
    """`on_save(values, finish)` starts saving; `finish(None)` closes, `finish(error)` shows it.

    So nothing typed is lost when saving fails, nor by Esc or the window's cross: leaving what was
    filled in takes a button of its own. Another way to go on is put into `footer` at 0 and uses
    `save_by`. `leave` is on the button that closes without saving.
    """

    def __init__(
        self,
        title: str,
        form: Form,
        on_save: Save,
        *,
        note: str = "",
        save: str = "保存",
        leave: str = "取消",
        letters: int = 34,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, note, letters=letters, parent=parent)
        self.form = form
        self._on_save = on_save
        self._waiting = False
        self._error = ErrorPanel()
        self._advice = Banner("warning", "alert-triangle")
        self._leaving = Banner("warning", "alert-triangle", "不保存，关闭")
        self._leaving.clicked.connect(self._leave)
        form.changed.connect(lambda: self._leaving.say(""))  # whoever types on stays
        self._at_first: Mapping[str, object] | None = None
        self._entered: QWidget | None = None
        self.save_button = Button(save, "primary", on_click=self._save)
        form.submitted.connect(self._save)
        form.entered.connect(self._bring_in_sight)
        for widget in (self._error, self._advice, form):
            self.column.addWidget(widget)
        self.foot.insertWidget(0, self._leaving)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(leave, on_click=self.reject))
        self.footer.addWidget(self.save_button)

    def advise(self, words: str) -> None:
        """Say what to think about before saving, which it stops nobody from; "" takes it back."""
        self._advice.say(words)
        if self._entered is not None:  # which the advice may have moved out of sight
            self._bring_in_sight(self._entered)

    def save_by(self, save: Save) -> None:
        """Check what was typed and save it, as the button of another way to go on does."""
        if self._waiting or not self.form.show_problems():
            return
        self._error.show_error(None)
        self._wait(waiting=True)
        try:
            save(self.form.values(), self._finish)
        except QingqiaoError as error:
            self._finish(error)

    def reject(self) -> None:
        """Close without saving; not while saving runs, and not at once when that loses words."""
        if self._waiting:
            return
        if self.isVisible() and self.form.filled() != self._at_first:
            self._leaving.say("填写的内容还没有保存。")
            self._leaving.button.setFocus()
            return
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Note what the form is opened with: only what differs from it was typed."""
        if self._at_first is None:
            self._at_first = self.form.filled()
        super().showEvent(event)

    def _leave(self) -> None:
        super().reject()

    def _save(self) -> None:
        self.save_by(self._on_save)

    def _finish(self, error: QingqiaoError | None) -> None:
        self._wait(waiting=False)
        if error is None:
            self.accept()
        else:
            self._error.show_error(error)
            # it stands at the top, which a long form may have scrolled out of sight
            self.area.verticalScrollBar().setValue(0)

    def _bring_in_sight(self, line: QWidget) -> None:
        self._entered = line
        # a note that has just appeared below the field has its place only afterwards
        QTimer.singleShot(0, line, lambda: self.area.ensureWidgetVisible(line, 0, tokens().m))

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self.form.setEnabled(not waiting)
        self.save_button.setEnabled(not waiting)

"""A form in a dialog, open until what was typed is safely saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.fields import Values
from desktop.gui.form import Form
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text

Finish = Callable[[QingqiaoError | None], None]
Save = Callable[[Values, Finish], None]


class FormDialog(QDialog):
    """`on_save(values, finish)` starts saving; `finish(None)` closes, `finish(error)` shows it.

    So nothing typed is lost when saving fails, nor by Esc or the window's cross: leaving what was
    filled in takes a button of its own. Use `open()`, never `exec()`.
    """

    def __init__(
        self,
        title: str,
        form: Form,
        on_save: Save,
        *,
        note: str = "",
        save: str = "保存",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self._on_save = on_save
        self._waiting = False
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._error = ErrorPanel()
        self._advice = Banner("warning", "alert-triangle")
        self._leaving = Banner("warning", "alert-triangle", "不保存，关闭")
        self._leaving.clicked.connect(self._leave)
        self._at_first: Mapping[str, object] | None = None
        self._entered: QWidget | None = None
        self._area = QScrollArea()
        self.footer = QHBoxLayout()
        """Where the buttons are; another way to go on is put in at 0 and uses `save_by`."""
        self.save_button = Button(save, "primary", on_click=self._save)
        form.submitted.connect(self._save)
        form.entered.connect(self._bring_in_sight)
        self._lay_out(title, note)

    def _lay_out(self, title: str, note: str) -> None:
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QFrame()
        inner.setProperty("panel", "plain")
        body = QVBoxLayout(inner)
        body.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        body.setSpacing(space.m)
        body.addWidget(Text(title, "title"))
        if note:
            body.addWidget(Text(note, "muted", wrap=True))
        body.addWidget(self._error)
        body.addWidget(self._advice)
        body.addWidget(self.form)
        area = self._area
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the first field is where typing starts
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        column.addWidget(area, 1)
        footer = QFrame()
        footer.setProperty("panel", "footer")
        row = self.footer
        foot = QVBoxLayout(footer)
        foot.setContentsMargins(space.xl, space.m, space.xl, space.m)
        foot.setSpacing(space.m)
        foot.addWidget(self._leaving)
        foot.addLayout(row)
        row.addStretch(1)
        row.addWidget(Button("取消", on_click=self.reject))
        row.addWidget(self.save_button)
        column.addWidget(footer)
        wanted = inner.sizeHint().height() + footer.sizeHint().height() + space.xl
        room = self.screen().availableGeometry().height() - 80
        self.resize(480, min(wanted, room))

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
            self._area.verticalScrollBar().setValue(0)

    def _bring_in_sight(self, line: QWidget) -> None:
        self._entered = line
        # a note that has just appeared below the field has its place only afterwards
        QTimer.singleShot(0, line, lambda: self._area.ensureWidgetVisible(line, 0, tokens().m))

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self.form.setEnabled(not waiting)
        self.save_button.setEnabled(not waiting)

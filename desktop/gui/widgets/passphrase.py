"""A line for a passphrase: hidden unless asked for, with a word about Caps Lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.gui.icons import icon
from desktop.gui.theme import tokens
from desktop.gui.widgets.text import Role, Text

_LONGEST = 200


class _Line(QLineEdit):
    """Notices from a letter's case and Shift whether Caps Lock is on; no platform is asked."""

    caps_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_LONGEST)
        self._eye = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setCheckable(True)
        self._eye.setText("显示口令")
        self._eye.setToolTip("显示口令")
        self._eye.toggled.connect(self._reveal)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at each letter as it is typed."""
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps_changed.emit(False)  # turned on or off: the next letter tells which
        elif letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_changed.emit(letter.isupper() is not shift)
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._eye.setIcon(
                icon("eye", colour="accent_text" if self._eye.isChecked() else "muted")
            )

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        words = "隐藏口令" if shown else "显示口令"
        self._eye.setText(words)
        self._eye.setToolTip(words)
        self._eye.setIcon(icon("eye", colour="accent_text" if shown else "muted"))


class PassphraseBox(QWidget):
    """Label, line, and one note below: what is wrong, a word about Caps Lock, or the hint."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self._said: tuple[str, Role] | None = None
        self._caps = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().xs)
        self.line = _Line()
        self.line.setAccessibleName(label)
        name = Text(label, "muted")
        name.setBuddy(self.line)
        self._note = Text(hint, "hint", wrap=True)
        for widget in (name, self.line, self._note):
            column.addWidget(widget)
        self._note.setVisible(bool(hint))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submitted)
        self.line.caps_changed.connect(self._caps_changed)

    def text(self) -> str:
        """Return the passphrase as it stands."""
        return self.line.text()

    def show_wrong(self, words: str) -> None:
        """Say what is wrong, until something is typed; "" takes it back."""
        self._said = (words, "error") if words else None
        self._show()

    def show_word(self, words: str) -> None:
        """Say something that is not wrong in place of the hint, until something is typed."""
        self._said = (words, "caption") if words else None
        self._show()

    def note(self) -> str:
        """Return what stands below the line."""
        return self._note.text()

    def _typed(self) -> None:
        self._said = None
        self._show()
        self.changed.emit()

    def _caps_changed(self, caps: bool) -> None:
        self._caps = caps
        self._show()

    def _show(self) -> None:
        words, role = self._said or (self._hint, "hint")
        if self._caps and role != "error":
            words, role = "大写锁定（Caps Lock）已打开", "error"
        self._note.setText(words)
        self._note.setVisible(bool(words))
        for widget, name, value in (
            (self._note, "role", role),
            (self.line, "wrong", "true" if self._said and role == "error" else "false"),
        ):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.line.setAccessibleDescription(words)

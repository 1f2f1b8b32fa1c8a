"""A form of fields, checked as they are typed in, in words beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.gui.fields import CheckField, ChoiceField, Field, Values
from desktop.gui.theme import tokens
from desktop.gui.widgets.parsing import WrongInputError
from desktop.gui.widgets.text import Text


class _Line(QWidget):
    """Label, editor, and below them the hint or what is wrong."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.editor = field.editor()
        self._touched = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().xs)
        if not isinstance(field, CheckField):
            words = f"{field.label} *" if field.required else field.label
            label = Text(words, "muted", wrap=True)
            label.setBuddy(self.editor.control)
            column.addWidget(label)
        column.addWidget(self.editor.control)
        self._note = Text(field.hint, "hint", wrap=True)
        column.addWidget(self._note)
        self._note.setVisible(bool(field.hint))
        said = f"{field.label}（必填）" if field.required else field.label
        self.editor.control.setAccessibleName(said)
        self.editor.control.setAccessibleDescription(field.hint)
        self.editor.changed.connect(self._typed)

    def value(self) -> object:
        """Return the value; raises `WrongInputError`."""
        value = self.field.parse(self.editor.raw())
        if self.field.required and (value is None or value == "" or value is False):
            verb = "请勾选" if isinstance(self.field, CheckField) else "请填写"
            verb = "请选择" if isinstance(self.field, ChoiceField) else verb
            raise WrongInputError(f"{verb}{self.field.label}。")
        wrong = self.field.check(value) if self.field.check is not None else ""
        if wrong:
            raise WrongInputError(wrong)
        return value

    def wrong(self) -> str:
        """Return what is wrong, in words, or ""."""
        try:
            self.value()
        except WrongInputError as error:
            return str(error)
        return ""

    def show_wrong(self, words: str = "") -> None:
        """Show `words`, or what is wrong now, below the field from now on."""
        self._touched = True
        said = words or self.wrong()
        self._note.setText(said or self.field.hint)
        self._note.setVisible(bool(said or self.field.hint))
        for widget, name, value in (
            (self._note, "role", "error" if said else "hint"),
            (self.editor.control, "wrong", "true" if said else "false"),
        ):
            if widget.property(name) != value:
                widget.setProperty(name, value)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self.editor.control.setAccessibleDescription(said or self.field.hint)

    def _typed(self) -> None:
        self.show_wrong()
        self.changed.emit()


class Form(QWidget):
    """Fields one below the other; Enter moves on, on the last one it submits."""

    changed = Signal()
    submitted = Signal()
    entered = Signal(QWidget)
    """What belongs to one field, label and note too, as the keys come to it."""

    def __init__(
        self,
        fields: Sequence[Field],
        values: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().m)
        self._lines = {field.key: _Line(field) for field in fields}
        for line in self._lines.values():
            column.addWidget(line)
            line.changed.connect(self.changed)
            line.editor.control.installEventFilter(self)
        column.addStretch(1)
        self.set_values(values or {})

    @property
    def is_valid(self) -> bool:
        """Whether every field can be taken as it stands."""
        return not any(line.wrong() for line in self._lines.values())

    def values(self) -> Values:
        """Return all values; raises `WrongInputError` unless `is_valid`."""
        return {key: line.value() for key, line in self._lines.items()}

    def set_values(self, values: Mapping[str, object]) -> None:
        """Fill fields in without finding fault; keys that are not given stay as they are."""
        for key, value in values.items():
            editor = self._lines[key].editor
            editor.blockSignals(True)
            editor.show(value)
            editor.blockSignals(False)

    def show_problems(self) -> bool:
        """Show what is wrong everywhere, go to the first such field; return `is_valid`."""
        first: _Line | None = None
        for line in self._lines.values():
            line.show_wrong()
            if first is None and line.wrong():
                first = line
        if first is not None:
            first.editor.control.setFocus()
        return first is None

    def filled(self) -> Mapping[str, object]:
        """Return what all fields hold, be it wrong: two of these tell whether anything changed."""
        return {key: self.raw(key) for key in self._lines}

    def show_problem(self, key: str, words: str) -> None:
        """Show, beside one field, what was found wrong with it elsewhere."""
        self._lines[key].show_wrong(words)
        self._lines[key].editor.control.setFocus()

    def raw(self, key: str) -> object:
        """Return what a field holds, be it wrong; None for a choice that is not in the list."""
        try:
            return self._lines[key].editor.raw()
        except WrongInputError:
            return None

    def check(self, key: str) -> None:
        """Show beside one field what is wrong with it now, after it was filled in from outside."""
        self._lines[key].show_wrong()

    def show_field(self, key: str, *, visible: bool = True) -> None:
        """Show or hide a field; its value counts all the same."""
        self._lines[key].setVisible(visible)

    def control(self, key: str) -> QWidget:
        """Return a field's control, e.g. to disable it."""
        return self._lines[key].editor.control

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move on with Enter; tell which field the keys have come to."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self._line_of(watched))
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return super().eventFilter(watched, event)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and not control:
            return super().eventFilter(watched, event)
        if isinstance(watched, QComboBox) and watched.view().isVisible():
            return super().eventFilter(watched, event)
        self._move_on(watched)
        return True

    def _line_of(self, control: QObject) -> _Line:
        return next(line for line in self._lines.values() if line.editor.control is control)

    def _move_on(self, watched: QObject) -> None:
        controls = [
            line.editor.control
            for line in self._lines.values()
            if line.editor.control.isEnabled() and not line.isHidden()
        ]
        at = next(place for place, control in enumerate(controls) if control is watched)
        if at + 1 < len(controls):
            controls[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

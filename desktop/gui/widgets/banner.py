"""A line in colour above other things: what is the matter, and the button that goes on from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text


class Banner(QFrame):
    """Hidden until it has something to say."""

    clicked = Signal()

    def __init__(
        self,
        kind: Kind,
        icon_name: str,
        button: str = "",
        *,
        button_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().m, tokens().s, tokens().m, tokens().s)
        row.setSpacing(tokens().m)
        row.addWidget(IconLabel(icon_name, colour=kind, size=20))
        self._words = Text("", wrap=True, selectable=True)
        row.addWidget(self._words, 1)
        self.button = Button(button, icon_name=button_icon, on_click=self.clicked.emit)
        row.addWidget(self.button)
        self.button.setVisible(bool(button))
        self.hide()

    def say(self, words: str) -> None:
        """Show these words; "" hides the line."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        """Return what is said; "" when hidden."""
        return "" if self.isHidden() else self._words.text()

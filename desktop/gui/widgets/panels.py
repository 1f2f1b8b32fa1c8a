"""Cards, page headers and the picture shown where there is nothing yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.gui.icons import mark, pixmap
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text

_LONG_TITLE = 4
"""Characters of the titles of pages that hold several lists."""


class Card(QFrame):
    """A white panel with an optional title; put content into `body`."""

    def __init__(
        self,
        title: str = "",
        *,
        trailing: QWidget | None = None,
        padded: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        space = tokens().l if padded else 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space, space, space, space)
        outer.setSpacing(tokens().m)
        if title or trailing is not None:
            row = QHBoxLayout()
            row.addWidget(Text(title, "subtitle"))
            row.addStretch(1)
            if trailing is not None:
                row.addWidget(trailing)
            outer.addLayout(row)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens().s)
        outer.addLayout(self.body, 1)


class IconLabel(QLabel):
    """A picture of `size` logical pixels in a token's colour, sharp on any screen."""

    def __init__(
        self,
        name: str,
        *,
        colour: str = "muted",
        size: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._colour, self._size = name, colour, size
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self.setPixmap(pixmap(self._name, colour=self._colour, size=self._size, ratio=ratio))


class MarkLabel(QLabel):
    """The product's mark, `size` logical pixels wide."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(mark(size, self.devicePixelRatioF()))


class PageHeader(QWidget):
    """Title, one line below it, and the page's one primary action at the right."""

    action_clicked = Signal()

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        action: str = "",
        action_icon: str = "plus",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().s)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = Text(title, "title")
        self._title.setMinimumHeight(tokens().control - 4)  # as high as with a switch beside it
        self._line = QHBoxLayout()
        self._line.setSpacing(tokens().m)
        self._line.addWidget(self._title)
        self._line.addStretch(1)
        words.addLayout(self._line)
        if subtitle:
            words.addWidget(Text(subtitle, "muted", wrap=True))
        row.addLayout(words, 1)
        self._extras = QHBoxLayout()
        row.addLayout(self._extras)
        self.action: Button | None = None
        if action:
            self.action = Button(
                action,
                "primary",
                icon_name=action_icon,
                on_click=self.action_clicked.emit,
            )
            row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_switch(self, switch: QWidget) -> None:
        """Put the switch to the other lists of the page beside the title.

        It is in the same place on each of them, however many buttons there are at the right.
        """
        self._title.setMinimumWidth(tokens().title * _LONG_TITLE)
        self._line.insertWidget(1, switch)

    def add(self, widget: QWidget) -> None:
        """Put a secondary control to the left of the primary action."""
        self._extras.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class EmptyState(QWidget):
    """Says why there is nothing here and what to do next, with the button to do it."""

    clicked = Signal()

    def __init__(
        self,
        icon_name: str,
        title: str,
        text: str = "",
        button: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens().xl, tokens().xl, tokens().xl, tokens().xl)
        column.setSpacing(tokens().s)
        column.addStretch(1)
        column.addWidget(IconLabel(icon_name, colour="faint", size=48), 0, centre)
        self._title, self._text = Text(title, "subtitle"), Text(text, "muted")
        for words in (self._title, self._text):
            words.setAlignment(centre)
            words.setWordWrap(True)
            column.addWidget(words)
        column.addSpacing(tokens().s)
        self._button = Button(button, "next", on_click=self.clicked.emit)
        column.addWidget(self._button, 0, centre)
        column.addStretch(1)
        self.show_words(title, text, button)

    def show_words(self, title: str, text: str, button: str) -> None:
        """Say something else, when what is to be done first has changed."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))

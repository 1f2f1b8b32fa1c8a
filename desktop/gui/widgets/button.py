"""Buttons, with an icon that follows the theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.gui.icons import icon
from desktop.gui.theme import tokens

ButtonKind = Literal["primary", "next", "secondary", "quiet", "nav", "tab", "link"]

_COLOUR: dict[ButtonKind, str] = {
    "primary": "on_accent",
    "next": "accent_text",
    "secondary": "muted",
    "quiet": "muted",
    "nav": "muted",
    "tab": "muted",
    "link": "info",
}

_UNSEEN = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
"""Where one goes is marked already; the ring there is for the keys."""


class Button(QPushButton):
    """A push button; one `primary` on a page, `secondary` beside it, `quiet` in rows.

    `next` is what is to be done now with what is shown, where the page has its primary action.

    Without `text` only the icon shows; then `tip` is compulsory, it names the button.
    """

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "secondary",
        *,
        icon_name: str = "",
        on_click: Callable[[], object] | None = None,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._icon_name = icon_name
        self.setProperty("kind", kind)
        self.setAutoDefault(False)  # in a dialog Enter would press whichever is first, e.g. 取消
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text or tip)
        self.setToolTip(tip)
        # Qt sets the icon hard against the first character
        self.setText(f" {text}" if text and icon_name else text)
        self._tint()
        if on_click is not None:
            # `clicked` would hand its own argument to a function that has an optional one
            self.clicked.connect(lambda: on_click())  # noqa: PLW0108 - drops that argument
        if kind in {"nav", "tab"}:
            self.toggled.connect(self._tint)

    def drop_down(self, menu: QMenu) -> None:
        """Open a menu when pressed, in place of anything else."""
        self.setProperty("drops", True)
        self.setMenu(menu)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show on a place to go to that the keys have come to it."""
        super().focusInEvent(event)
        if self._kind in {"nav", "tab"} and event.reason() not in _UNSEEN:
            self._ring(shown=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring off."""
        super().focusOutEvent(event)
        if self.property("ring"):
            self._ring(shown=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button, not only the space bar."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def _ring(self, *, shown: bool) -> None:
        self.setProperty("ring", shown)
        self.style().unpolish(self)
        self.style().polish(self)

    def _tint(self) -> None:
        if not self._icon_name:
            return
        colour = "accent_text" if self.isChecked() else _COLOUR[self._kind]
        self.setIcon(icon(self._icon_name, colour=colour))
        self.setIconSize(QSize(tokens().icon, tokens().icon))

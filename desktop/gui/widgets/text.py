"""Words on the screen, in one of the theme's few sizes."""

from __future__ import annotations

from textwrap import wrap
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.gui.theme import Kind

Role = Literal[
    "body",
    "muted",
    "strong",
    "caption",
    "subtitle",
    "title",
    "display",
    "error",
    "hint",
]


_TIP = 40
"""Characters of a line of a tip."""


def folded(words: str) -> str:
    """Return words for a tip in short lines: Qt makes one of any length, across the screen."""
    lines = (wrap(line, _TIP, break_on_hyphens=False) for line in words.split("\n"))
    return "\n".join(part for line in lines for part in line)


class Text(QLabel):
    """A label; always plain text, so that a name with "<" in it shows as written."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setText(text)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)  # a new policy forgets it, and lines would be cut
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard,
            )


class Badge(QLabel):
    """A chip with a state in a word, e.g. `Badge("待对方同意", "warning")`."""

    def __init__(self, text: str, kind: Kind = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_state(text, kind)

    def show_state(self, text: str, kind: Kind) -> None:
        """Change word and colour."""
        self.setText(text)
        self.setProperty("badge", kind)
        self.style().unpolish(self)
        self.style().polish(self)

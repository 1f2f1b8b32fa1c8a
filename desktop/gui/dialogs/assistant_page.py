"""What the pages of the first-run assistant share."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Role, Text


class Page(QWidget):
    """Title, an explanation, and the page's own widgets in `column`."""

    ready_changed = Signal()
    submitted = Signal()

    def __init__(self, title: str, explanation: str, heading: Role = "title") -> None:
        super().__init__()
        self.title = title
        self.error = ErrorPanel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(tokens().m)
        outer.addWidget(Text(title, heading))
        if explanation:
            outer.addWidget(Text(explanation, "muted", wrap=True))
        outer.addWidget(self.error)
        self.column = QVBoxLayout()
        self.column.setSpacing(tokens().m)
        outer.addLayout(self.column)
        outer.addStretch(1)

    @property
    def ready(self) -> bool:
        """Whether 下一步 may be pressed."""
        return True

    def first_control(self) -> QWidget | None:
        """Return what is typed into first."""
        return None

"""A large dialog: its content, and below it a bar with what is told and the buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.tab_order import pass_on, start_in

_AROUND = QSize(60, 50)
"""What stays free of the screen."""


class WideDialog(QDialog):
    """A dialog as large as `size` where the screen has room, to be filled by its heirs.

    `body` holds the content, one below the other; `footer` the words and buttons at the foot.
    """

    def __init__(self, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        space = tokens()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(space.xl, space.l, space.xl, space.m)
        self.body.setSpacing(space.m)
        bar = QFrame()
        bar.setProperty("panel", "footer")
        self.footer = QHBoxLayout(bar)
        self.footer.setContentsMargins(space.xl, space.m, space.xl, space.m)
        self.footer.setSpacing(space.s)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(bar)
        self.resize(size.boundedTo(self.screen().availableGeometry().size() - _AROUND))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on as the window is laid out."""
        return pass_on(self, forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        """Start in the content."""
        start_in(self)
        super().showEvent(event)

    def add_scrolling(self, rows: QVBoxLayout) -> None:
        """Put `rows` into the body; where they are too many, they scroll."""
        rows.setContentsMargins(0, 0, tokens().s, 0)
        rows.setSpacing(tokens().m)
        inside = QWidget()
        inside.setProperty("panel", "plain")
        inside.setLayout(rows)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        self.body.addWidget(area, 1)

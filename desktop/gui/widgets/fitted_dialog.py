"""A dialog as tall as its content; on a low screen that scrolls, the buttons stay in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.gui.theme import tokens
from desktop.gui.widgets.tab_order import pass_on, start_in
from desktop.gui.widgets.text import Text

_AROUND = QSize(40, 50)
"""What stays free of the screen: the frame of the window, and a little of what is behind."""


class FittedDialog(QDialog):
    """`column` holds the content, `footer` the buttons, which end `foot`; `open()` it.

    It is `letters` of the body text wide. `heading` False leaves the title to the window's frame.
    """

    def __init__(
        self,
        title: str,
        note: str = "",
        *,
        letters: int = 34,
        heading: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._width = letters * tokens().body
        self._fits = True
        self._inner = QFrame()
        self._inner.setProperty("panel", "plain")
        self._inner.setMinimumSize(1, 1)  # or wrapped words ask for the height of a narrow column
        self._inner.installEventFilter(self)
        self.column = QVBoxLayout(self._inner)
        self.column.setSpacing(tokens().m)
        if heading:
            self.column.addWidget(Text(title, "title", wrap=True))
        if note:
            self.column.addWidget(Text(note, "muted", wrap=True))
        self.area = QScrollArea()
        self._foot = QFrame()
        self.foot = QVBoxLayout(self._foot)
        self.footer = QHBoxLayout()
        self._build()

    def _build(self) -> None:
        space, area = tokens(), self.area
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the first field is where typing starts
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inner)
        area.verticalScrollBar().rangeChanged.connect(lambda _, high: self._set_margins(high))
        self._set_margins(0)
        self._foot.setProperty("panel", "footer")
        self.foot.setContentsMargins(space.xl, space.m, space.xl, space.m)
        self.foot.setSpacing(space.m)
        self.foot.addLayout(self.footer)
        self.footer.setSpacing(space.s)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(self._foot)

    def put_beside(
        self, right: QWidget, left: int, size: QSize, below: QWidget | None = None
    ) -> None:
        """Show `right` at the right of the content, which gets the width `left`.

        The dialog is as large as `size` then, where the screen has room; `below` is what the
        content leaves room for below it.
        """
        self._fits = False
        space = tokens()
        side = QWidget()
        side.setFixedWidth(left)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, space.m if below else 0)
        column.setSpacing(0)
        column.addWidget(self.area, 3)
        if below is not None:
            self.area.setMaximumHeight(self._wanted(left))
            row = QHBoxLayout()
            row.setContentsMargins(space.xl, space.m, space.xl, 0)
            row.addWidget(below)
            column.addLayout(row, 2)
        both = QHBoxLayout()
        both.setContentsMargins(0, 0, space.xl, 0)
        both.setSpacing(space.s)
        both.addWidget(side)
        right.setContentsMargins(0, space.l, 0, space.m)
        both.addWidget(right, 1)
        outer = self.layout()
        assert isinstance(outer, QBoxLayout)  # noqa: S101 - made above
        outer.insertLayout(0, both, 1)
        self.resize(size.boundedTo(self._room()))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on as the window is laid out."""
        return pass_on(self, forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the content wants, and start in the content."""
        if self._fits and not event.spontaneous():
            for widget in self._inner.findChildren(QWidget):
                widget.ensurePolished()  # before that they know the size of no text
            self.resize(self._width, self._height(self._width))
        start_in(self)
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow when the content does, e.g. by a word about what is wrong."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        if not (self._fits and self.isVisible()):
            return
        height = self._height(self.width())
        if height <= self.height():
            return
        self.resize(self.width(), height)
        below = self.frameGeometry().bottom() - self.screen().availableGeometry().bottom()
        if below > 0:
            self.move(self.x(), self.y() - below)

    def _height(self, width: int) -> int:
        wanted = self._wanted(width) + self._foot.sizeHint().height()
        return min(wanted, self._room().height())

    def _wanted(self, width: int) -> int:
        if self.column.hasHeightForWidth():
            return self.column.totalHeightForWidth(width)
        return self.column.totalSizeHint().height()

    def _room(self) -> QSize:
        return self.screen().availableGeometry().size() - _AROUND

    def _set_margins(self, hidden: int) -> None:
        """Keep the right edge in line with the buttons, though a scroll bar takes room there."""
        space = tokens()
        bar = self.area.verticalScrollBar().sizeHint().width() if hidden else 0
        self.column.setContentsMargins(space.xl, space.l, space.xl - bar, space.l)

"""Shown over the whole window while files are dragged across it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text


class DropCurtain(QFrame):
    """A line at the head of its parent; places of their own for files stay within reach below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", "drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel("file-import", colour="accent_text", size=28), 0, centre)
        for words in (
            Text("松开鼠标，接收这些文件", "subtitle"),
            Text("团省委下发的 .qqb 文件，可以几个一起，也可以是整个文件夹", "muted"),
        ):
            words.setAlignment(centre)
            column.addWidget(words)
        self._over = parent
        parent.installEventFilter(self)
        self.hide()

    def lift(self) -> None:
        """Show it."""
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the middle of the parent."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, tokens().xl)

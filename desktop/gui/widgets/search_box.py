"""One line to filter or search with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.gui.icons import icon

_PAUSE_MS = 200


class SearchBox(QLineEdit):
    """Tells what was typed once the typing pauses; Esc clears, Enter tells at once."""

    changed = Signal(str)
    """The text without spaces around it."""
    confirmed = Signal(str)
    """Enter was pressed."""

    def __init__(
        self,
        placeholder: str = "搜索",
        *,
        prominent: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        clear = self.findChild(QAction, "_q_qlineeditclearaction")
        if clear is not None:
            clear.setText("清空")
        self.setMinimumWidth(140)
        if prominent:
            self.setProperty("kind", "search")
        self._glass = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText("搜索")
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._wait)
        self.returnPressed.connect(self._confirm)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear on Esc; with nothing to clear, leave Esc to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._glass.setIcon(icon("search"))

    def _wait(self) -> None:
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.changed.emit(text)

    def _confirm(self) -> None:
        self._tell()
        self.confirmed.emit(self._told)

"""A place to drop a file on, or to press and choose one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text


class DropArea(QFrame):
    """Takes one file whose name ends in one of `suffixes` (with dot, e.g. ".qqb")."""

    dropped = Signal(object)
    """pathlib.Path of the file."""

    def __init__(
        self,
        text: str,
        hint: str = "",
        *,
        suffixes: Sequence[str],
        icon_name: str = "download",
        choose: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._suffixes = tuple(suffix.lower() for suffix in suffixes)
        self._choose = choose or self._ask
        self.setProperty("panel", "drop")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens().l, tokens().xl, tokens().l, tokens().xl)
        column.setSpacing(tokens().s)
        column.addStretch(1)
        column.addWidget(IconLabel(icon_name, colour="muted", size=36), 0, centre)
        for words in (Text(text, "subtitle"), Text(hint, "muted")):
            words.setAlignment(centre)
            words.setWordWrap(True)
            column.addWidget(words)
        column.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up when the file is of a kind we take."""
        if self._file(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._light(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go dark again."""
        self._light(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which file was dropped."""
        self._light(over=False)
        path = self._file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the user choose a file."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the user choose a file."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        path = self._choose()
        if path is not None:
            self.dropped.emit(path)

    def _ask(self) -> Path | None:
        wanted = " ".join(f"*{suffix}" for suffix in self._suffixes)
        name, _ = QFileDialog.getOpenFileName(self, self.accessibleName(), "", f"文件 ({wanted})")
        return Path(name) if name else None

    def _file(self, data: QMimeData) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if len(paths) == 1 and paths[0].suffix.lower() in self._suffixes:
            return paths[0]
        return None

    def _light(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)

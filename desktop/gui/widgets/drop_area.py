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
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text


class DropArea(QFrame):
    """Takes a file whose name ends in one of `suffixes` (with dot, e.g. ".qqb").

    With `several`, also more than one at a time. With `anything`, whatever is dropped is taken, be
    it a folder, and only the dialog for choosing keeps to the suffixes. `compact`: one low line.
    """

    dropped = Signal(object)
    """pathlib.Path of the file, once for each."""
    dropped_together = Signal(object)
    """list[pathlib.Path] of all of them."""

    def __init__(
        self,
        text: str,
        hint: str = "",
        *,
        suffixes: Sequence[str],
        icon_name: str = "download",
        several: bool = False,
        anything: bool = False,
        compact: bool = False,
        choose: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._suffixes = tuple(suffix.lower() for suffix in suffixes)
        self._several, self._anything = several, anything
        self._choose = choose
        self.setProperty("panel", "drop")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        if compact:
            self._lay_out_low(text, hint, icon_name)
        else:
            self._lay_out(text, hint, icon_name)

    def _lay_out_low(self, text: str, hint: str, icon_name: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().m, tokens().s, tokens().m, tokens().s)
        row.setSpacing(tokens().s)
        row.addWidget(IconLabel(icon_name, colour="muted", size=20))
        row.addWidget(Text(text, wrap=True), 1)
        self.setToolTip(hint)

    def _lay_out(self, text: str, hint: str, icon_name: str) -> None:
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
        if self._files(event.mimeData()):
            event.acceptProposedAction()
            self._light(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go dark again."""
        self._light(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._light(over=False)
        paths = self._files(event.mimeData())
        if paths:
            event.acceptProposedAction()
        self._tell(paths)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the user choose a file."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the user choose a file."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._choose is None:
            paths = self._ask()
        else:
            chosen = self._choose()
            paths = [] if chosen is None else [chosen]
        self._tell(paths)

    def _tell(self, paths: list[Path]) -> None:
        if paths:
            self.dropped_together.emit(paths)
        for path in paths:
            self.dropped.emit(path)

    def _ask(self) -> list[Path]:
        wanted = f"文件 ({' '.join(f'*{suffix}' for suffix in self._suffixes)})"
        title = "选择文件"
        if self._several:
            names, _ = QFileDialog.getOpenFileNames(self, title, "", wanted)
        else:
            names = [QFileDialog.getOpenFileName(self, title, "", wanted)[0]]
        return [Path(name) for name in names if name]

    def _files(self, data: QMimeData) -> list[Path]:
        paths = local_paths(data)
        if self._anything:
            return paths
        known = [path for path in paths if path.suffix.lower() in self._suffixes]
        return known if len(known) == len(paths) and (self._several or len(known) == 1) else []

    def _light(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)


def local_paths(data: QMimeData) -> list[Path]:
    """Return the files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

"""The pages of a document in small, beside its preview."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from desktop.foundation.errors import QingqiaoError
from desktop.gui.rows_model import Executor
from desktop.gui.theme import tokens

Render = Callable[[int, float], Image.Image]
"""(page from 0, dots per inch) -> picture; called where the executor runs it."""

_DPI = 11.0
_SIZE = QSize(96, 132)


def to_pixmap(picture: Image.Image, ratio: float = 1.0) -> QPixmap:
    """Return a picture of PIL for a screen of `ratio`."""
    plain = picture.convert("RGB")
    width, height = plain.size
    image = QImage(plain.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    drawn = QPixmap.fromImage(image.copy())
    drawn.setDevicePixelRatio(ratio)
    return drawn


class Thumbnails(QListWidget):
    """Small pictures of the pages, drawn when they come into sight; the row chosen is a page."""

    def __init__(self, execute: Executor) -> None:
        super().__init__()
        self._execute = execute
        self._render: Render | None = None
        self._drawn: set[int] = set()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setIconSize(_SIZE)
        self.setGridSize(_SIZE + QSize(16, tokens().body + 20))
        self.setFixedWidth(136)
        self.setProperty("panel", "desk")
        self.setAccessibleName("缩略图")

    def show_document(self, count: int, render: Render) -> None:
        """Begin with another document."""
        self._render = render
        self._drawn.clear()
        self.clear()
        for number in range(count):
            item = QListWidgetItem(f"{number + 1}")
            # else it is laid out as high as its number, and grows downwards when drawn
            item.setSizeHint(self.gridSize())
            self.addItem(item)
        self.setVisible(count > 1)

    def draw_visible(self, failed: Callable[[QingqiaoError], None]) -> None:
        """Draw those in sight."""
        shown = self.viewport().rect()
        for number in range(0 if self.isHidden() else self.count()):
            place = self.visualItemRect(self.item(number))
            if number not in self._drawn and place.intersects(shown):
                self._drawn.add(number)
                self._draw(number, failed)

    def _draw(self, number: int, failed: Callable[[QingqiaoError], None]) -> None:
        render, ratio = self._render, self.devicePixelRatioF()
        if render is None:
            return

        def show(picture: Image.Image) -> None:
            item = self.item(number)
            if render is self._render and item is not None:
                item.setIcon(QIcon(to_pixmap(picture, ratio)))

        self._execute(lambda _: render(number, _DPI * ratio), show, failed)

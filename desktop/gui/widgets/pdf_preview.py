"""Pages of a document to look at before printing; only what is in sight is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.gui.rows_model import Executor, immediately
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text

Render = Callable[[int, float], Image.Image]
"""(page from 0, dots per inch) -> picture; called where the executor runs it."""

_A4 = (8.27, 11.69)
_ZOOMS = (0.4, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_SCREEN_DPI = 96.0
_THUMB_DPI = 11.0
_THUMB = QSize(96, 132)


def to_pixmap(picture: Image.Image, ratio: float = 1.0) -> QPixmap:
    """Return a picture of PIL for a screen of `ratio`."""
    plain = picture.convert("RGB")
    width, height = plain.size
    image = QImage(plain.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    drawn = QPixmap.fromImage(image.copy())
    drawn.setDevicePixelRatio(ratio)
    return drawn


class PdfPreview(QWidget):
    """Thumbnails at the left, pages one below the other at the right, zoom above."""

    failed = Signal(object)
    """QingqiaoError of a page that could not be drawn."""
    page_shown = Signal(int)
    """The page, from 0, that is at the top of the view."""

    def __init__(
        self,
        page_count: int = 0,
        render: Render | None = None,
        execute: Executor = immediately,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._execute = execute
        self._render = render
        self._zoom = 0.0  # 0: as wide as there is room
        self._round = 0
        self._pages: list[QLabel] = []
        self._drawn: set[int] = set()
        self._thumbed: set[int] = set()
        self._size = _A4
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw_visible)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._thumbs.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._area.viewport().installEventFilter(self)
        self._thumbs.currentRowChanged.connect(self.go_to)
        if render is not None:
            self.show_document(page_count, render)

    def show_document(self, page_count: int, render: Render) -> None:
        """Show another document from its first page."""
        self._render = render
        self._thumbs.clear()
        for page in self._pages:
            page.deleteLater()
        self._pages = []
        for number in range(page_count):
            page = QLabel()
            page.setProperty("panel", "page")
            page.setAccessibleName(f"第 {number + 1} 页")
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self._pages.append(page)
            self._thumbs.addItem(QListWidgetItem(f"{number + 1}"))
        self._thumbed.clear()
        self._thumbs.setVisible(page_count > 1)
        self._count.setText(f"共 {page_count} 页")
        self._start()

    def go_to(self, page: int) -> None:
        """Bring a page, from 0, to the top."""
        if 0 <= page < len(self._pages):
            self._area.verticalScrollBar().setValue(self._pages[page].y() - tokens().s)

    def zoom_by(self, steps: int) -> None:
        """Show larger (positive) or smaller by steps."""
        now = self._scale()
        beyond = [
            zoom for zoom in _ZOOMS if (zoom > now + 0.01 if steps > 0 else zoom < now - 0.01)
        ]
        if beyond:
            self._zoom = beyond[0] if steps > 0 else beyond[-1]
            self._start()

    def fit_width(self) -> None:
        """Show pages as wide as there is room."""
        self._zoom = 0.0
        self._start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when the view is resized; zoom on Ctrl and the wheel."""
        if event.type() == QEvent.Type.Resize and not self._zoom:
            self._start()
        if isinstance(event, QWheelEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control:
                self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        self._count = Text("", "muted")
        self._percent = Text("", "muted")
        bar.addWidget(self._count)
        bar.addStretch(1)
        for name, tip, run in (
            ("zoom-out", "缩小", lambda: self.zoom_by(-1)),
            ("zoom-in", "放大", lambda: self.zoom_by(1)),
            ("arrows-maximize", "适合宽度", self.fit_width),
        ):
            bar.addWidget(Button("", "quiet", icon_name=name, tip=tip, on_click=run))
        bar.addWidget(self._percent)
        self._thumbs = QListWidget()
        self._thumbs.setViewMode(QListView.ViewMode.IconMode)
        self._thumbs.setFlow(QListView.Flow.TopToBottom)
        self._thumbs.setMovement(QListView.Movement.Static)
        self._thumbs.setWrapping(False)
        self._thumbs.setIconSize(_THUMB)
        self._thumbs.setGridSize(_THUMB + QSize(16, tokens().body + 20))
        self._thumbs.setFixedWidth(136)
        self._thumbs.setProperty("panel", "desk")
        self._thumbs.setAccessibleName("缩略图")
        sheet = QFrame()
        sheet.setProperty("panel", "desk")
        self._column = QVBoxLayout(sheet)
        self._column.setSpacing(tokens().m)
        self._column.setContentsMargins(tokens().m, tokens().m, tokens().m, tokens().m)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidget(sheet)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName("文件预览")
        row = QHBoxLayout()
        row.addWidget(self._thumbs)
        row.addWidget(self._area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addLayout(row, 1)

    def _scale(self) -> float:
        if self._zoom:
            return self._zoom
        room = self._area.viewport().width() - 2 * tokens().m - 4
        return max(room / (self._size[0] * _SCREEN_DPI), 0.2)

    def _start(self) -> None:
        """Set every page to its size and draw anew what is in sight."""
        self._round += 1
        self._drawn.clear()
        scale = self._scale() * _SCREEN_DPI
        self._percent.setText(f"{self._scale():.0%}")
        for page in self._pages:
            page.setFixedSize(round(self._size[0] * scale), round(self._size[1] * scale))
        self._soon.start()

    def _scrolled(self) -> None:
        self._soon.start()

    def _draw_visible(self) -> None:
        top = self._area.verticalScrollBar().value()
        bottom = top + self._area.viewport().height()
        visible = [
            number
            for number, page in enumerate(self._pages)
            if page.y() < bottom and page.y() + page.height() > top
        ]
        if visible:
            self.page_shown.emit(visible[0])
        for number in visible:
            if number not in self._drawn:
                self._drawn.add(number)
                self._draw(number)
        shown = self._thumbs.viewport().rect()
        for number in range(self._thumbs.count()):
            place = self._thumbs.visualItemRect(self._thumbs.item(number))
            if number not in self._thumbed and place.intersects(shown):
                self._thumbed.add(number)
                self._draw_thumb(number)

    def _draw_thumb(self, number: int) -> None:
        render, ratio = self._render, self.devicePixelRatioF()
        if render is None or self._thumbs.isHidden():
            return

        def show(picture: Image.Image) -> None:
            item = self._thumbs.item(number)
            if render is self._render and item is not None:
                item.setIcon(QIcon(to_pixmap(picture, ratio)))

        self._execute(lambda: render(number, _THUMB_DPI * ratio), show, self.failed.emit)

    def _draw(self, number: int) -> None:
        render, turn = self._render, self._round
        if render is None:
            return
        dpi = self._scale() * _SCREEN_DPI * self.devicePixelRatioF()
        self._execute(
            lambda: (turn, number, dpi, render(number, dpi)),
            self._arrived,
            self.failed.emit,
        )

    def _arrived(self, arrival: tuple[int, int, float, Image.Image]) -> None:
        turn, number, dpi, picture = arrival
        if turn != self._round:
            return
        size = (picture.width / dpi, picture.height / dpi)
        drawn = to_pixmap(picture, self.devicePixelRatioF())
        self._pages[number].setPixmap(drawn)
        if abs(size[0] - self._size[0]) > 0.1:  # noqa: PLR2004 - inches: paper other than assumed
            self._size = size
            self._start()
        else:
            self._pages[number].setFixedSize(drawn.deviceIndependentSize().toSize())

"""Pages of a document to look at before printing; only what is in sight is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.documents.preview import Found
from desktop.gui.rows_model import Executor, immediately
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.pdf_thumbnails import Render, Thumbnails, to_pixmap
from desktop.gui.widgets.text import Text

_A4 = (8.27, 11.69)
_ZOOMS = (0.4, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_SCREEN_DPI = 96.0
_BEFORE_ZOOM = 2
"""Place in the bar after the number of pages and the stretch."""
_CURRENT, _OTHERS = QColor("#FFB74D"), QColor("#FFF3B0")
"""Of words that were looked for; like a marker pen on white paper, in both themes."""


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
        self._scaled = 0.0
        self._round = 0
        self._pages: list[QLabel] = []
        self._drawn: set[int] = set()
        self._found: Sequence[Found] = ()
        self._current: Found | None = None
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
        self._found, self._current = (), None
        for page in self._pages:
            page.deleteLater()
        self._pages = []
        for number in range(page_count):
            page = QLabel()
            page.setProperty("panel", "page")
            page.setAccessibleName(f"第 {number + 1} 页")
            page.setScaledContents(True)  # what was drawn for another size fits till it is redrawn
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self._pages.append(page)
        self._thumbs.show_document(page_count, render)
        self._count.setText(f"共 {page_count} 页")
        self._start()

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a control above the pages, left of the zoom."""
        self._bar.insertWidget(_BEFORE_ZOOM, widget)

    def go_to(self, page: int) -> None:
        """Bring a page, from 0, to the top."""
        if 0 <= page < len(self._pages):
            self._area.verticalScrollBar().setValue(self._pages[page].y() - tokens().s)

    def mark(self, found: Sequence[Found], current: Found | None) -> None:
        """Mark where words stand, the current place strongest and in sight."""
        self._found, self._current = found, current
        self._start()
        if current is not None and current.boxes and current.page < len(self._pages):
            page = self._pages[current.page]
            top = page.y() + round(current.boxes[0][1] * page.height())
            self._area.verticalScrollBar().setValue(top - self._area.viewport().height() // 3)

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
        if event.type() == QEvent.Type.Resize:
            if self._scale() == self._scaled:  # no more than a scroll bar came or went
                self._soon.start()
            else:
                self._start()
        if isinstance(event, QWheelEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control:
                self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        bar = self._bar = QHBoxLayout()
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
        self._thumbs = Thumbnails(self._execute)
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
        # as if there were a scroll bar: where it came and went the page would change its size
        bar = self._area.verticalScrollBar().sizeHint().width()
        room = self._area.maximumViewportSize().width() - bar - 2 * tokens().m - 4
        return max(room / (self._size[0] * _SCREEN_DPI), 0.2)

    def _start(self) -> None:
        """Set every page to its size and draw anew what is in sight."""
        self._round += 1
        self._drawn.clear()
        self._scaled = self._scale()
        scale = self._scaled * _SCREEN_DPI
        self._percent.setText(f"{self._scaled:.0%}")
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
        self._thumbs.draw_visible(self.failed.emit)

    def _draw(self, number: int) -> None:
        render, turn = self._render, self._round
        if render is None:
            return
        # whole, or what the page measures would be another size each time; down, to fit
        dpi = int(self._scale() * _SCREEN_DPI * self.devicePixelRatioF())
        self._execute(
            lambda _: (turn, number, dpi, render(number, dpi)),
            self._arrived,
            self.failed.emit,
        )

    def _arrived(self, arrival: tuple[int, int, float, Image.Image]) -> None:
        turn, number, dpi, picture = arrival
        if turn != self._round:
            return
        size = (picture.width / dpi, picture.height / dpi)
        drawn = to_pixmap(picture, self.devicePixelRatioF())
        self._paint_marks(drawn, number)
        self._pages[number].setPixmap(drawn)
        if abs(size[0] - self._size[0]) > 0.1:  # noqa: PLR2004 - inches: paper other than assumed
            self._size = size
            self._start()
        else:
            self._pages[number].setFixedSize(drawn.deviceIndependentSize().toSize())

    def _paint_marks(self, drawn: QPixmap, number: int) -> None:
        size = drawn.deviceIndependentSize()
        painter = QPainter(drawn)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for found in self._found:
            colour = _CURRENT if found is self._current else _OTHERS
            for left, top, right, bottom in found.boxes if found.page == number else ():
                place = QRectF(left, top, right - left, bottom - top)
                painter.fillRect(
                    QRectF(
                        place.x() * size.width(),
                        place.y() * size.height(),
                        place.width() * size.width(),
                        place.height() * size.height(),
                    ),
                    colour,
                )
        painter.end()

"""A photo as large as the window has room for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog


class PictureDialog(WideDialog):
    """Shows a picture over the whole width, never larger than it is; what is too tall scrolls."""

    def __init__(self, title: str, picture: QImage, parent: QWidget | None = None) -> None:
        super().__init__(QSize(70, 56) * tokens().body, parent)
        self.setWindowTitle(title)
        self._picture = QPixmap.fromImage(picture)
        self.picture = QLabel()
        self.picture.setAccessibleName(title)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.picture)
        self._area.viewport().installEventFilter(self)
        self.body.addWidget(Text(title, "title", wrap=True))
        self.body.addWidget(self._area, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", "primary", on_click=self.accept))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the picture anew when there is other room for it."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        # as if there were a scroll bar: where it came and went the picture would change its size
        bar = self._area.verticalScrollBar().sizeHint().width()
        room = self._area.maximumViewportSize().width() - bar
        width = min(round(room * ratio), self._picture.width())
        if width == self.picture.pixmap().width():
            return
        fitted = self._picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        self.picture.setPixmap(fitted)

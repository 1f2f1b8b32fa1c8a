"""A photo as large as the window has room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
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
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setWidget(self.picture)
        self.body.addWidget(Text(title, "subtitle", wrap=True))
        self.body.addWidget(self._area, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", "primary", on_click=self.accept))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture anew."""
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        width = min(round(self._area.viewport().width() * ratio), self._picture.width())
        fitted = self._picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        self.picture.setPixmap(fitted)

"""One indicator, drawn by hand in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.theme import Kind, tokens


def _font(widget: QWidget, pixels: int, *, bold: bool = False) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


class Ring(QWidget):
    """One indicator: a ring filled by `fraction`, its value in words, label and caption.

    A press (mouse, Enter or space) sends `clicked`: every number opens its rows.
    """

    clicked = Signal()

    def __init__(self, label: str, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._caption = label, caption
        self._fraction, self._value = 0.0, "—"
        self._kind: Kind = "neutral"
        self._goal: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)

    def set_label(self, label: str) -> None:
        """Say what is counted."""
        self._label = label
        self.setAccessibleName(f"{label} {self._value}")
        self.update()

    def show_value(
        self,
        fraction: float,
        value: str,
        kind: Kind,
        *,
        caption: str | None = None,
        goal: float | None = None,
    ) -> None:
        """Show `fraction` (0 to 1) as `value`, e.g. (0.3421, "34.2%", "success", goal=0.3)."""
        self._fraction = min(max(fraction, 0.0), 1.0)
        self._value, self._kind, self._goal = value, kind, goal
        if caption is not None:
            self._caption = caption
        self.setAccessibleName(f"{self._label} {value}")
        self.setAccessibleDescription(self._caption)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for ring and words side by side."""
        side = 2 * tokens().row + tokens().l
        return QSize(side * 2 + 40, side)

    def minimumSizeHint(self) -> QSize:
        """Return room for the ring and a few characters."""
        return QSize(self.sizeHint().height() + 100, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring at the left, the words at the right."""
        theme = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.height() - 8
        box = QRectF(4, 4, side, side)
        self._draw_ring(painter, box.adjusted(5, 5, -5, -5))
        painter.setPen(QColor(theme.text))
        painter.setFont(_font(self, theme.subtitle + 2, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._value)
        words = QRectF(
            box.right() + theme.m, 0, self.width() - box.right() - theme.m, self.height()
        )
        upper = words.adjusted(0, 0, 0, -self.height() / 2 - 2)
        lower = words.adjusted(0, self.height() / 2 + 2, 0, 0)
        painter.setFont(_font(self, theme.body, bold=True))
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(upper, bottom | Qt.TextFlag.TextWordWrap, self._label)
        painter.setFont(_font(self, theme.caption))
        painter.setPen(QColor(theme.muted))
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(lower, top | Qt.TextFlag.TextWordWrap, self._caption)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.radius, theme.radius)
        painter.end()

    def _draw_ring(self, painter: QPainter, box: QRectF) -> None:
        theme = tokens()
        pen = QPen(QColor(theme.sunken), 9)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, 0, 360 * 16)
        if self._fraction > 0:
            pen.setColor(QColor(theme.of_kind(self._kind)[0]))
            painter.setPen(pen)
            painter.drawArc(box, 90 * 16, -round(self._fraction * 360 * 16))
        if self._goal is not None:
            mark = QPen(QColor(theme.text), 2)
            mark.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.save()
            painter.setPen(mark)
            painter.translate(box.center())
            painter.rotate(self._goal * 360)
            radius = box.width() / 2
            painter.drawLine(QPointF(0, -radius - 6), QPointF(0, -radius + 6))
            painter.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the rows behind the number."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the rows behind the number."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

"""Indicator rings and columns by month, drawn by hand in the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

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
            painter.setPen(QPen(QColor(theme.border_strong), 1))
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
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the rows behind the number."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True)
class Series:
    """One part of every column, e.g. a theme; `values` in order of the columns."""

    name: str
    values: Sequence[float]


class BarChart(QWidget):
    """Stacked columns, one per label (month); a legend below, figures under the mouse."""

    bar_clicked = Signal(int)
    """The place of the column in `labels`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: Sequence[str] = ()
        self._series: Sequence[Series] = ()
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setMinimumHeight(180)

    def show_data(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        """Draw these columns."""
        self._labels, self._series = tuple(labels), tuple(series)
        said = "；".join(f"{label} {self.total(at):g}" for at, label in enumerate(labels))
        self.setAccessibleDescription(said)
        self.update()

    def total(self, at: int) -> float:
        """Return the height of a column."""
        return sum(part.values[at] for part in self._series)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(480, 240)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw grid, columns and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font(self, tokens().caption))
        if self._labels:
            plot = self._plot()
            top = _round_up(max(self.total(at) for at in range(len(self._labels))))
            self._draw_grid(painter, plot, top)
            for at in range(len(self._labels)):
                self._draw_bar(painter, plot, at, top)
            self._draw_legend(painter)
        painter.end()

    def _line(self) -> int:
        return tokens().caption + 8

    def _legend_rows(self) -> list[list[tuple[int, str]]]:
        rows: list[list[tuple[int, str]]] = [[]]
        used = 0
        metrics = self.fontMetrics()
        for number, part in enumerate(self._series):
            width = metrics.horizontalAdvance(part.name) + 30
            if rows[-1] and used + width > self.width() - 36:
                rows.append([])
                used = 0
            rows[-1].append((number, part.name))
            used += width
        return rows

    def _plot(self) -> QRectF:
        below = self._line() * (1 + len(self._legend_rows())) + tokens().s
        return QRectF(36, 8, self.width() - 40, self.height() - 8 - below)

    def _draw_grid(self, painter: QPainter, plot: QRectF, top: float) -> None:
        theme = tokens()
        for step in range(5):
            y = plot.bottom() - plot.height() * step / 4
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.faint))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 10, 30, 20), side, f"{top * step / 4:g}")

    def _draw_bar(self, painter: QPainter, plot: QRectF, at: int, top: float) -> None:
        theme = tokens()
        slot = plot.width() / len(self._labels)
        width = min(slot * 0.56, 36)
        left = plot.left() + slot * at + (slot - width) / 2
        y = plot.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        for number, part in enumerate(self._series):
            height = plot.height() * part.values[at] / top
            painter.setBrush(QColor(theme.series[number % len(theme.series)]))
            y -= height
            gap = 1 if height > 2 else 0  # noqa: PLR2004 - a hair between parts, if there is room
            painter.drawRoundedRect(QRectF(left, y + gap, width, height - gap), 2, 2)
        painter.setPen(QColor(theme.muted))
        below = QRectF(plot.left() + slot * at, plot.bottom() + 4, slot, self._line())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._labels[at])

    def _draw_legend(self, painter: QPainter) -> None:
        theme = tokens()
        rows = self._legend_rows()
        y = self.height() - self._line() * len(rows)
        for row in rows:
            x = 36.0
            for number, name in row:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.series[number % len(theme.series)]))
                painter.drawRoundedRect(QRectF(x, y + self._line() / 2 - 5, 10, 10), 3, 3)
                painter.setPen(QColor(theme.muted))
                place = QRectF(x + 15, y, self.width(), self._line())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
                x += self.fontMetrics().horizontalAdvance(name) + 30
            y += self._line()

    def _bar_at(self, x: float) -> int | None:
        plot = self._plot()
        if not self._labels or not plot.left() <= x < plot.right():
            return None
        return int((x - plot.left()) / (plot.width() / len(self._labels)))

    def event(self, event: QEvent) -> bool:
        """Show the figures of the column under the mouse."""
        if isinstance(event, QHelpEvent):
            at = self._bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if at is None else self._figures(at), self)
            return True
        return super().event(event)

    def _figures(self, at: int) -> str:
        parts = [f"{part.name} {part.values[at]:g}" for part in self._series if part.values[at]]
        return "\n".join([f"{self._labels[at]} 共 {self.total(at):g}", *parts])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which column was pressed."""
        at = self._bar_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.bar_clicked.emit(at)


def _round_up(value: float) -> float:
    """Return the next 4, 8, 20, 40, 80, 200, …: a top that divides into four round steps."""
    step = 1.0
    while True:
        for nice in (4, 8, 20):
            if value <= nice * step:
                return nice * step
        step *= 10

"""Columns by month, drawn by hand in the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.gui.theme import tokens


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
        font = QFont(self.font())
        font.setPixelSize(tokens().caption)
        painter.setFont(font)
        if self._labels:
            plot = self._plot()
            top = _round_up(max(self.total(at) for at in range(len(self._labels))))
            self._draw_grid(painter, plot, top)
            for at in range(len(self._labels)):
                self._draw_bar(painter, plot, at, top)
            self._draw_legend(painter)
        painter.end()

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
        below = _line() * (1 + len(self._legend_rows())) + tokens().s
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
        below = QRectF(plot.left() + slot * at, plot.bottom() + 4, slot, _line())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._labels[at])

    def _draw_legend(self, painter: QPainter) -> None:
        theme = tokens()
        rows = self._legend_rows()
        y = self.height() - _line() * len(rows)
        for row in rows:
            x = 36.0
            for number, name in row:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.series[number % len(theme.series)]))
                painter.drawRoundedRect(QRectF(x, y + _line() / 2 - 5, 10, 10), 3, 3)
                painter.setPen(QColor(theme.muted))
                place = QRectF(x + 15, y, self.width(), _line())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
                x += self.fontMetrics().horizontalAdvance(name) + 30
            y += _line()

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


def _line() -> int:
    return tokens().caption + 8


def _round_up(value: float) -> float:
    """Return the next 4, 8, 20, 40, 80, 200, …: a top that divides into four round steps."""
    step = 1.0
    while True:
        for nice in (4, 8, 20):
            if value <= nice * step:
                return nice * step
        step *= 10

"""Columns by month, drawn by hand in the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
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
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.gui.theme import tokens


@dataclass(frozen=True)
class Series:
    """One part of every column, e.g. a theme; `values` in order of the columns."""

    name: str
    values: Sequence[float]


class BarChart(QWidget):
    """Stacked columns, one per label (month); a legend below, figures under the mouse.

    With the keys: left and right choose a column, up and down a part of it, Enter picks.
    """

    picked = Signal(object, object)
    """(place in `labels`, place in the series) of what was pressed; None: all of them."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: Sequence[str] = ()
        self._series: Sequence[Series] = ()
        self._column: int | None = None
        self._part: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setMinimumHeight(180)

    def show_data(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        """Draw these columns."""
        self._labels, self._series = tuple(labels), tuple(series)
        self._column = self._part = None
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
            step, count = self._scale()
            self._draw_grid(painter, plot, step, count)
            for at in range(len(self._labels)):
                self._draw_bar(painter, plot, at, step * count)
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
        above = _line()  # the figure over the highest column
        return QRectF(36, above, self.width() - 40, self.height() - above - below)

    def _scale(self) -> tuple[float, int]:
        return steps(max(self.total(at) for at in range(len(self._labels))))

    def _draw_grid(self, painter: QPainter, plot: QRectF, step: float, count: int) -> None:
        theme = tokens()
        for at in range(count + 1):
            y = round(plot.bottom() - plot.height() * at / count) + 0.5  # sharp, not over two rows
            painter.setPen(QPen(QColor(theme.border if at else theme.border_strong), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.faint))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 10, 30, 20), side, f"{step * at:g}")

    def _draw_bar(self, painter: QPainter, plot: QRectF, at: int, top: float) -> None:
        theme = tokens()
        slot = plot.width() / len(self._labels)
        width = min(slot * 0.56, 44)
        left = plot.left() + slot * at + (slot - width) / 2
        y = plot.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        for number, part in enumerate(self._series):
            height = plot.height() * part.values[at] / top
            painter.setBrush(QColor(theme.series[number % len(theme.series)]))
            y -= height
            gap = 1 if height > 2 else 0  # noqa: PLR2004 - a hair between parts, if there is room
            painter.drawRoundedRect(QRectF(left, y + gap, width, height - gap), 2, 2)
        if at == self._column and self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left - 5, plot.top(), width + 10, plot.height()), 4, 4)
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.setPen(QColor(theme.muted))
        below = QRectF(plot.left() + slot * at, plot.bottom() + 4, slot, _line())
        painter.drawText(below, centre, self._labels[at])
        if self.total(at):
            painter.setPen(QColor(theme.text))
            over = QRectF(plot.left() + slot * at, y - _line(), slot, _line())
            painter.drawText(over, centre, f"{self.total(at):g}")

    def _legend(self) -> list[tuple[QRectF, int, str]]:
        """Return where each name of the legend stands, with its series."""
        rows = self._legend_rows()
        found = []
        y = self.height() - _line() * len(rows)
        for row in rows:
            x = 36.0
            for number, name in row:
                width = self.fontMetrics().horizontalAdvance(name) + 30
                found.append((QRectF(x, y, width - 8, _line()), number, name))
                x += width
            y += _line()
        return found

    def _draw_legend(self, painter: QPainter) -> None:
        theme = tokens()
        for box, number, name in self._legend():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.series[number % len(theme.series)]))
            painter.drawRoundedRect(QRectF(box.x(), box.center().y() - 5, 10, 10), 3, 3)
            painter.setPen(QColor(theme.muted))
            place = QRectF(box.x() + 15, box.y(), self.width(), _line())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

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
        """Tell what was pressed: a part of a column, a column, or a name of the legend."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        named = self._named_at(place)
        at = self._bar_at(place.x()) if place.y() < self._plot().bottom() + _line() else None
        if named is not None:
            self._pick(None, named)
        elif at is not None:
            self._pick(at, self._part_at(at, place.y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrows, pick with Enter or space."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._labels:
            columns, series = step
            self._column = _moved(self._column, columns, len(self._labels))
            self._part = _moved(self._part, series, len(self._series)) if series else None
            self._say_chosen()
        elif event.key() in _ENTER and self._column is not None:
            self._pick(self._column, self._part)
        else:
            super().keyPressEvent(event)

    def _pick(self, at: int | None, part: int | None) -> None:
        shown = [
            row.values[column]
            for number, row in enumerate(self._series)
            for column in range(len(self._labels))
            if part in {None, number} and at in {None, column}
        ]
        if sum(shown):
            self.picked.emit(at, part)

    def _say_chosen(self) -> None:
        assert self._column is not None  # noqa: S101 - a step has just chosen it
        part = None if self._part is None else self._series[self._part]
        words = self._figures(self._column)
        if part is not None:
            words = f"{self._labels[self._column]} {part.name} {part.values[self._column]:g}"
        self.setAccessibleDescription(words)
        slot = self._plot().width() / len(self._labels)
        corner = QPoint(round(self._plot().left() + slot * self._column), 8)
        QToolTip.showText(self.mapToGlobal(corner), words, self)
        self.update()

    def _named_at(self, place: QPointF) -> int | None:
        for box, number, _ in self._legend():
            if box.contains(place):
                return number
        return None

    def _part_at(self, at: int, y: float) -> int | None:
        plot = self._plot()
        step, count = self._scale()
        scale = plot.height() / (step * count)
        height = (plot.bottom() - y) / scale
        for number, part in enumerate(self._series):
            height -= part.values[at]
            if height <= 0:
                return number if part.values[at] else None
        return None


_MOST_STEPS = 5
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def _moved(at: int | None, step: int, count: int) -> int | None:
    if not count:
        return None
    if at is None:
        return 0 if step >= 0 else count - 1
    return min(max(at + step, 0), count - 1)


def _line() -> int:
    return tokens().caption + 8


def steps(most: float) -> tuple[float, int]:
    """Return a round step and how many of it, at most five, reach `most`."""
    unit = 1.0
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            count = max(1, ceil(most / step))
            if count <= _MOST_STEPS:
                return step, count
        unit *= 10

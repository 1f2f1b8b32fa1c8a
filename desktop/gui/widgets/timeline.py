"""How far something has come: 已生成 → 已送出 → 已签收."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.icons import pixmap
from desktop.gui.theme import Kind, tokens

StepState = Literal["done", "current", "todo", "problem"]

_KIND: dict[StepState, Kind] = {
    "done": "success",
    "current": "info",
    "todo": "neutral",
    "problem": "danger",
}
_ICON: dict[StepState, str] = {"done": "check", "current": "clock", "problem": "alert-triangle"}
_SAID: dict[StepState, str] = {
    "done": "已完成",
    "current": "进行中",
    "todo": "未开始",
    "problem": "有问题",
}


@dataclass(frozen=True)
class Step:
    """One step: a word, a line below it (a date, "缺第 7 包"), and its state."""

    title: str
    detail: str = ""
    state: StepState = "todo"


class Timeline(QWidget):
    """Steps from left to right, joined by a line that is coloured as far as things have come."""

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setAccessibleName(
            "，".join(f"{step.title} {_SAID[step.state]} {step.detail}" for step in steps),
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for a dot and two lines."""
        theme = tokens()
        return QSize(120 * len(self._steps), 24 + theme.body + theme.caption + 30)

    def minimumSizeHint(self) -> QSize:
        """Return the same height, narrower."""
        return QSize(80 * len(self._steps), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw line, dots and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = self.width() / max(len(self._steps), 1)
        for at, step in enumerate(self._steps):
            centre = QPointF(slot * at + slot / 2, 16)
            if at:
                passed = step.state != "todo"
                colour = tokens().success if passed else tokens().border_strong
                painter.setPen(QPen(QColor(colour), 2))
                before = QPointF(centre.x() - slot + 18, centre.y())
                painter.drawLine(before, QPointF(centre.x() - 18, centre.y()))
            self._draw_step(painter, step, centre, slot)
        painter.end()

    def _draw_step(self, painter: QPainter, step: Step, centre: QPointF, slot: float) -> None:
        theme = tokens()
        kind = _KIND[step.state]
        colour, soft = theme.of_kind(kind)
        painter.setPen(QPen(QColor(theme.border_strong if kind == "neutral" else colour), 1.5))
        painter.setBrush(QColor(theme.surface if kind == "neutral" else soft))
        painter.drawEllipse(centre, 12, 12)
        name = _ICON.get(step.state)
        if name is not None:
            picture = pixmap(name, colour=kind, size=14, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPointF(centre.x() - 7, centre.y() - 7), picture)
        font = QFont(self.font())
        font.setPixelSize(theme.body)
        font.setBold(step.state in {"current", "problem"})
        painter.setFont(font)
        painter.setPen(QColor(theme.text if step.state != "todo" else theme.muted))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        left = centre.x() - slot / 2
        painter.drawText(QRectF(left, 34, slot, theme.body + 10), middle, step.title)
        font.setPixelSize(theme.caption)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(theme.danger if step.state == "problem" else theme.muted))
        below = QRectF(left, 38 + theme.body, slot, theme.caption + 10)
        painter.drawText(below, middle, step.detail)

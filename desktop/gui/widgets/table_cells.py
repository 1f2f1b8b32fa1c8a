"""How a cell is drawn: text as it is, a state as a chip."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from desktop.gui.rows_model import KIND_ROLE, WAITING
from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.text import folded

_BAR = 3
"""Pixels; the mark at the left edge of a chosen row."""


class CellDelegate(QStyledItemDelegate):
    """Draws cells with a kind as badges; what has not arrived yet is faint; marks chosen rows."""

    def initStyleOption(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Drop the text of badges, no focus frame around single cells."""
        super().initStyleOption(option, index)
        # the stubs know these public fields of Qt only as read-only attributes of the option
        text: str = option.text  # type: ignore[attr-defined]
        if text == WAITING:
            option.palette.setColor(  # type: ignore[attr-defined]
                QPalette.ColorRole.Text,
                QColor(tokens().faint),
            )
        if index.data(KIND_ROLE) is not None:
            option.text = ""  # type: ignore[attr-defined]

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell, then its badge."""
        super().paint(painter, option, index)
        self._mark(painter, option, index)
        kind: Kind | None = index.data(KIND_ROLE)
        if kind is not None:
            cell = QRectF(option.rect)  # type: ignore[attr-defined]
            draw_badge(painter, cell, index.data(), kind)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Say what the column tells of the row, else the words that the cell has no room for."""
        words = index.data(Qt.ItemDataRole.ToolTipRole) or ""
        needed = self.sizeHint(option, index).width()
        if not words and needed > option.rect.width():  # type: ignore[attr-defined]
            words = index.data() or ""
        QToolTip.showText(event.globalPos(), folded(words), view)
        return True

    def _mark(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the accent where a chosen row begins: its ground alone is quiet."""
        table = self.parent()
        chosen = QStyle.StateFlag.State_Selected in option.state  # type: ignore[attr-defined]
        if not (chosen and isinstance(table, QTableView)):
            return
        if table.horizontalHeader().sectionPosition(index.column()) == 0:
            row = QRectF(option.rect)  # type: ignore[attr-defined]
            row.setWidth(_BAR)
            painter.fillRect(row, QColor(tokens().accent_text))


def draw_badge(painter: QPainter, cell: QRectF, text: str, kind: Kind) -> None:
    """Draw a chip at the left of `cell`, cut to its width."""
    theme = tokens()
    colour, soft = theme.of_kind(kind)
    font = QFont(painter.font())
    font.setPixelSize(theme.caption)
    metrics = QFontMetricsF(font)
    room = cell.width() - 4 * theme.s
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    height = metrics.height() + 4
    chip = QRectF(
        cell.left() + theme.s,
        cell.center().y() - height / 2,
        metrics.horizontalAdvance(shown) + 2 * theme.s,
        height,
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(soft))
    painter.drawRoundedRect(chip, theme.radius_small, theme.radius_small)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()

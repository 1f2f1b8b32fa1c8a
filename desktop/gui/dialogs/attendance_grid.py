"""The table that a sheet is typed into: arrows move, space marks, digits are times."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.gui.dialogs.attendance_model import TYPED, At, AttendanceModel
from desktop.gui.theme import LIGHT, tokens
from desktop.gui.widgets.table_cells import CellDelegate

_WIDTHS = (48, 110, 130, 150, 84, 68, 68, 76)
_LONGEST = 8


class _TimeDelegate(CellDelegate):
    """A short line to type a time into."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
    ) -> QWidget:
        """Return the line."""
        line = QLineEdit(parent)
        line.setMaxLength(_LONGEST)
        line.setStyleSheet("min-height: 0; padding: 0 4px; border-radius: 0;")
        line.setAccessibleName("时间或小时数")
        return line

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell, and a frame around the one that the keys go to."""
        super().paint(painter, option, index)
        table = self.parent()
        if isinstance(table, QTableView) and table.hasFocus() and table.currentIndex() == index:
            painter.save()
            painter.setPen(QPen(QColor(tokens().accent), 1.5))
            frame = QRectF(option.rect).adjusted(2, 2, -2, -3)  # type: ignore[attr-defined]
            painter.drawRoundedRect(frame, 4, 4)
            painter.restore()


class AttendanceGrid(QTableView):
    """Shows an `AttendanceModel`; everything is done by keys, or a double click on the word."""

    def __init__(self, model: AttendanceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(_TimeDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("签到表")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens().row - 4)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, width in enumerate(_WIDTHS):
            self.setColumnWidth(at, width * tokens().body // LIGHT.body)
        header.setSectionResizeMode(At.BRANCH, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self.to_top)
        self.clicked.connect(self._clicked)

    def to_top(self) -> None:
        """Put the cursor on the first line's word."""
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, At.PRESENCE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark on space, clear on delete, type on digits, move down on Enter."""
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # Enter, which the time's line has heard already and passes on
        elif not index.isValid() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self._rows.cycle(index.row())
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._rows.clear(index.row())
        elif event.text().isdigit():
            self._type(index, event.text())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._down(index)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Move down once a time was taken with Enter."""
        index = self.currentIndex()
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down(index)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == At.PRESENCE:
            self._rows.cycle(index.row())

    def _type(self, index: QModelIndex, digit: str) -> None:
        """Open the time's line with the digit; from any other column that is 签到."""
        column = index.column() if index.column() in TYPED else At.CHECK_IN
        target = self._rows.index(index.row(), column)
        self.setCurrentIndex(target)
        self.edit(target)
        line = self.viewport().findChild(QLineEdit)
        if isinstance(line, QLineEdit):
            line.setText(digit)
            line.deselect()
            line.end(False)

    def _down(self, index: QModelIndex) -> None:
        below = self._rows.index(index.row() + 1, index.column())
        if below.isValid():
            self.setCurrentIndex(below)

"""The table that a sheet is typed into: arrows move, space marks, digits are times."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.gui.dialogs.attendance_model import TYPED, At, AttendanceModel
from desktop.gui.widgets.entry_grid import EntryGrid

_WIDTHS = (48, 110, 130, 150, 84, 68, 68, 92)


class AttendanceGrid(EntryGrid):
    """Shows an `AttendanceModel`; everything is done by keys, or a double click on the word."""

    def __init__(self, model: AttendanceModel, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, start=At.PRESENCE, stretch=At.BRANCH, parent=parent)
        self._rows = model
        self.setAccessibleName("签到表")
        self.clicked.connect(self._clicked)

    def press(self, index: QModelIndex, event: QKeyEvent) -> bool:
        """Mark on space, clear the line on delete, type on digits."""
        if not index.isValid():
            return False
        if event.key() == Qt.Key.Key_Space:
            self._rows.cycle(index.row())
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._rows.clear(index.row())
        elif event.text().isdigit():
            column = index.column() if index.column() in TYPED else At.CHECK_IN
            self.type_into(index.siblingAtColumn(column), event.text())
        else:
            return super().press(index, event)
        return True

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == At.PRESENCE:
            self._rows.cycle(index.row())

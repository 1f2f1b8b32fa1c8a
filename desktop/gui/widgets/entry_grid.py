"""A table to type into, as a spreadsheet is: Enter goes down, Tab on to the next cell to fill."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.gui.theme import LIGHT, tokens
from desktop.gui.widgets.table_cells import CellDelegate

Hint = QAbstractItemDelegate.EndEditHint
Index = QModelIndex | QPersistentModelIndex


class EntryModel(QAbstractTableModel):
    """What the grid shows: columns with `titles`, of which some are `typed` into."""

    titles: ClassVar[Sequence[str]]
    typed: ClassVar[Collection[int]]

    drafted = Signal()
    """What stands there has changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataChanged.connect(self.drafted)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the columns that are typed into be typed into."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in self.typed:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags


class EntryGrid(QTableView):
    """Shows a model whose editable columns are filled by keys, or pasted from a spreadsheet.

    `start` is the column where the cursor begins, `stretch` the one that takes spare room.
    """

    def __init__(
        self,
        model: QAbstractTableModel,
        widths: Sequence[int],
        *,
        start: int,
        stretch: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._start = start
        self.setModel(model)
        self.setItemDelegate(_LineDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens().row - 4)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width * tokens().body // LIGHT.body)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self.to_top)

    def to_top(self) -> None:
        """Put the cursor on the first line."""
        self.go_to(0)

    def go_to(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a line, in the column where it begins unless another is given."""
        self._go(self.model().index(row, self._start if column is None else column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move down on Enter, clear on Delete, paste on Ctrl+V."""
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # Enter, which the cell's line has heard already and passes on
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.press(
            index, event
        ):
            super().keyPressEvent(event)

    def press(self, index: QModelIndex, event: QKeyEvent) -> bool:
        """Do what a key without Ctrl or Shift does in a cell; False: nothing of its own."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go(index.siblingAtRow(index.row() + 1))
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and _editable(index):
            self.model().setData(index, "")
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Fill cells from the cursor on: lines go down, tabs go right, read-only cells stay."""
        first, model = self.currentIndex(), self.model()
        with QSignalBlocker(model):  # told once: whoever listens looks through all the lines
            for down, line in enumerate(text.rstrip("\r\n").splitlines()):
                for right, words in enumerate(line.split("\t")):
                    cell = first.sibling(first.row() + down, first.column() + right)
                    if _editable(cell):
                        model.setData(cell, words.strip())
        last = model.index(model.rowCount() - 1, model.columnCount() - 1)
        model.dataChanged.emit(model.index(0, 0), last)

    def finish(self) -> None:
        """Take what stands in the line of an open cell, and close it; the cursor stays."""
        if self.state() == QAbstractItemView.State.EditingState:
            line = self.indexWidget(self.currentIndex())
            self.commitData(line)
            self.closeEditor(line, Hint.NoHint)

    def type_into(self, index: QModelIndex, text: str) -> None:
        """Open a cell's line with what was typed in place of what it held."""
        self.setCurrentIndex(index)
        self.edit(index)
        line = self.viewport().findChild(QLineEdit)
        if isinstance(line, QLineEdit):
            line.setText(text)
            line.deselect()
            line.end(False)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Move on once a cell was taken: down with Enter, to the next one to fill with Tab."""
        index = self.currentIndex()
        step = {Hint.EditNextItem: 1, Hint.EditPreviousItem: -1}.get(hint)
        super().closeEditor(editor, Hint.NoHint if step else hint)
        if hint == Hint.SubmitModelCache:
            self._go(index.siblingAtRow(index.row() + 1))
        elif step:
            self._go(_next_editable(index, step))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.setCurrentIndex(index)


class _LineDelegate(CellDelegate):
    """A line to type into; the cell that the keys go to has a frame."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Return the line."""
        line = QLineEdit(parent)
        line.setStyleSheet("min-height: 0; padding: 0 4px; border-radius: 0;")
        title = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        line.setAccessibleName(str(title))
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
            painter.setPen(QPen(QColor(tokens().focus), 1.5))
            frame = QRectF(option.rect).adjusted(2, 2, -2, -3)  # type: ignore[attr-defined]
            painter.drawRoundedRect(frame, 4, 4)
            painter.restore()


def _editable(index: QModelIndex) -> bool:
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)


def _next_editable(index: QModelIndex, step: int) -> QModelIndex:
    """Return the next cell to fill, or the one before; an invalid one at the end."""
    columns = index.model().columnCount()
    at = index.row() * columns + index.column() + step
    while 0 <= at < index.model().rowCount() * columns:
        cell = index.sibling(at // columns, at % columns)
        if _editable(cell):
            return cell
        at += step
    return QModelIndex()

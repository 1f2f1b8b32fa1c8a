"""The one table of the product."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop.gui.icons import icon
from desktop.gui.rows_model import Column, RowsModel, same_record
from desktop.gui.theme import tokens
from desktop.gui.widgets.column_memory import ColumnMemory
from desktop.gui.widgets.table_cells import CellDelegate

Row = TypeVar("Row")


@dataclass(frozen=True)
class MenuItem:
    """One line of a row's menu; `enabled` False shows it grey, with `tip` saying why."""

    text: str
    run: Callable[[], object]
    icon_name: str = ""
    enabled: bool = True
    tip: str = ""


class TableView(QTableView, Generic[Row]):
    """Shows a `RowsModel`; remembers widths, order and choice of columns in `memory`.

    Enter or a double click activates a row; the menu key or the right button opens its menu;
    the right button on the header chooses columns.
    """

    row_selected = Signal(object)
    """The row, or None when nothing is selected (any more)."""
    row_activated = Signal(object)

    def __init__(
        self,
        model: RowsModel[Row],
        memory: MutableMapping[str, str],
        name: str,
        *,
        menu: Callable[[Row], Sequence[MenuItem]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._menu = menu
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self._set_habits()
        header = self.horizontalHeader()
        self._habits = ColumnMemory(header, model.columns, memory, f"table/{name}")
        header.sortIndicatorChanged.connect(self._show_order)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.doubleClicked.connect(self._activate)
        self.empty_words = ""
        """What is said where there are no rows."""
        self._chosen: Row | None = None
        model.modelReset.connect(self._deselected)
        model.dataChanged.connect(self._follow)

    def selected_row(self) -> Row | None:
        """Return the selected row, or None."""
        chosen = self.selectionModel().selectedRows()
        return self._rows.row(chosen[0].row()) if chosen else None

    def chosen_places(self) -> frozenset[int]:
        """Return where the selected rows are, also those that are not fetched."""
        return frozenset(index.row() for index in self.selectionModel().selectedRows())

    def shown_columns(self) -> list[tuple[Column[Row], int]]:
        """Return the columns in sight with their widths in pixels, from the left."""
        header = self.horizontalHeader()
        columns = self._rows.columns
        at_place = sorted(range(len(columns)), key=header.visualIndex)
        return [
            (columns[at], header.sectionSize(at)) for at in at_place if not self.isColumnHidden(at)
        ]

    def select(self, number: int) -> None:
        """Select a row by its number and bring it into sight."""
        self.selectRow(number)
        self.scrollTo(self._rows.index(number, 0))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which row is selected now."""
        super().selectionChanged(selected, deselected)
        self._chosen = self.selected_row()
        self.row_selected.emit(self._chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Activate the row on Enter; begin with the row that the cursor is on."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._activate(self.currentIndex())
        elif (
            event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}
            and self.currentIndex().isValid()
            and not self.selectionModel().hasSelection()
        ):
            # Qt has put the cursor, unseen, on the first row; the first press must not skip it
            self.selectRow(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme's row height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.verticalHeader().setDefaultSectionSize(tokens().row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing, where there is nothing."""
        super().paintEvent(event)
        if self.empty_words and not self._rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tokens().muted))
            edge = tokens().xl
            painter.drawText(
                self.viewport().rect().adjusted(edge, edge, -edge, -edge),
                Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap,
                self.empty_words,
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room there is."""
        super().resizeEvent(event)
        self._habits.fill(self.viewport().width())

    def _set_habits(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setAccessibleName("列表")
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(tokens().row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _show_order(self, column: int) -> None:
        """Take the arrow off a column that cannot be sorted."""
        query, columns = self._rows.query, self._rows.columns
        if column >= 0 and columns[column].sort_key is None:
            keys = [known.sort_key for known in columns]
            order = (
                Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
            )
            place = keys.index(query.sort_key) if query.sort_key is not None else -1
            self.horizontalHeader().setSortIndicator(place, order)

    def _choose_columns(self, place: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def columns_menu(self) -> QMenu:
        """Return a menu that shows and hides columns; the first stays, it names the row."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for number, column in enumerate(self._rows.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.setToolTip("" if number else "第一列说明是哪一行，一直显示")
            action.toggled.connect(lambda shown, at=number: self._show_column(at, shown))
        return menu

    def _show_column(self, number: int, shown: bool) -> None:
        self.setColumnHidden(number, not shown)
        self._habits.remember()

    def _open_menu(self, place: QPoint) -> None:
        row = self._rows.row(self.indexAt(place).row()) if self.indexAt(place).isValid() else None
        if row is None or self._menu is None:
            return
        menu = row_menu(self, self._menu(row))
        menu.popup(self.viewport().mapToGlobal(place))

    def _activate(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row()) if index.isValid() else None
        if row is not None:
            self.row_activated.emit(row)

    def _deselected(self) -> None:
        self._chosen = None
        self.row_selected.emit(None)

    def _follow(self) -> None:
        """Keep the chosen row chosen when others came or went above it."""
        now, chosen = self.selected_row(), self._chosen
        if chosen is None:
            self._chosen = now  # it was selected while its page was on its way
        if chosen is None or now is None or same_record(now, chosen):
            return
        number = self._rows.number_of(chosen)
        if number is None:
            self.clearSelection()
        else:
            self.selectRow(number)


def row_menu(parent: QWidget, items: Sequence[MenuItem]) -> QMenu:
    """Return a menu of `items` that deletes itself when closed; `popup()` it."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for item in items:
        action = menu.addAction(item.text)
        if item.icon_name:
            action.setIcon(icon(item.icon_name))
        action.setEnabled(item.enabled)
        action.setToolTip(item.tip)
        action.triggered.connect(lambda _=False, run=item.run: run())
    return menu

"""The shape of most pages: a filterable list, and beside it what is known of the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import RowsModel
from desktop.gui.theme import tokens
from desktop.gui.widgets.beside import Beside
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.newcomer import Newcomer
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, EmptyState, PageHeader
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.tab_order import focus_first
from desktop.gui.widgets.table_view import MenuItem, TableView
from desktop.gui.widgets.text import Text

Row = TypeVar("Row")

_EAGER = 9
"""How much of what is left of the filters' row the search box takes before the gap does."""


@dataclass(frozen=True)
class Filter:
    """A choice above the list; `options` are (value, words), the first is the one at start."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]


class ListDetailPage(QWidget, Generic[Row]):
    """Header, filter row, table in `model`, detail pane; refreshes when one of `topics` changed.

    `detail(row)` builds the pane for a row, again whenever the row changed.
    """

    action_clicked = Signal()
    row_activated = Signal(object)
    row_selected = Signal(object)
    chosen = Signal(str, str)
    """The key and the value of a filter that the user chose."""

    def __init__(
        self,
        header: PageHeader,
        model: RowsModel[Row],
        *,
        name: str,
        memory: MutableMapping[str, str],
        empty: EmptyState,
        detail: Callable[[Row], QWidget] | None = None,
        menu: Callable[[Row], Sequence[MenuItem]] | None = None,
        filters: Sequence[Filter] = (),
        search: str = "按名称、拼音或首字母筛选",
        jobs: JobRunner | None = None,
        topics: Sequence[str] = (),
        unit: str = "条",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.header = header
        self.model = model
        self.table = TableView(model, memory, name, menu=menu)
        self._memory, self._name = memory, name
        self._build_detail = detail
        self._shown: Row | None = None
        self._topics = frozenset(topics)
        self.unit = unit
        self._empty = empty
        self._nothing = EmptyState("search", "没有符合条件的记录", "换个说法，或清空筛选条件。")
        self._error = ErrorPanel(retry="重试")
        self._notices = QVBoxLayout()
        self._stack = QStackedWidget()
        self._pane = QScrollArea()
        self.search = SearchBox(search)
        self._count = Text("", "muted")
        self._tools = QHBoxLayout()
        self._choices: dict[str, QComboBox] = {}
        self._only: Mapping[str, str] = {}
        self._sums = Text("", "muted")
        self._everything = Button("", "quiet", icon_name="x", on_click=self.show_only)
        self._everything.hide()
        self._lay_out(filters)
        self._connect(jobs)
        model.setParent(self)
        model.reload()

    def _lay_out(self, filters: Sequence[Filter]) -> None:
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        self.search.setMaximumWidth(320)
        row.addWidget(self.search, _EAGER)
        for choice in filters:
            row.addWidget(self._add_filter(choice))
        row.addWidget(self._everything)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addLayout(self._tools)
        column.addLayout(row)
        self._notices.setSpacing(space.m)
        self._notices.addWidget(self._error)
        column.addLayout(self._notices)
        for widget in (self.table, self._empty, self._nothing):
            self._stack.addWidget(widget)
        listing = Card(padded=False)
        listing.body.setContentsMargins(1, space.xs, 1, space.xs)
        listing.body.addWidget(self._stack)
        self._sums.setContentsMargins(space.m, 0, space.m, space.xs)
        self._sums.hide()
        listing.body.addWidget(self._sums)
        if self._build_detail is None:
            column.addWidget(listing, 1)
            return
        self._show_detail(None)
        column.addWidget(Beside(listing, self._pane, self._memory, f"pane/{self._name}"), 1)

    def _add_filter(self, choice: Filter) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(choice.label)
        box.setToolTip(choice.label)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMinimumWidth(7 * tokens().body)  # its longest choice must not widen the page
        box.setMaximumWidth(200)
        for value, words in choice.options:
            box.addItem(words, value)
        box.currentIndexChanged.connect(self._filter)
        box.activated.connect(lambda _: self.chosen.emit(choice.key, str(box.currentData())))
        self._choices[choice.key] = box
        return box

    def _connect(self, jobs: JobRunner | None) -> None:
        self.header.action_clicked.connect(self.action_clicked)
        self._empty.clicked.connect(self.action_clicked)
        self.search.changed.connect(self._filter)
        QShortcut(QKeySequence("F6"), self, self._cross)
        self.table.row_selected.connect(self._select)
        self.table.row_activated.connect(self.row_activated)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._fail)
        self.model.dataChanged.connect(self._rebuild_detail)
        self._error.retried.connect(self.model.reload)
        if jobs is not None:
            jobs.data_changed.connect(self._data_changed)
            Newcomer(self.model, self.table, jobs)

    def add_tool(self, widget: QWidget) -> None:
        """Put a control that is about the whole list above its right end."""
        self._tools.addWidget(widget)

    def add_notice(self, widget: QWidget) -> None:
        """Put a word that is hidden most of the time above the list."""
        self._notices.addWidget(widget)

    def filter_words(self) -> str:
        """Return which rows are shown: their number, and the filters in force."""
        words = [self._count.text()]
        words += [
            f"{box.accessibleName()}：{box.currentText()}"
            for box in self._choices.values()
            if box.currentIndex() > 0
        ]
        if self.model.query.text:
            words.append(f"含“{self.model.query.text}”")
        return "　".join(words)

    def choose(self, key: str, value: str) -> None:
        """Set a filter from outside, e.g. from a number on the front page."""
        box = self._choices[key]
        box.setCurrentIndex(box.findData(value))

    def set_options(self, key: str, options: Sequence[tuple[str, str]]) -> None:
        """Give a filter other options, keeping the chosen one where it still exists."""
        box = self._choices[key]
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for value, words in options:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.blockSignals(False)
        if box.currentData() != chosen:
            self._filter()

    def show_only(self, ids: Sequence[bytes] = ()) -> None:
        """Show just the rows with these ids, all rows when there are none.

        They are asked for with the choice `ids`, in hexadecimal, separated by commas.
        """
        choices = {"ids": ",".join(one.hex() for one in ids)} if ids else {}
        self.narrow(choices, f"{len(ids)} {self.unit}")

    def narrow(self, choices: Mapping[str, str], words: str = "") -> None:
        """Show just the rows of these choices, "只看…" in `words`; all rows when there are none.

        The filters are cleared, and a button beside them brings all rows back.
        """
        self._only = dict(choices)
        self._everything.setText(f" 只看 {words}")
        self._everything.setAccessibleName(f"只看所选的 {words}，按下显示全部")
        self._everything.setVisible(bool(choices))
        self._count.setVisible(not choices)  # the button says it, and the row may be narrow
        self.search.clear()
        for box in self._choices.values():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        choices = {key: str(box.currentData()) for key, box in self._choices.items()}
        choices |= self._only
        self.model.set_filter(self.search.text().strip(), choices)

    def _filtered(self) -> bool:
        chosen = any(box.currentIndex() > 0 for box in self._choices.values())
        return chosen or bool(self.model.query.text) or bool(self._only)

    def _loaded(self, total: int) -> None:
        self._error.show_error(None)
        number = "…" if self.model.counting else f"{total:,}"
        self._count.setText(f"共 {number} {self.unit}")
        self._sums.setText(self.model.sums)
        self._sums.setVisible(bool(self.model.sums and total))
        nothing = self._nothing if self._filtered() else self._empty
        self._stack.setCurrentWidget(self.table if total else nothing)
        alone = total == 1 or (self._only and total)
        if alone and self.table.selected_row() is None:
            self.table.select(0)  # what can be done with it shows at once

    def _fail(self, error: QingqiaoError) -> None:
        self._error.show_error(error)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & self._topics:
            self.model.refresh()

    def _select(self, row: Row | None) -> None:
        self._show_detail(row)
        self.row_selected.emit(row)

    def _cross(self) -> None:
        """Bring the keys from the list to what is known of the row, or back to the list."""
        focused = QApplication.focusWidget()
        if focused is not self.table or not focus_first(self._pane):
            focus_first(self._stack)

    def _rebuild_detail(self) -> None:
        """Show the row as it is now, leaving the eye and the keys where they were."""
        row = self.table.selected_row()
        if row == self._shown:
            return
        place = self._pane.verticalScrollBar().value()
        focused = QApplication.focusWidget()
        inside = focused is not None and self._pane.isAncestorOf(focused)
        name = focused.accessibleName() if inside and focused is not None else ""
        self._show_detail(row)
        QTimer.singleShot(0, self, lambda: self._restore(place, name))

    def _restore(self, place: int, name: str) -> None:
        self._pane.verticalScrollBar().setValue(place)
        for widget in self._pane.findChildren(QWidget) if name else ():
            if widget.accessibleName() == name:
                widget.setFocus()
                return

    def _show_detail(self, row: Row | None) -> None:
        self._shown = row
        if self._build_detail is None:
            return
        if row is None:
            words = "这里显示它的详细情况。按 F6 键，在列表和这里之间切换。"
            self._pane.setWidget(EmptyState("list-search", "选中一行", words))
            return
        self._pane.setWidget(self._build_detail(row))

"""A short list in a dialog: added to, changed and taken from, each at once and with 撤销."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.fields import Field, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.newcomer import Newcomer
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.store import Reader

Row = TypeVar("Row")

_SIZE = QSize(820, 520)


class Lines(Generic[Row]):
    """What a `LinesDialog` shows; `form(row, parent)` asks for a new row (None) or a change.

    `total` says in a line what the rows come to; `remove` takes one off, `name` says which.
    """

    def __init__(
        self,
        *,
        columns: Sequence[Column[Row]],
        rows: Callable[[Reader], Sequence[Row]],
        form: Callable[[Row | None, QWidget], FormDialog],
        remove: Callable[[Row], object],
        name: Callable[[Row], str],
        empty: EmptyState,
        add: str,
        total: Callable[[Sequence[Row]], str] = lambda _: "",
    ) -> None:
        self.columns, self.rows, self.form = columns, rows, form
        self.remove, self.name, self.total = remove, name, total
        self.empty, self.add = empty, add


class LinesDialog(WideDialog, Generic[Row]):
    """Ctrl+N adds, Enter changes, Delete takes off."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        lines: Lines[Row],
        *,
        key: str,
        note: str = "",
        topics: tuple[str, ...] = ("activity",),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self._lines, self._topics = desk, lines, topics
        self._about = note
        self.model = RowsModel(lines.columns, self._fetch, by_jobs(desk.jobs), parent=self)
        self.table = TableView(self.model, desk.memory, key)
        self.add_button = Button(
            lines.add, "primary", icon_name="plus", on_click=self._add, tip="Ctrl+N"
        )
        self.edit_button = Button("修改…", icon_name="pencil", on_click=self._edit, tip="回车")
        self.remove_button = Button("删除", icon_name="trash", on_click=self._remove, tip="Delete")
        self.unit = "条"
        self._tools = QHBoxLayout()
        self._total = Text("", "strong")
        self._error = ErrorPanel()
        self._stack = QStackedWidget()
        self.setWindowTitle(title)
        self._lay_out(title, note)
        self._connect()

    def add_tool(self, widget: QWidget) -> None:
        """Put a control that is about the whole list beside the title."""
        self._tools.addWidget(widget)

    def filter_words(self) -> str:
        """Return which rows are shown: all, and what they come to."""
        return "　".join(filter(None, (f"共 {self.model.rowCount()} {self.unit}", self._about)))

    def _lay_out(self, title: str, note: str) -> None:
        body = self.body
        head = QHBoxLayout()
        head.addWidget(Text(title, "title"), 1)
        head.addLayout(self._tools)
        body.addLayout(head)
        if note:
            body.addWidget(Text(note, "muted", wrap=True))
        body.addWidget(self._error)
        for widget in (self.table, self._lines.empty):
            self._stack.addWidget(widget)
        body.addWidget(self._stack, 1)
        body.addWidget(self._total)
        for button in (self.edit_button, self.remove_button):
            self.footer.addWidget(button)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", on_click=self.accept))
        self.footer.addWidget(self.add_button)

    def _connect(self) -> None:
        self.table.row_activated.connect(lambda _: self._edit())
        self.table.row_selected.connect(self._chosen)
        self._lines.empty.clicked.connect(self._add)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._error.show_error)
        self._desk.jobs.data_changed.connect(self._data_changed)
        Newcomer(self.model, self.table, self._desk.jobs)
        QShortcut(QKeySequence("Ctrl+N"), self, self._add)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self.table,
            self._remove,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self._chosen(None)
        self.model.reload()

    def _fetch(self, query: RowsQuery) -> RowsPage[Row]:
        with self._desk.workspace.store.read() as reader:
            rows = list(self._lines.rows(reader))
        page = rows[query.offset : query.offset + query.limit]
        return RowsPage(page, len(rows), self._lines.total(rows))

    def _loaded(self, total: int) -> None:
        self._stack.setCurrentWidget(self.table if total else self._lines.empty)
        self._total.setText(self.model.sums)
        self._total.setVisible(bool(total and self.model.sums))
        if total and self.table.selected_row() is None:
            self.table.select(0)
        self._chosen(self.table.selected_row())

    def _chosen(self, row: Row | None) -> None:
        for button in (self.edit_button, self.remove_button):
            button.setEnabled(row is not None)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(self._topics):
            self.model.refresh()

    def _add(self) -> None:
        self._lines.form(None, self).open()

    def _edit(self) -> None:
        row = self.table.selected_row()
        if row is not None and not self.edit_button.isHidden():
            self._lines.form(row, self).open()

    def _remove(self) -> None:
        row = self.table.selected_row()
        if row is None:
            return
        self._error.show_error(None)
        name = self._lines.name(row)
        self._desk.act(
            lambda _: self._lines.remove(row),
            lambda _: f"已删除“{name}”",
            failed=self._failed,
            topics=self._topics,
            owner=self,
        )

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)


def line_form(
    desk: Desk,
    title: str,
    fields: Sequence[Field],
    values: Values,
    keep: Callable[[Values], Callable[[], object]],
    *,
    said: str,
    note: str = "",
    topics: tuple[str, ...] = ("activity",),
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form of a line; `keep(filled)` checks it and returns what keeps it."""

    def save(filled: Values, finish: Finish) -> None:
        work = keep(filled)
        desk.act(
            lambda _: work(),
            lambda _: said,
            done=lambda _: finish(None),
            failed=finish,
            topics=topics,
        )

    return FormDialog(title, Form(fields, values), save, note=note, parent=parent)

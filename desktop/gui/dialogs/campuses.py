"""Where the denominator of 团支部参与面 comes from: the universities paired here, one by one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.indicators import Campus, coverage
from desktop.gui.desk import Desk
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.store.queries.definitions import definitions
from desktop.store.queries.figures import coverage_rows

_SIZE = QSize(860, 420)

COLUMNS = (
    Column[Campus]("university", "高校", lambda row: row.university, 180),
    Column[Campus]("paired", "已结对", lambda row: f"{row.paired}", 76, "right"),
    Column[Campus]("total", "计入分母", lambda row: f"{row.total}", 84, "right"),
    Column[Campus]("known", "本机名录", lambda row: f"{row.known}", 84, "right"),
    Column[Campus](
        "source", "分母的来源", lambda row: row.origin, 380, tooltip=lambda row: row.origin
    ),
)


class CampusesDialog(QDialog):
    """The universities with their numbers, and what they add up to."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("分母从哪里来")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        workspace = desk.workspace

        def fetch(_: RowsQuery) -> RowsPage[Campus]:
            with workspace.store.read() as reader:
                rule = definitions(reader, workspace.today()).coverage
                rows = coverage_rows(reader, rule)
            return RowsPage(rows, len(rows))

        self.model = RowsModel(COLUMNS, fetch, by_jobs(desk.jobs), parent=self)
        self.table = TableView(self.model, desk.memory, "campuses")
        self.table.setAccessibleName("已结对高校的团支部数")
        self.total = Text("", "strong", wrap=True)
        self.model.loaded.connect(self._add_up)
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(Text("分母从哪里来", "title"))
        column.addWidget(
            Text("省里下发了总数的高校用下发的数；没有下发的，用本机名录里的团支部数。", "muted")
        )
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.total, 1)
        row.addWidget(Button("关闭", on_click=self.reject))
        column.addLayout(row)
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room - QSize(60, 60)))
        self.model.reload()

    def _add_up(self, total: int) -> None:
        figure = coverage(row for row in map(self.model.row, range(total)) if row is not None)
        self.total.setText(f"合计：已结对 {figure.numerator} 个，全部 {figure.denominator} 个")

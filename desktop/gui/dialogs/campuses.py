"""Where the denominator of 团支部参与面 comes from: the universities paired here, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.domain.indicators import Campus, coverage
from desktop.gui.desk import Desk
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
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


class CampusesDialog(WideDialog):
    """The universities with their numbers, and what they add up to."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_SIZE, parent)
        self.setWindowTitle("分母从哪里来")
        workspace = desk.workspace

        def fetch(query: RowsQuery) -> RowsPage[Campus]:
            with workspace.store.read() as reader:
                rule = definitions(reader, workspace.today()).coverage
                rows = coverage_rows(reader, rule)
            page = rows[query.offset : query.offset + query.limit]
            return RowsPage(page, len(rows), _sum_words(rows))

        self.model = RowsModel(COLUMNS, fetch, by_jobs(desk.jobs), parent=self)
        self.table = TableView(self.model, desk.memory, "campuses")
        self.table.setAccessibleName("已结对高校的团支部数")
        self.total = Text("", "strong", wrap=True)
        self.model.loaded.connect(lambda: self.total.setText(self.model.sums))
        column = self.body
        column.addWidget(Text("分母从哪里来", "title"))
        column.addWidget(
            Text("省里下发了总数的高校用下发的数；没有下发的，用本机名录里的团支部数。", "muted")
        )
        column.addWidget(self.table, 1)
        self.footer.addWidget(self.total, 1)
        self.footer.addWidget(Button("关闭", on_click=self.reject))
        self.model.reload()


def _sum_words(rows: Sequence[Campus]) -> str:
    figure = coverage(rows)
    return f"合计：已结对 {figure.numerator} 个，全部 {figure.denominator} 个"

"""异常签到: the entries of this semester that somebody should look at again."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.domain.indicators import semester_bounds
from desktop.foundation.clock import local_time
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_entry import open_attendance
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import Kind
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries.exceptions import ExceptionRow, Oddity, exceptions
from desktop.usecases.workspace import Workspace

_SIZE = QSize(1000, 600)
_TOPICS = ("attendance", "activity", "exchange")
_KINDS: dict[Oddity, Kind] = {
    Oddity.TWICE: "danger",
    Oddity.DOUBLE: "danger",
    Oddity.NOTHING: "warning",
    Oddity.LONG: "warning",
    Oddity.SHORT: "info",
    Oddity.ABSENT: "neutral",
}

_COLUMNS = (
    Column[ExceptionRow]("student", "姓名", lambda row: row.student, 90),
    Column[ExceptionRow](
        "oddity", "异常", lambda row: row.oddity.label, 130, kind=lambda row: _KINDS[row.oddity]
    ),
    Column[ExceptionRow](
        "title", "活动", lambda row: row.title, 180, tooltip=lambda row: row.number
    ),
    Column[ExceptionRow](
        "starts",
        "时间",
        lambda row: f"{local_time(row.starts_at):%m-%d %H:%M}" if row.starts_at else "",
        96,
    ),
    Column[ExceptionRow](
        "hours",
        "时长（小时）",
        lambda row: f"{row.minutes / 60:.2f}".rstrip("0").rstrip("."),
        104,
        "right",
    ),
    Column[ExceptionRow]("other", "同时在", lambda row: row.other, 120),
    Column[ExceptionRow]("branch", "团支部", lambda row: row.branch, 170),
)
_OPTIONS = (("", "全部异常"), *((one.value, one.label) for one in Oddity))


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[ExceptionRow]:
    """Return a page of this semester's exceptions."""
    since, until = semester_bounds(workspace.today())
    with workspace.store.read() as reader:
        rows = exceptions(reader, since, until)
    if chosen := query.choices.get("oddity"):
        rows = [row for row in rows if row.oddity == chosen]
    for word in query.text.split():
        rows = [row for row in rows if word in f"{row.student}{row.title}{row.number}{row.branch}"]
    return RowsPage(rows[query.offset : query.offset + query.limit], len(rows))


def open_exceptions(desk: Desk, parent: QWidget) -> None:
    """Open the list."""
    ExceptionsDialog(desk, parent).open()


class ExceptionsDialog(WideDialog):
    """Enter opens the sheet of the entry, where it is corrected."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_SIZE, parent)
        workspace = desk.workspace
        self.page = ListDetailPage(
            PageHeader("异常签到", "本学期的签到里值得再看一眼的；回车打开那张签到表更正"),
            RowsModel(_COLUMNS, lambda query: fetch(workspace, query), by_jobs(desk.jobs)),
            name="attendance_exceptions",
            memory=desk.memory,
            empty=EmptyState("circle-check", "没有异常签到", "时间、时长都对得上，没有人缺席。"),
            filters=[Filter("oddity", "异常", _OPTIONS)],
            search="搜索姓名、活动、团支部",
            jobs=desk.jobs,
            topics=_TOPICS,
            unit="条",
        )
        add_list_tools(desk, self.page, "异常签到")
        self.page.row_activated.connect(
            lambda row: open_attendance(desk, row.activity_id, self, student=row.student)
        )
        self.setWindowTitle("异常签到")
        self.body.setContentsMargins(0, 0, 0, 0)  # the page has its own
        self.body.addWidget(self.page, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", on_click=self.accept))

"""签到录入: the field for a sheet's number or code, and what of the paper is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.domain.terms import ActivityState
from desktop.foundation.clock import local_time
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_entry import open_attendance
from desktop.gui.dialogs.attendance_exceptions import open_exceptions
from desktop.gui.dialogs.feedback_entry import FeedbackDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import Kind
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import sheets
from desktop.store.queries.sheets import SheetRow
from desktop.usecases.attendance.open_sheet import PaperFound, find_paper
from desktop.usecases.workspace import Workspace

TOPICS = ("activity", "attendance", "exchange", "roster")

_SHOWN = timedelta(days=200)
"""Older sheets are found by their number only."""

_LEFT, _ALL = "left", ""
_FILTER = Filter("state", "录入情况", ((_LEFT, "还没录完的"), (_ALL, "全部签到表")))
_FIELD_WIDTH = 236


def state_of(row: SheetRow) -> tuple[str, Kind]:
    """Return how far a page is entered, in words and a colour."""
    if row.is_done:
        return "已录完", "success"
    if row.entered:
        return f"录了 {row.entered} 人，差 {row.students - row.entered} 人", "warning"
    if row.state is ActivityState.PLANNED:
        return "活动未开始", "neutral"
    return "还没有录入", "danger"


def last_entry(row: SheetRow) -> str:
    """Return by whom, when and where a page was entered last."""
    if row.last is None:
        return ""
    where = "" if row.last.here else "（另一台电脑）"
    return f"{row.last.by} {local_time(row.last.at):%m-%d %H:%M}{where}"


COLUMNS = (
    Column[SheetRow]("title", "活动", lambda row: row.title, 190, tooltip=lambda row: row.title),
    Column[SheetRow]("page", "页", lambda row: f"第 {row.page} / {row.pages} 页", 88),
    Column[SheetRow](
        "state", "录入情况", lambda row: state_of(row)[0], 150, kind=lambda row: state_of(row)[1]
    ),
    Column[SheetRow]("students", "人数", lambda row: f"{row.students}", 56, "right"),
    Column[SheetRow]("number", "编号", lambda row: row.number, 160),
    Column[SheetRow](
        "starts",
        "活动时间",
        lambda row: f"{local_time(row.starts_at):%Y-%m-%d %H:%M}" if row.starts_at else "",
        130,
    ),
    Column[SheetRow]("last", "最近录入", last_entry, 190),
    Column[SheetRow]("version", "版次", lambda row: f"第 {row.version} 版", 70, hidden=True),
)


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[SheetRow]:
    """Return a page of the printed pages."""
    since = workspace.now() - _SHOWN
    with workspace.store.read() as reader:
        rows = sheets.sheet_rows(reader, since)
    if query.choices.get("state", _LEFT) == _LEFT:
        rows = [row for row in rows if not row.is_done]
    for word in query.text.split():
        rows = [row for row in rows if word in row.title or word.upper() in row.number]
    return RowsPage(rows[query.offset : query.offset + query.limit], len(rows))


class EntryView(QWidget):
    """Typing or scanning into the field opens the paper; below is what is still missing."""

    def __init__(self, desk: Desk, switch: QWidget, to_list: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self.code = QLineEdit()
        self.code.setAccessibleName("签到表编号或二维码")
        self.code.setPlaceholderText("扫二维码，或输编号 页码")
        self.code.setToolTip("Ctrl+E 到这里；例如 HD2026-3F7A-0001，或 0001 2（第 2 页）")
        self.code.setFixedWidth(_FIELD_WIDTH)
        self._error = ErrorPanel()
        header = PageHeader("签到录入", "扫描或输入表上的编号就打开")
        header.add(self.code)
        header.add_switch(switch)
        self.page = self._list(header)
        self._lay_out()
        self.code.returnPressed.connect(self._find)
        self.page.row_activated.connect(self._open)
        self.page.action_clicked.connect(to_list)
        QShortcut(QKeySequence("Ctrl+E"), self, self.code.setFocus)
        QTimer.singleShot(0, self.code, self.code.setFocus)

    def _list(self, header: PageHeader) -> ListDetailPage[SheetRow]:
        desk = self._desk
        return ListDetailPage(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="sheets",
            memory=desk.memory,
            empty=EmptyState(
                "signature",
                "打印过的签到表都录完了",
                "活动开始后在这里录入；还没有签到表的，到“活动”里打印。",
                "去活动",
            ),
            detail=self._detail,
            menu=self._menu,
            filters=[_FILTER],
            search="搜索活动、编号",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="页",
        )

    def _lay_out(self) -> None:
        desk = self._desk
        add_list_tools(desk, self.page, "签到表录入情况")
        self.page.add_tool(
            Button(
                "异常签到",
                "quiet",
                icon_name="alert-triangle",
                on_click=lambda: open_exceptions(desk, self.window()),
                tip="同一时间两处签到、时长不对、缺席",
            )
        )
        self.page.add_notice(self._error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.page, 1)

    def _find(self) -> None:
        self._error.show_error(None)
        workspace, typed = self._desk.workspace, self.code.text()
        self._desk.jobs.run(
            lambda _: find_paper(workspace, typed),
            done=self._found,
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self.code.selectAll()
        self.code.setFocus()

    def _found(self, found: PaperFound) -> None:
        self.code.clear()
        if found.giver is not None:
            FeedbackDialog(self._desk, found.activity, found.giver, self.window()).open()
            return
        open_attendance(
            self._desk,
            found.activity.id,
            self.window(),
            version=found.version,
            page=found.page,
            note=found.note,
        )

    def _open(self, row: SheetRow) -> None:
        if row.state is ActivityState.PLANNED:
            self._error.show_error(
                QingqiaoError(
                    f"“{row.title}”还在筹备中，不能录入签到。",
                    "请先在“活动”里落实保障、开始活动，再录入。",
                )
            )
            return
        self._error.show_error(None)
        open_attendance(
            self._desk, row.activity_id, self.window(), version=row.version, page=row.page
        )

    def _menu(self, row: SheetRow) -> Sequence[MenuItem]:
        why = "活动还没有开始" if row.state is ActivityState.PLANNED else ""
        return (
            MenuItem("录入这一页", partial(self._open, row), "signature", not why, why),
            MenuItem(
                "查看活动",
                lambda: self._desk.open_page("activities", (row.activity_id,)),
                "calendar-event",
            ),
        )

    def _detail(self, row: SheetRow) -> QWidget:
        words, kind = state_of(row)
        pane = DetailPane(row.title, state=words, kind=kind, caption=row.number)
        printed: datetime | None = row.printed_at
        pane.add_facts(
            (
                ("这一页", f"第 {row.page} 页，共 {row.pages} 页"),
                ("名单", f"{row.students} 人，已录 {row.entered} 人"),
                ("签到表", f"第 {row.version} 版"),
                ("打印时间", f"{local_time(printed):%Y-%m-%d %H:%M}" if printed else ""),
                ("最近录入", last_entry(row)),
            )
        )
        pane.add_actions(self._menu(row))
        return pane

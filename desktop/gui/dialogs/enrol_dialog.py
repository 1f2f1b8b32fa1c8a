"""报名: whole branches at once, workbooks, single students; and the list beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.enrol_list import EnrolledList
from desktop.gui.dialogs.enrol_lists import ROSTER_COLUMNS, roster_fetch
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries import students
from desktop.store.queries.activities import ActivityRow, LinkedPairing
from desktop.store.queries.students import BranchName
from desktop.usecases.activity.enrol_students import Enrolled, enrol_branch, enrol_students
from desktop.usecases.activity.import_enrolments import enrolment_import

_SIZE = QSize(1080, 600)
_TOPICS = ("activity",)


class EnrolDialog(WideDialog):
    """Every press takes effect at once; each has its reverse in the other list."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        pairings: Sequence[LinkedPairing],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self._activity = activity
        self._paired = {one.branch_id for one in pairings}
        self.branch = QComboBox()
        self.search = SearchBox("在名册里搜索姓名、学号、团支部")
        self.roster = RowsModel(
            ROSTER_COLUMNS,
            roster_fetch(desk.workspace, activity.id),
            by_jobs(desk.jobs),
            parent=self,
        )
        self.roster_table = TableView(self.roster, desk.memory, "enrol_roster")
        self.roster_table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._nobody = EmptyState(
            "users", "名册里还没有人", "先导入高校发来的名册，再回来报名。", "去导入名册"
        )
        self._unlike = EmptyState("search", "名册里没有找到", "换个说法试试。")
        self._stack = QStackedWidget()
        self.listed = EnrolledList(desk, activity)
        self.list_table = self.listed.table
        self._said = Text("", "muted", wrap=True)
        self._error = ErrorPanel()
        self.setWindowTitle("报名")
        self._lay_out()
        self._connect()
        self._load()

    def _lay_out(self) -> None:
        space = tokens()
        body = self.body
        body.addWidget(Text(f"报名：{self._activity.title}", "title", wrap=True))
        body.addWidget(self._error)
        body.addLayout(self._ways())
        lists = QHBoxLayout()
        lists.setSpacing(space.l)
        self.enrol_button = Button("报名", icon_name="plus", on_click=self._enrol)
        self.search.setMinimumHeight(space.control)
        self.roster_table.setAccessibleName("名册")
        column = QVBoxLayout()
        column.setSpacing(space.s)
        column.addWidget(self.search)
        for widget in (self.roster_table, self._nobody, self._unlike):
            self._stack.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self.enrol_button, 0, Qt.AlignmentFlag.AlignLeft)
        lists.addLayout(column, 1)
        lists.addWidget(self.listed, 1)
        body.addLayout(lists, 1)
        self._lay_out_foot()

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens().s)
        label = Text("按团支部整体报名", "muted")
        label.setBuddy(self.branch)
        self.branch.setAccessibleName("团支部")
        self.branch.setMinimumWidth(320)
        self.branch_button = Button(
            "全部报名", icon_name="users", on_click=self._enrol_branch, tip="这个团支部名册里的学生"
        )
        self.import_button = Button(
            "导入报名表…",
            icon_name="file-import",
            on_click=self._import,
            tip="团支部填好的 Excel 表",
        )
        row.addWidget(label)
        row.addWidget(self.branch, 1)
        row.addWidget(self.branch_button)
        row.addSpacing(tokens().xl)
        row.addWidget(self.import_button)
        return row

    def _lay_out_foot(self) -> None:
        foot = self.footer
        foot.addWidget(self._said, 1)
        self.close_button = Button("完成", "primary", on_click=self.accept)
        foot.addWidget(self.close_button)

    def _connect(self) -> None:
        self.search.changed.connect(self.roster.set_filter)
        self.search.confirmed.connect(self._to_roster)
        self.roster_table.row_activated.connect(lambda _: self._enrol())
        self.roster.failed.connect(self._error.show_error)
        self.roster.loaded.connect(self._loaded)
        self._nobody.clicked.connect(self._to_import)
        self.listed.failed.connect(self._error.show_error)
        self.listed.said.connect(self._said.setText)
        self._desk.jobs.data_changed.connect(self._data_changed)
        self.roster.reload()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(_TOPICS):
            self.roster.refresh()

    def _loaded(self, total: int) -> None:
        nobody = self._unlike if self.roster.query.text else self._nobody
        self._stack.setCurrentWidget(self.roster_table if total else nobody)

    def _to_import(self) -> None:
        self.accept()
        self._desk.open_page("roster", ())

    def _load(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> list[BranchName]:
            with workspace.store.read() as reader:
                return students.branches_here(reader)

        self._desk.jobs.run(load, done=self._take_branches)

    def _take_branches(self, found: list[BranchName]) -> None:
        # the branches paired for this activity stand first
        for one in sorted(found, key=lambda one: one.id not in self._paired):
            words = " · ".join(
                part for part in (one.branch, one.department, one.university) if part
            )
            self.branch.addItem(words, one.id)
        self.branch_button.setEnabled(bool(found))
        self.branch.setEnabled(bool(found))

    def _to_roster(self) -> None:
        self.roster_table.setFocus()
        if self.roster.rowCount() and self.roster_table.selected_row() is None:
            self.roster_table.select(0)

    def _import(self) -> None:
        workspace = self._desk.workspace
        importing = enrolment_import(self._activity.id, self._activity.title, workspace.now())
        ImportDialog(self._desk, importing, self).open()

    def _enrol_branch(self) -> None:
        branch_id = self.branch.currentData()
        if branch_id is not None:
            workspace, activity_id = self._desk.workspace, self._activity.id
            self._run(lambda: enrol_branch(workspace, activity_id, branch_id))

    def _enrol(self) -> None:
        places = self.roster_table.chosen_places()
        if not places:
            self._said.setText("请先在名册里选学生，按住 Ctrl 或 Shift 可以选几名。")
            return
        workspace, activity_id = self._desk.workspace, self._activity.id
        lines = self.roster.rows_at(places)
        self._run(
            lambda: enrol_students(workspace, activity_id, [line.student.id for line in lines])
        )

    def _run(self, work: Callable[[], Enrolled]) -> None:
        self._error.show_error(None)
        self._desk.act(
            lambda _: work(),
            _told,
            done=lambda result: self._said.setText("。".join((_told(result), *result.warnings))),
            failed=self._failed,
            topics=_TOPICS,
            owner=self,
        )

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)


def _told(result: Enrolled) -> str:
    words = f"新报名 {len(result.added)} 人"
    if result.waiting:
        words += f"，名额已满，{len(result.waiting)} 人进了候补"
    return f"{words}，{result.already} 人此前已报名" if result.already else words

"""报名: whole branches at once, single students from the roster, and taking them off again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.enrol_lists import (
    LIST_COLUMNS,
    ROSTER_COLUMNS,
    RosterLine,
    list_fetch,
    roster_fetch,
)
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.store.queries import students
from desktop.store.queries.activities import ActivityRow, LinkedPairing
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.students import BranchName
from desktop.usecases.activity.enrol_students import (
    Enrolled,
    EnrolmentsWithdrawn,
    enrol_branch,
    enrol_students,
    withdraw_enrolment,
)

_SIZE = QSize(1000, 560)
_TOPICS = ("activity",)


class EnrolDialog(QDialog):
    """Every press takes effect at once; each has its reverse in the other list."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        pairings: Sequence[LinkedPairing],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._activity = activity
        self._paired = {one.branch_id for one in pairings}
        execute = by_jobs(desk.jobs)
        workspace = desk.workspace
        self.branch = QComboBox()
        self.search = SearchBox("在名册里搜索姓名、学号、团支部")
        self.roster = RowsModel(
            ROSTER_COLUMNS, roster_fetch(workspace, activity.id), execute, parent=self
        )
        self.listed = RowsModel(
            LIST_COLUMNS, list_fetch(workspace, activity.id), execute, parent=self
        )
        self.roster_table = TableView(self.roster, desk.memory, "enrol_roster")
        self.list_table = TableView(self.listed, desk.memory, "enrol_list")
        self._count = Text("", "strong")
        self._said = Text("", "muted", wrap=True)
        self._error = ErrorPanel()
        self.setWindowTitle("报名")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lay_out()
        self._connect()
        self._load()

    def _lay_out(self) -> None:
        space = tokens()
        body = QVBoxLayout()
        body.setContentsMargins(space.xl, space.l, space.xl, space.m)
        body.setSpacing(space.m)
        body.addWidget(Text(f"报名：{self._activity.title}", "title"))
        body.addWidget(self._error)
        whole = QHBoxLayout()
        whole.setSpacing(space.s)
        label = Text("按团支部整体报名", "muted")
        label.setBuddy(self.branch)
        self.branch.setAccessibleName("团支部")
        self.branch.setMinimumWidth(320)
        self.branch_button = Button(
            "全部报名", icon_name="users", on_click=self._enrol_branch, tip="这个团支部名册里的学生"
        )
        for widget in (label, self.branch, self.branch_button):
            whole.addWidget(widget)
        whole.addStretch(1)
        body.addLayout(whole)
        lists = QHBoxLayout()
        lists.setSpacing(space.l)
        self.enrol_button = Button("报名", icon_name="plus", on_click=self._enrol)
        self.withdraw_button = Button("退出报名", icon_name="x", on_click=self._withdraw)
        for title, table, button, stretch in (
            (self.search, self.roster_table, self.enrol_button, 3),
            (self._count, self.list_table, self.withdraw_button, 2),
        ):
            column = QVBoxLayout()
            column.setSpacing(space.s)
            title.setMinimumHeight(space.control)
            column.addWidget(title)
            column.addWidget(table, 1)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            lists.addLayout(column, stretch)
        self.roster_table.setAccessibleName("名册")
        self.list_table.setAccessibleName("已报名")
        body.addLayout(lists, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(self._footer())
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room - QSize(60, 50)))

    def _footer(self) -> QFrame:
        footer = QFrame()
        footer.setProperty("panel", "footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(tokens().xl, tokens().m, tokens().xl, tokens().m)
        row.addWidget(self._said, 1)
        self.close_button = Button("完成", "primary", on_click=self.accept)
        row.addWidget(self.close_button)
        return footer

    def _connect(self) -> None:
        self.search.changed.connect(self.roster.set_filter)
        self.search.confirmed.connect(self._to_roster)
        self.roster_table.row_activated.connect(self._enrol)
        self.list_table.row_activated.connect(self._withdraw)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self.list_table,
            self._withdraw,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self.listed.loaded.connect(self._counted)
        for model in (self.roster, self.listed):
            model.failed.connect(self._error.show_error)
            model.reload()

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
        if not found:
            self._said.setText("名册还是空的，请先在“名册”导入学生。")

    def _to_roster(self) -> None:
        self.roster_table.setFocus()
        if self.roster.rowCount() and self.roster_table.selected_row() is None:
            self.roster_table.select(0)

    def _counted(self, total: int) -> None:
        over = total - self._activity.capacity if self._activity.capacity else 0
        more = f"，超出人数上限 {over} 人" if over > 0 else ""
        self._count.setText(f"已报名 {total} 人{more}")

    def _enrol_branch(self) -> None:
        branch_id = self.branch.currentData()
        if branch_id is not None:
            workspace, activity_id = self._desk.workspace, self._activity.id
            self._run(lambda: enrol_branch(workspace, activity_id, branch_id), self._enrolled)

    def _enrol(self, line: RosterLine | None = None) -> None:
        chosen = line or self.roster_table.selected_row()
        if chosen is None:
            self._said.setText("请先在名册里选一名学生。")
            return
        workspace, activity_id, student_id = (
            self._desk.workspace,
            self._activity.id,
            chosen.student.id,
        )
        self._run(lambda: enrol_students(workspace, activity_id, [student_id]), self._enrolled)

    def _withdraw(self, row: GridRow | None = None) -> None:
        chosen = row or self.list_table.selected_row()
        if chosen is None:
            self._said.setText("请先在右边选一名已报名的学生。")
            return
        workspace, activity_id, student_id = (
            self._desk.workspace,
            self._activity.id,
            chosen.student_id,
        )
        self._run(lambda: withdraw_enrolment(workspace, activity_id, [student_id]), self._withdrawn)

    def _run(
        self,
        work: Callable[[], Enrolled | EnrolmentsWithdrawn],
        done: Callable[[Enrolled | EnrolmentsWithdrawn], None],
    ) -> None:
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda _: work(), done=done, failed=self._failed, topics=_TOPICS, owner=self
        )

    def _enrolled(self, result: Enrolled | EnrolmentsWithdrawn) -> None:
        if isinstance(result, Enrolled):
            before = f"，{result.already} 人此前已报名" if result.already else ""
            self._changed(f"新报名 {len(result.added)} 人{before}。")

    def _withdrawn(self, result: Enrolled | EnrolmentsWithdrawn) -> None:
        if isinstance(result, EnrolmentsWithdrawn):
            self._changed(f"已退出 {len(result.student_ids)} 人。")

    def _changed(self, words: str) -> None:
        self._said.setText(words)
        self.roster.refresh()
        self.listed.refresh()

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)

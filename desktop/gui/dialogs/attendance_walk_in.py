"""补录: somebody who signed in by hand at the foot of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.domain.terms import Gender
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.enrol_lists import ROSTER_COLUMNS, RosterLine, roster_fetch
from desktop.gui.fields import ChoiceField, Field, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries import students
from desktop.store.queries.students import BranchName
from desktop.usecases.attendance.add_walk_in import WalkInAdded, add_walk_in
from desktop.usecases.roster.student_fields import StudentFields

_SIZE = QSize(640, 500)
_TOPICS = ("attendance", "activity", "roster")


class WalkInDialog(WideDialog):
    """Find the student in the roster by name or number, or put a new one in."""

    def __init__(
        self,
        desk: Desk,
        activity_id: bytes,
        added: Callable[[WalkInAdded], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self._activity_id = activity_id
        self._added = added
        self._waiting = False
        self.search = SearchBox("输入姓名、拼音或学号，在名册里查找")
        self.model = RowsModel(
            ROSTER_COLUMNS,
            roster_fetch(desk.workspace, activity_id),
            by_jobs(desk.jobs),
            parent=self,
        )
        self.table = TableView(self.model, desk.memory, "walk_in")
        self.new_button = Button("名册里没有，新增学生…", icon_name="plus", on_click=self._new)
        self.add_button = Button("补录为到场", "primary", on_click=self._add)
        self._error = ErrorPanel()
        self.table.empty_words = "名册里没有找到，请检查姓名和学号，或按“新增学生”。"
        self.setWindowTitle("补录")
        self._lay_out()
        self.search.changed.connect(self.model.set_filter)
        self.search.confirmed.connect(self._to_table)
        self.table.row_activated.connect(self._add)
        self.model.failed.connect(self._error.show_error)
        self.model.reload()

    def _lay_out(self) -> None:
        column = self.body
        column.addWidget(Text("补录", "title"))
        column.addWidget(
            Text(
                "没有报名、当天手写签到的人：加入名单，并按活动时间记为到场，时间随后可改。",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(self._error)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        self.footer.addWidget(self.new_button)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("取消", on_click=self.reject))
        self.footer.addWidget(self.add_button)

    def _to_table(self) -> None:
        self.table.setFocus()
        if self.model.rowCount():
            self.table.select(0)

    def _add(self, line: RosterLine | None = None) -> None:
        chosen = line or self.table.selected_row()
        if self._waiting:
            return
        if chosen is None:
            self._refuse("还没有选学生。", "请在名册里选一名；名册里没有的，按“新增学生”。")
        elif chosen.enrolled:
            self._refuse("这名学生已在名单里，不会重复录入。", "请回到签到表里直接填写。")
        else:
            self._waiting = True
            workspace, activity_id, student_id = (
                self._desk.workspace,
                self._activity_id,
                chosen.student.id,
            )
            self._desk.act(
                lambda _: add_walk_in(workspace, activity_id, student_id),
                _told,
                done=self._done,
                failed=self._failed,
                topics=_TOPICS,
                owner=self,
            )

    def _refuse(self, message: str, hint: str) -> None:
        self._error.show_error(QingqiaoError(message, hint))

    def _failed(self, error: QingqiaoError) -> None:
        self._waiting = False
        self._error.show_error(error)

    def _done(self, added: WalkInAdded) -> None:
        self._waiting = False
        self.accept()
        self._added(added)

    def _new(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> list[BranchName]:
            with workspace.store.read() as reader:
                return students.branches_here(reader)

        self._desk.jobs.run(load, done=self._open_form)

    def _open_form(self, branches: Sequence[BranchName]) -> None:
        new_student_dialog(
            self._desk,
            self._activity_id,
            branches,
            typed=self.search.text().strip(),
            added=self._done,
            parent=self,
        ).open()


def _told(_: WalkInAdded) -> str:
    return "已补录 1 人，加入名单并记为到场"


def new_student_dialog(
    desk: Desk,
    activity_id: bytes,
    branches: Sequence[BranchName],
    *,
    typed: str,
    added: Callable[[WalkInAdded], None],
    parent: QWidget,
) -> FormDialog:
    """Return the form for a student who is in no roster; `typed` is what was looked for."""

    def save(filled: Values, finish: Finish) -> None:
        fields = StudentFields(**filled)

        def done(result: WalkInAdded) -> None:
            finish(None)
            added(result)

        desk.act(
            lambda _: add_walk_in(desk.workspace, activity_id, fields),
            _told,
            done=done,
            failed=finish,
            topics=_TOPICS,
        )

    fields = (
        Field("name", "姓名", required=True, max_length=50),
        Field("student_number", "学号", required=True, max_length=30),
        ChoiceField(
            "branch_id",
            "团支部",
            required=True,
            options=[(one.id, f"{one.branch} · {one.university}") for one in branches],
            hint="只列出已结对或已有名册的团支部",
        ),
        ChoiceField("gender", "性别", required=True, options=[(one, one.label) for one in Gender]),
        Field("phone", "手机号", max_length=30),
    )
    values: Values = {"gender": Gender.UNKNOWN}
    values["student_number" if typed.isdigit() else "name"] = typed
    return FormDialog(
        "新增学生并补录",
        Form(fields, values),
        save,
        note="同时加入名册。",
        save="新增并补录",
        parent=parent,
    )

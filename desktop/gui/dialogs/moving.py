"""毕业与转移: choose students by school, branch and grade, look at them, then change them all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QWidget

from desktop.domain.terms import Leaving
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField
from desktop.gui.form import Form
from desktop.gui.listing import long_list
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries import students
from desktop.store.queries.students import BranchName, StudentRow
from desktop.usecases.roster.move_students import (
    StudentsMoved,
    mark_leaving,
    transfer_students,
)

_SIZE = QSize(860, 560)
_FILTERS = {"university": "全部高校", "branch": "全部团支部", "grade": "全部年级"}
_COLUMNS = (
    Column[StudentRow]("name", "姓名", lambda row: row.name, 100, sort_key="name"),
    Column[StudentRow](
        "number", "学号", lambda row: row.student_number, 116, sort_key="student_number"
    ),
    Column[StudentRow](
        "university", "高校", lambda row: row.university, 130, sort_key="university"
    ),
    Column[StudentRow]("branch", "团支部", lambda row: row.branch, 150, sort_key="branch"),
    Column[StudentRow]("grade", "年级", lambda row: row.grade, 64, sort_key="grade"),
)
_TRANSFER = "transfer"


class MovingDialog(WideDialog):
    """Those chosen in the list will be changed, all that are listed when nobody is chosen.

    The button says what will be done, and with how many; nothing happens before it is pressed.
    """

    def __init__(
        self, desk: Desk, branches: Sequence[BranchName], parent: QWidget | None = None
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self.setWindowTitle("毕业与转移")
        self.model = RowsModel(_COLUMNS, self._fetch, by_jobs(desk.jobs), self)
        self.table = TableView(self.model, desk.memory, "moving")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.boxes = {key: self._box(key) for key in _FILTERS}
        self.form = Form(
            (
                ChoiceField(
                    "what",
                    "怎样处理",
                    required=True,
                    options=[
                        (Leaving.GRADUATED, "毕业"),
                        (Leaving.AWAY, "离开（休学、退学等）"),
                        (_TRANSFER, "转到另一个团支部"),
                    ],
                ),
                ChoiceField(
                    "branch_id",
                    "转到",
                    options=[
                        (one.id, f"{one.branch}（{one.university} {one.department}）")
                        for one in branches
                    ],
                    hint="只在转团支部时要选",
                ),
                DateField("on", "日期", required=True),
            ),
            {"what": Leaving.GRADUATED, "on": desk.workspace.today()},
        )
        self._error = ErrorPanel()
        self.button = Button("", "primary", on_click=self._move)
        self._lay_out()
        self.model.loaded.connect(self._offer)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.form.changed.connect(self._offer)
        self._load_choices()
        self.model.reload()

    def _box(self, key: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_FILTERS[key].removeprefix("全部"))
        box.addItem(_FILTERS[key], "")
        box.currentIndexChanged.connect(self._filter)
        return box

    def _lay_out(self) -> None:
        space = tokens()
        column = self.body
        column.addWidget(Text("毕业与转移", "title"))
        column.addWidget(
            Text(
                "先选出是哪些人：列出的全部会改，只改几个就点中他们（按住 Ctrl 或 Shift）。"
                "以前的活动、证书都保留，可以撤销。",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(self._error)
        filters = QHBoxLayout()
        filters.setSpacing(space.s)
        for box in self.boxes.values():
            filters.addWidget(box, 1)
        column.addLayout(filters)
        middle = QHBoxLayout()
        middle.setSpacing(space.l)
        middle.addWidget(self.table, 3)
        self.form.setMaximumWidth(280)
        middle.addWidget(self.form, 1)
        column.addLayout(middle, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("取消", on_click=self.reject))
        self.footer.addWidget(self.button)

    def _load_choices(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> dict[str, list[str]]:
            with workspace.store.read() as reader:
                return students.values_of(reader, _FILTERS)

        self._desk.jobs.run(load, done=self._fill)

    def _fill(self, values: dict[str, list[str]]) -> None:
        for key, box in self.boxes.items():
            for value in values[key]:
                box.addItem(value, value)

    def _only(self, query: RowsQuery) -> dict[str, object]:
        chosen = {key: value for key in _FILTERS if (value := query.choices.get(key))}
        return {"leaving": Leaving.NONE, **chosen}

    def _fetch(self, query: RowsQuery) -> RowsPage[StudentRow]:
        listed = long_list(students.STUDENTS, query, self._only(query))
        return listed.page(self._desk.workspace.store, query)

    def _filter(self) -> None:
        choices = {key: str(box.currentData()) for key, box in self.boxes.items()}
        self.model.set_filter("", choices)

    def _offer(self) -> None:
        """Say what will be done; a whole roster leaves by mistake only, so it is not offered."""
        picked = len(self.table.chosen_places())
        narrowed = any(box.currentData() for box in self.boxes.values())
        counted = narrowed and not self.model.counting
        count = picked or (self.model.rowCount() if counted else 0)
        what = self.form.raw("what")
        self.form.control("branch_id").setEnabled(what == _TRANSFER)
        whom = f"选中的 {picked:,} 人" if picked else f"这 {count:,} 人"
        self.button.setText(f"把{whom}{_done_to(what)}" if count else "先选高校、团支部或年级")
        self.button.setAccessibleName(self.button.text())
        self.button.setEnabled(count > 0)

    def _move(self) -> None:
        if not self.form.show_problems():
            return
        values, workspace = self.form.values(), self._desk.workspace
        what, branch, on = values["what"], values["branch_id"], values["on"]
        if what == _TRANSFER and branch is None:
            self._error.show_error(QingqiaoError("还没有选转到哪个团支部。", "请在右边选好。"))
            return
        rows = self.model.rows_at(self.table.chosen_places() or range(self.model.rowCount()))

        def work(_: object) -> StudentsMoved:
            ids = [row.id for row in rows]
            if what == _TRANSFER:
                return transfer_students(workspace, ids, branch, on)
            return mark_leaving(workspace, ids, what, on)

        self.button.setEnabled(False)
        self._desk.act(
            work,
            lambda moved: f"已把 {moved.students:,} 人{_done_to(what)}",
            topics=("roster",),
            done=lambda _: self.accept(),
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: QingqiaoError) -> None:
        self.button.setEnabled(True)
        self._error.show_error(error)


def _done_to(what: object) -> str:
    return f"标为{what.label}" if isinstance(what, Leaving) else "转到另一个团支部"


def open_moving(desk: Desk, parent: QWidget) -> None:
    """Open the dialog once the branches to move to are known."""

    def load(_: object) -> list[BranchName]:
        with desk.workspace.store.read() as reader:
            return students.branches_here(reader)

    desk.jobs.run(
        load, done=lambda branches: MovingDialog(desk, branches, parent).open(), owner=parent
    )

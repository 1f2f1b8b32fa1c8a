"""The right half of 报名: who is on the list or waits, their teams, and taking them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.terms import EnrolmentState
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.enrol_lists import LIST_COLUMNS, list_fetch
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.enrolments import EnrolledRow
from desktop.usecases.activity.enrol_students import (
    EnrolmentsWithdrawn,
    move_up,
    set_leader,
    set_team,
    withdraw_enrolment,
)

_TOPICS = ("activity",)
_ROW_TOO = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class EnrolledList(QWidget):
    """Everything takes effect at once, with 撤销; several lines may be chosen."""

    failed = Signal(object)
    """QingqiaoError, or None when all is well again."""
    said = Signal(str)

    def __init__(self, desk: Desk, activity: ActivityRow) -> None:
        super().__init__()
        self._desk, self._activity = desk, activity
        fetch = list_fetch(desk.workspace, activity.id, activity.capacity)
        self.model = RowsModel(LIST_COLUMNS, fetch, by_jobs(desk.jobs), parent=self)
        self.table = TableView(self.model, desk.memory, "enrol_list")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName("已报名")
        self.table.empty_words = "还没有人报名：在左边选学生，或整个团支部一起报名。"
        self.count = Text("", "strong")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("退出原因，可不填")
        self.reason.setAccessibleName("退出原因")
        self.reason.setMaxLength(100)
        self.team = QLineEdit()
        self.team.setPlaceholderText("小组名称")
        self.team.setAccessibleName("小组名称")
        self.team.setMaxLength(30)
        self.withdraw_button = Button("退出报名", icon_name="x", on_click=self.withdraw)
        self.up_button = Button("递补", icon_name="chevron-up", on_click=self._move_up)
        self.team_button = Button("编组", icon_name="users", on_click=self._set_team)
        self.leader_button = Button("设为组长", icon_name="user", on_click=self._set_leader)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().s)
        self.count.setMinimumHeight(tokens().control)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        for widgets in (
            (self.reason, self.withdraw_button, self.up_button),
            (self.team, self.team_button, self.leader_button),
        ):
            row = QHBoxLayout()
            row.setSpacing(tokens().s)
            for widget in widgets:
                row.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
            column.addLayout(row)

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._chosen_changed)
        self.team.returnPressed.connect(self._set_team)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.failed)
        self._desk.jobs.data_changed.connect(self._data_changed)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self.table,
            self.withdraw,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self._chosen_changed()
        self.model.reload()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(_TOPICS):
            self.model.refresh()

    def _loaded(self) -> None:
        self.count.setText(self.model.sums)
        self._chosen_changed()

    def chosen(self) -> list[EnrolledRow]:
        """Return the lines that are chosen."""
        places = self.table.selectionModel().selectedRows()
        return [row for place in places if (row := self.model.row(place.row())) is not None]

    def _chosen_changed(self) -> None:
        rows = self.chosen()
        waits = _waiting(rows)
        on_list = [row for row in rows if row.state is EnrolmentState.ENROLLED]
        self.withdraw_button.setEnabled(bool(rows))
        self.up_button.setEnabled(bool(waits))
        self.team_button.setEnabled(bool(on_list))
        self.leader_button.setEnabled(len(on_list) == 1 and bool(on_list[0].team))

    def withdraw(self) -> None:
        """Take those chosen off the list."""
        if not self.table.chosen_places():
            self.said.emit("请先在右边选一名已报名的学生。")
            return
        workspace, activity_id = self._desk.workspace, self._activity.id
        reason = self.reason.text().strip()
        self._act(
            lambda rows: withdraw_enrolment(workspace, activity_id, _students(rows), reason),
            lambda rows: f"{_named(rows)}已退出报名",
            self._withdrawn,
        )

    def _withdrawn(self, result: object) -> None:
        self.reason.clear()
        self.table.setFocus()  # the button is out of use now, and passes the keys to anything
        if not isinstance(result, EnrolmentsWithdrawn) or not result.next_in_line:
            return
        names = "、".join(one.name for one in result.next_in_line)
        self.said.emit(f"空出名额，候补的{names}可以递补，已替您选中：按“递补”就补上。")
        self._choose([one.student_id for one in result.next_in_line])

    def _choose(self, student_ids: Sequence[bytes]) -> None:
        """Select students once the list has been read again."""

        def select(total: int) -> None:
            self.model.loaded.disconnect(connection)
            rows = [self.model.row(at) for at in range(total)]
            places = [at for at, row in enumerate(rows) if row and row.student_id in student_ids]
            if places:
                self.table.select(places[0])
                for at in places[1:]:
                    self.table.selectionModel().select(self.model.index(at, 0), _ROW_TOO)
                self.up_button.setFocus()

        connection = self.model.loaded.connect(select)

    def _move_up(self) -> None:
        workspace, activity_id = self._desk.workspace, self._activity.id
        self._act(
            lambda rows: move_up(workspace, activity_id, _students(_waiting(rows))),
            lambda rows: f"{_named(_waiting(rows))}已递补",
        )

    def _set_team(self) -> None:
        workspace, activity_id = self._desk.workspace, self._activity.id
        name = self.team.text().strip()
        if not self.table.chosen_places():
            return
        self._act(
            lambda rows: set_team(workspace, activity_id, _students(rows), name),
            lambda rows: f"已把 {len(rows)} 人{f'编进“{name}”' if name else '移出小组'}",
        )

    def _set_leader(self) -> None:
        workspace, activity_id = self._desk.workspace, self._activity.id
        self._act(
            lambda rows: set_leader(workspace, activity_id, rows[0].student_id),
            lambda rows: f"{rows[0].name}是“{rows[0].team}”的组长",
        )

    def _act(
        self,
        work: Callable[[Sequence[EnrolledRow]], object],
        words: Callable[[Sequence[EnrolledRow]], str],
        done: Callable[[object], None] | None = None,
    ) -> None:
        """Do something to all who are chosen, also those whose page was never fetched."""
        self.failed.emit(None)
        chosen = self.model.rows_at(self.table.chosen_places())

        def act(_: object) -> tuple[Sequence[EnrolledRow], object]:
            rows = list(chosen)
            return rows, work(rows)

        def finished(outcome: tuple[Sequence[EnrolledRow], object]) -> None:
            rows, result = outcome
            self.said.emit(f"{words(rows)}。")
            if done is not None:
                done(result)

        self._desk.act(
            act,
            lambda outcome: words(outcome[0]),
            done=finished,
            failed=self._fail,
            topics=_TOPICS,
            owner=self,
        )

    def _fail(self, error: QingqiaoError) -> None:
        self.failed.emit(error)


def _students(rows: Sequence[EnrolledRow]) -> list[bytes]:
    return [row.student_id for row in rows]


def _waiting(rows: Sequence[EnrolledRow]) -> list[EnrolledRow]:
    return [row for row in rows if row.state is EnrolmentState.WAITING]


def _named(rows: Sequence[EnrolledRow]) -> str:
    """Return whom it is about: the first by name."""
    more = f"等 {len(rows)} 人" if len(rows) > 1 else ""
    return f"{rows[0].name}{more}"

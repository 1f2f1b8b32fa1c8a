"""签到记录: everybody's every attendance, of a student, of an activity or of a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_entry import open_attendance
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.fields import DateField, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views.activities_rows import span
from desktop.gui.views.attendances_rows import (
    ALL,
    COLUMNS,
    FILTERS,
    PICK,
    TERM,
    WHEN,
    Span,
    clock,
    fetch,
    state_kind,
)
from desktop.gui.views.roster_rows import hours
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.attendance_list import AttendanceRow

TOPICS = ("attendance", "activity", "roster", "exchange")

_NOT_HERE = "这次活动还没有收到"
_UNKNOWN = "名册里没有这名学生"


class AttendancesPage(ListDetailPage[AttendanceRow]):
    """The list with its pane; `to_entry` leads to where sheets are typed in."""

    def __init__(self, desk: Desk, switch: QWidget, to_entry: Callable[[], object]) -> None:
        self._desk = desk
        header = PageHeader(
            "签到记录", "每个人的每一次签到", action="录入签到", action_icon="signature"
        )
        header.add_switch(switch)
        super().__init__(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="attendances",
            memory=desk.memory,
            empty=EmptyState(
                "signature",
                "本学期还没有签到记录",
                "录入签到表以后，每个人的每一次都在这里；以前的，在上面选别的日期。",
                "录入签到",
            ),
            detail=self._pane_of,
            menu=self._menu,
            filters=FILTERS,
            search="姓名、拼音、学号、团支部、活动、编号",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="条",
        )
        add_list_tools(desk, self, "签到记录")
        self.action_clicked.connect(to_entry)
        self.row_activated.connect(self._open)
        self.chosen.connect(self._pick)

    def show_of(self, row_id: bytes, words: str) -> None:
        """Show all attendances of one student or one activity, named by `words`."""
        self.narrow({"of": row_id.hex()}, words)
        self.choose("when", ALL)

    def _open(self, row: AttendanceRow) -> None:
        if row.activity_id is not None and row.title:
            open_attendance(self._desk, row.activity_id, self.window(), student=row.name)

    def _menu(self, row: AttendanceRow) -> Sequence[MenuItem]:
        activity, student = row.activity_id, row.student_id
        held, known = bool(activity and row.title), bool(student and row.name)
        why, who = ("" if held else _NOT_HERE), ("" if known else _UNKNOWN)
        open_page = self._desk.open_page
        return (
            MenuItem("打开签到表", partial(self._open, row), "signature", held, why),
            MenuItem(
                "只看此人",
                lambda: self.show_of(student or b"", row.name),
                "user",
                known,
                who,
            ),
            MenuItem(
                "只看此活动",
                lambda: self.show_of(activity or b"", row.title),
                "list-search",
                held,
                why,
            ),
            MenuItem("到名册", lambda: open_page("roster", (student or b"",)), "users", known, who),
            MenuItem(
                "到活动",
                lambda: open_page("activities", (activity or b"",)),
                "calendar-event",
                held,
                why,
            ),
        )

    def _pane_of(self, row: AttendanceRow) -> QWidget:
        pane = DetailPane(
            row.name or _UNKNOWN,
            state=row.presence.label,
            kind=state_kind(row),
            caption=row.student_number,
        )
        pane.add_facts(
            (
                ("活动", row.title or _NOT_HERE),
                ("编号", row.number),
                ("活动时间", span(row.starts_at, row.ends_at) if row.title else ""),
                ("签到", clock(row.check_in)),
                ("签退", clock(row.check_out)),
                ("时长", hours(row.minutes) if row.minutes else ""),
                ("学校", f"{row.university} {row.department}".strip()),
                ("团支部", row.branch),
                ("来源", row.source.label),
                ("经办人", row.edited_by),
            )
        )
        pane.add_actions(self._menu(row))
        return pane

    def _pick(self, key: str, value: str) -> None:
        """Ask from which day to which, when that was chosen."""
        if (key, value) != ("when", PICK):
            return
        dialog = FormDialog(
            "选日期",
            Form(
                (DateField("first", "从"), DateField("last", "到")),
                {"last": self._desk.workspace.today()},
            ),
            self._take_dates,
            note="按活动开始的日期，两天都算在内；不填就是不限。",
            save="确定",
            parent=self.window(),
        )
        dialog.rejected.connect(lambda: self.choose("when", TERM))
        dialog.open()

    def _take_dates(self, filled: Values, finish: Finish) -> None:
        first, last = filled["first"], filled["last"]
        days = Span(
            first if isinstance(first, date) else None, last if isinstance(last, date) else None
        )
        if days.first and days.last and days.first > days.last:
            finish(QingqiaoError("开始的日期在结束的日期之后。", "请检查这两个日期。"))
            return
        self.set_options("when", (*WHEN[:-1], (days.value, days.words), WHEN[-1]))
        self.choose("when", days.value)
        finish(None)

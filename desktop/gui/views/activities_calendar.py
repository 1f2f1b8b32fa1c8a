"""月历: the activities of a month, with holidays and exam weeks, and beside it the chosen day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.domain.indicators import day_start
from desktop.domain.schedule import Quiet, quiet_reason
from desktop.foundation.clock import local_day, local_time
from desktop.gui.desk import Desk
from desktop.gui.dialogs.quiet_spans import open_quiet_spans
from desktop.gui.theme import tokens
from desktop.gui.views.activities_rows import STATE_KINDS
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.month_grid import Entry, MonthGrid, first_shown, month_after
from desktop.gui.widgets.panels import Card, PageHeader
from desktop.gui.widgets.text import Text
from desktop.store.queries import activities, load
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.figures import activities_between
from desktop.usecases.workspace import Workspace

_ID = Qt.ItemDataRole.UserRole
_SHOWN_DAYS = 42
_LIST_WIDTH = 260


@dataclass(frozen=True)
class Month:
    """The activities and the words of the days that the grid of `day`'s month shows."""

    day: date
    rows: Mapping[date, Sequence[ActivityRow]]
    notes: Mapping[date, str]


def read_month(workspace: Workspace, day: date) -> Month:
    """Return what is on in the month of a day."""
    first = first_shown(day)
    after = first + timedelta(days=_SHOWN_DAYS)
    with workspace.store.read() as reader:
        ids = activities_between(reader, day_start(first), day_start(after))
        found = activities.page(reader, only={"id": ids}) if ids else []
        spans = [
            Quiet(f"{one.university}{one.name or one.kind.label}", one.starts_on, one.ends_on)
            for one in load.quiet_spans(reader)
        ]
    rows: dict[date, list[ActivityRow]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row.starts_at, row.number)):
        if row.starts_at is not None:
            rows[local_day(row.starts_at)].append(row)
    days = (first + timedelta(days=at) for at in range(_SHOWN_DAYS))
    notes = {one: words for one in days if (words := quiet_reason(one, spans))}
    return Month(day, rows, notes)


class CalendarView(QWidget):
    """`opened` is called with an activity, `planned` with the day for a new one."""

    def __init__(
        self,
        desk: Desk,
        switch: QWidget,
        opened: Callable[[bytes], object],
        planned: Callable[[date], object],
    ) -> None:
        super().__init__()
        self._desk, self._opened, self._planned = desk, opened, planned
        self._month = Month(desk.workspace.today(), {}, {})
        self.grid = MonthGrid()
        self.day_list = QListWidget()
        self.day_list.setAccessibleName("当天的活动")
        self.day_list.setWordWrap(True)
        self._title = Text("", "subtitle")
        self._day = Text("", "strong")
        self._note = Text("", "muted", wrap=True)
        self._lay_out(switch)
        self.grid.day_chosen.connect(self._show_day)
        self.grid.day_activated.connect(self._activate)
        self.grid.month_wanted.connect(self.go)
        self.day_list.itemActivated.connect(lambda item: self._opened(item.data(_ID)))
        desk.jobs.data_changed.connect(self._data_changed)
        QShortcut(QKeySequence("Ctrl+Home"), self, self._go_today)
        self.go(self._month.day)

    def _lay_out(self, switch: QWidget) -> None:
        space = tokens()
        header = PageHeader("日历", "方向键换日子，PgUp PgDn 换月，回车打开当天的活动")
        header.add_switch(switch)
        bar = QHBoxLayout()
        bar.setSpacing(space.s)
        for words, icon, step in (("上个月", "chevron-left", -1), ("下个月", "chevron-right", 1)):
            bar.addWidget(
                Button(
                    "",
                    "quiet",
                    icon_name=icon,
                    on_click=partial(self._turn, step),
                    tip=words,
                )
            )
        bar.addWidget(self._title)
        bar.addWidget(Button("今天", "quiet", on_click=self._go_today, tip="Ctrl+Home"))
        bar.addStretch(1)
        bar.addWidget(
            Button(
                "考试周和放假…",
                "quiet",
                icon_name="calendar",
                on_click=lambda: open_quiet_spans(self._desk, self.window()),
            )
        )
        card = Card(padded=False)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self.grid)
        side = Card()
        side.setFixedWidth(_LIST_WIDTH)
        side.body.addWidget(self._day)
        side.body.addWidget(self._note)
        side.body.addWidget(self.day_list, 1)
        side.body.addWidget(
            Button("在这天新建活动…", icon_name="plus", on_click=self._plan, tip="Ctrl+N")
        )
        row = QHBoxLayout()
        row.setSpacing(space.m)
        row.addWidget(card, 1)
        row.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(header)
        column.addLayout(bar)
        column.addLayout(row, 1)

    def go(self, day: date) -> None:
        """Show the month of a day, with that day chosen."""
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: read_month(workspace, day), done=self._show)

    def day(self) -> date:
        """Return the day that is chosen."""
        return self.grid.day()

    def _turn(self, step: int) -> None:
        self.go(month_after(self._month.day, step))

    def _go_today(self) -> None:
        self.go(self._desk.workspace.today())

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & {"activity", "exchange"}:
            self.go(self.grid.day())

    def _show(self, month: Month) -> None:
        self._month = month
        self._title.setText(f"{month.day.year} 年 {month.day.month} 月")
        entries = {
            day: [
                Entry(
                    row.id, f"{local_time(row.starts_at):%H:%M}", row.title, STATE_KINDS[row.state]
                )
                for row in rows
                if row.starts_at is not None
            ]
            for day, rows in month.rows.items()
        }
        self.grid.show_month(month.day, entries, month.notes, self._desk.workspace.today())

    def _show_day(self, day: date) -> None:
        rows = self._month.rows.get(day, ())
        self._day.setText(f"{day.month} 月 {day.day} 日")
        self._note.setText(self._month.notes.get(day, "") or ("" if rows else "没有活动"))
        self._note.setVisible(bool(self._note.text()))
        self.day_list.clear()
        for row in rows:
            when = f"{local_time(row.starts_at):%H:%M}" if row.starts_at else ""
            item = QListWidgetItem(f"{when} {row.title}\n{row.state.label}　{row.place}")
            item.setData(_ID, row.id)
            self.day_list.addItem(item)

    def _activate(self, day: date) -> None:
        """Open the day's only activity, go to the list of several, or plan one."""
        rows = self._month.rows.get(day, ())
        if len(rows) == 1:
            self._opened(rows[0].id)
        elif rows:
            self.day_list.setCurrentRow(0)
            self.day_list.setFocus()
        else:
            self._planned(day)

    def _plan(self) -> None:
        self._planned(self.grid.day())

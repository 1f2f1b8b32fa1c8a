"""工作台: what must be done today, the three indicators, activities by month and theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.todo import TodoKind
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.campuses import CampusesDialog
from desktop.gui.dialogs.retention import RetentionDialog
from desktop.gui.theme import tokens
from desktop.gui.views.today_facts import (
    Target,
    TodayFacts,
    chart_series,
    chart_themes,
    month_target,
    part_target,
    read_rings,
    read_today,
)
from desktop.gui.views.today_rings import RingCard
from desktop.gui.views.today_steps import FirstStepsPanel
from desktop.gui.widgets.bar_chart import BarChart
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, IconLabel, PageHeader
from desktop.gui.widgets.text import Text
from desktop.store.queries.dashboard import Todo
from desktop.store.queries.figures import Indicator
from desktop.store.store import Reader

_RINGS = ("coverage", "band", "reach")
_ICONS = {
    TodoKind.READY: "circle-check",
    TodoKind.PROPOSALS: "signature",
    TodoKind.OBJECTED: "x",
    TodoKind.EXPIRING: "clock",
    TodoKind.GRADUATING: "school",
    TodoKind.BACKUP: "device-floppy",
    TodoKind.SHEET: "lock",
    TodoKind.RETENTION: "trash",
    TodoKind.INCIDENTS: "alert-triangle",
    TodoKind.UNSIGNED: "signature",
    TodoKind.UNPRINTED: "printer",
    TodoKind.UNENTERED: "pencil",
    TodoKind.UNCLOSED: "calendar",
    TodoKind.UNCERTIFIED: "certificate",
    TodoKind.OVERDUE: "send",
    TodoKind.RECEIPTS: "inbox",
}


class TodayView(QWidget):
    """The page 工作台."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts: TodayFacts | None = None
        self._outdated = False
        today = desk.workspace.today()
        weekday = "一二三四五六日"[today.weekday()]
        subtitle = f"{today.year} 年 {today.month} 月 {today.day} 日，星期{weekday}"
        self._header = PageHeader("工作台", subtitle)
        self.steps = FirstStepsPanel(desk)
        self.todos = _TodoCard(self._open_todo)
        self.rings = {key: RingCard(self._open_part) for key in _RINGS}
        self.chart = BarChart("本学期各月活动数，按主题")
        self._chart_card = Card("本学期活动")
        self._error = ErrorPanel(retry="重试")
        self._figures = QWidget()
        self._lay_out()
        self._error.retried.connect(self._load)
        self.chart.picked.connect(self._open_activities)
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _lay_out(self) -> None:
        space = tokens()
        inside = QFrame()
        inside.setProperty("panel", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        for widget in (self._header, self._error, self.steps):
            column.addWidget(widget)
        self._chart_card.body.addWidget(self.chart)
        middle = QGridLayout()
        middle.setSpacing(space.m)
        middle.setColumnStretch(0, 1)
        middle.setColumnStretch(1, 1)
        middle.addWidget(self.todos, 0, 0)
        middle.addWidget(self._chart_card, 0, 1)
        column.addLayout(middle)
        row = QHBoxLayout(self._figures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.m)
        for card in self.rings.values():
            row.addWidget(card, 1)
        column.addWidget(self._figures)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        for hidden in (self.steps, self.todos, self._chart_card, self._figures):
            hidden.hide()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._outdated = True
            if self.isVisible():
                self._load()

    def showEvent(self, event: QShowEvent) -> None:
        """Count again what changed while another page was open."""
        super().showEvent(event)
        if self._outdated:
            self._load()

    def _load(self) -> None:
        """Count the rings behind the rest, and all of it beside other work: it only reads."""
        self._outdated = False
        workspace, run = self._desk.workspace, partial(self._desk.jobs.run, beside=True)
        run(lambda _: read_today(workspace), done=self._show, failed=self._failed)
        run(lambda _: read_rings(workspace), done=self._show_rings, failed=self._failed)

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)

    def _show(self, facts: TodayFacts) -> None:
        self._facts = facts
        self._error.show_error(None)
        self.steps.show_steps(facts.steps)
        self.todos.show_todos(facts.todos)
        self.todos.setVisible(bool(facts.todos) or facts.steps.pairing or facts.steps.done)
        self._chart_card.setVisible(facts.steps.pairing)
        self.chart.show_data([f"{month.month} 月" for month in facts.months], chart_series(facts))

    def _show_rings(self, indicators: Sequence[Indicator]) -> None:
        for indicator in indicators:
            self.rings[indicator.key].show_indicator(indicator)
        self._figures.setVisible(self._facts is not None and self._facts.steps.pairing)

    def _open_todo(self, todo: Todo) -> None:
        if todo.kind is TodoKind.RETENTION:
            RetentionDialog(self._desk, self.window()).open()
        else:
            self._desk.open_page(todo.kind.page, todo.ids)

    def _open_part(self, key: str) -> None:
        if key == "whole":
            CampusesDialog(self._desk, self.window()).open()
            return
        today = self._desk.workspace.today()
        self._open(lambda reader: part_target(reader, today, key))

    def _open_activities(self, month: int | None, theme: int | None) -> None:
        if self._facts is not None:
            months = self._facts.months
            chosen = None if theme is None else chart_themes(self._facts)[theme]
            self._open(lambda reader: month_target(reader, months, month, chosen))

    def _open(self, find: Callable[[Reader], Target]) -> None:
        store = self._desk.workspace.store

        def work(_: object) -> Target:
            with store.read() as reader:
                return find(reader)

        self._desk.jobs.run(work, done=self._go, failed=self._failed)

    def _go(self, target: Target) -> None:
        self._desk.open_page(target.page, target.ids)


class _TodoCard(Card):
    """Lines with a number each; 查看 opens the rows."""

    def __init__(self, on_open: Callable[[Todo], None]) -> None:
        super().__init__("今天要做")
        self._on_open = on_open
        self._lines: list[QWidget] = []
        self.buttons: dict[str, Button] = {}
        self._nothing = QWidget()
        row = QHBoxLayout(self._nothing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel("circle-check", colour="success", size=24))
        row.addWidget(Text("没有待办，都处理好了。", "muted"), 1)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)

    def show_todos(self, todos: Sequence[Todo]) -> None:
        """Show these, most pressing first."""
        for line in self._lines:
            line.deleteLater()
        self.buttons = {}
        self._lines = [self._line(todo) for todo in todos]
        for at, line in enumerate(self._lines):
            self.body.insertWidget(at, line)
        self._nothing.setVisible(not todos)

    def _line(self, todo: Todo) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        colour = "warning" if todo.kind.pressing else "info"
        row.addWidget(IconLabel(_ICONS.get(todo.kind, "users"), colour=colour, size=20))
        row.addWidget(Text(todo.text, wrap=True), 1)
        button = Button("查看", "quiet", on_click=partial(self._on_open, todo))
        button.setAccessibleName(f"查看：{todo.text}")
        self.buttons[todo.kind] = button
        row.addWidget(button)
        return line

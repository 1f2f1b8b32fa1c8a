"""工作台: what must be done today, the three indicators, activities by month and theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.indicators import COVERAGE_TARGET
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.theme import Kind, tokens
from desktop.gui.views.today_facts import (
    Target,
    TodayFacts,
    chart_series,
    indicator_target,
    month_target,
    read_today,
    todo_target,
)
from desktop.gui.views.today_steps import FirstStepsPanel
from desktop.gui.widgets.bar_chart import BarChart
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, IconLabel, PageHeader
from desktop.gui.widgets.ring import Ring
from desktop.gui.widgets.text import Text
from desktop.store.queries.dashboard import Todo
from desktop.store.queries.figures import Indicator
from desktop.store.store import Reader

_RINGS = {
    "coverage": ("团支部参与面", "个团支部"),
    "band": ("每学期 2—3 次", "个团支部"),
    "reach": ("在校期间至少 1 次", "名学生"),
}
_PRESSING = ("unprinted", "overdue", "receipts", "above")
_ICONS = {
    "proposals": "signature",
    "unprinted": "printer",
    "unentered": "pencil",
    "uncertified": "certificate",
    "overdue": "send",
    "receipts": "inbox",
}


class TodayView(QWidget):
    """The page 工作台."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts: TodayFacts | None = None
        today = desk.workspace.today()
        weekday = "一二三四五六日"[today.weekday()]
        subtitle = f"{today.year} 年 {today.month} 月 {today.day} 日，星期{weekday}"
        self._header = PageHeader("工作台", subtitle)
        self.steps = FirstStepsPanel(desk)
        self.todos = _TodoCard(self._open_todo)
        self.rings = {key: _RingCard(key, self._open_indicator) for key in _RINGS}
        self.chart = BarChart("本学期各月活动数，按主题")
        self._chart_card = Card("本学期活动")
        self._error = ErrorPanel(retry="重试")
        self._figures = QWidget()
        self._lay_out()
        self._error.retried.connect(self._load)
        self.chart.bar_clicked.connect(self._open_month)
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
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: read_today(workspace), done=self._show, failed=self._failed)

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)

    def _show(self, facts: TodayFacts) -> None:
        self._facts = facts
        self._error.show_error(None)
        self.steps.show_steps(facts.steps)
        self.todos.show_todos(facts.todos)
        self.todos.setVisible(facts.steps.pairing or facts.steps.done)
        self._figures.setVisible(facts.steps.pairing)
        self._chart_card.setVisible(facts.steps.pairing)
        for indicator in facts.indicators:
            self.rings[indicator.key].show_indicator(indicator)
        self.chart.show_data([f"{month.month} 月" for month in facts.months], chart_series(facts))

    def _open_todo(self, todo: Todo) -> None:
        self._open(lambda reader: todo_target(reader, todo))

    def _open_indicator(self, key: str) -> None:
        self._open(lambda reader: indicator_target(reader, key))

    def _open_month(self, at: int) -> None:
        if self._facts is not None and self.chart.total(at):
            month = self._facts.months[at]
            self._open(lambda reader: month_target(reader, month))

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
        colour = "warning" if todo.kind in _PRESSING else "info"
        row.addWidget(IconLabel(_ICONS.get(todo.kind, "users"), colour=colour, size=20))
        row.addWidget(Text(todo.text, wrap=True), 1)
        button = Button("查看", "quiet", on_click=partial(self._on_open, todo))
        button.setAccessibleName(f"查看：{todo.text}")
        self.buttons[todo.kind] = button
        row.addWidget(button)
        return line


class _RingCard(Card):
    """A ring, and below it how it is counted and where the denominator comes from."""

    def __init__(self, key: str, on_open: Callable[[str], None]) -> None:
        super().__init__()
        self.ring = Ring(_RINGS[key][0])
        self.ring.clicked.connect(lambda: on_open(key))
        self._words = Text("", "hint", wrap=True)
        self.body.addWidget(self.ring)
        self.body.addWidget(self._words)
        self.body.addStretch(1)

    def show_indicator(self, indicator: Indicator) -> None:
        """Show the figure and its origin."""
        _, unit = _RINGS[indicator.key]
        goal = COVERAGE_TARGET if indicator.key == "coverage" else 1.0
        kind: Kind = "neutral"
        if indicator.value is not None:
            kind = "success" if indicator.value >= goal else "warning"
        self.ring.show_value(
            indicator.value or 0.0,
            "—" if indicator.value is None else _percent(indicator.value),
            kind,
            caption=f"{indicator.numerator} / {indicator.denominator} {unit}",
            goal=COVERAGE_TARGET if indicator.key == "coverage" else None,
        )
        self._words.setText(f"{indicator.caption}。\n来源：{indicator.source}")

    def words(self) -> str:
        """Return what stands below the ring."""
        return self._words.text()


def _percent(value: float) -> str:
    return f"{value:.0%}" if round(value, 3) in {0.0, 1.0} else f"{value:.1%}"

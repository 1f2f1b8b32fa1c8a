"""查找重复: pairs of students who may be one person; merge them, or say that they are two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from desktop.domain.terms import Gender
from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.views.roster_rows import hours
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries.students import StudentRow
from desktop.usecases.roster.find_duplicates import Suspicion, find_duplicates, keep_apart
from desktop.usecases.roster.merge_students import FIELDS, merge_students

_SIZE = QSize(900, 540)
_TOPICS = ("roster", "attendance", "certificate")


class DuplicatesDialog(WideDialog):
    """The pairs at the left, with their reasons; at the right the two records side by side."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self.pairs: Sequence[Suspicion] = ()
        self.setWindowTitle("查找重复")
        self.list = QListWidget()
        self.list.setAccessibleName("可能重复的学生")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("kind", "box")
        self.list.setMinimumWidth(220)
        self.list.currentRowChanged.connect(self._show_pair)
        self._pane = QScrollArea()
        self._pane.setWidgetResizable(True)
        self._pane.setMinimumWidth(400)
        self.merge_button = Button("合并成一人", "primary", on_click=self._merge)
        self.apart_button = Button("不是同一人", on_click=self._apart)
        self._choices: dict[str, QButtonGroup] = {}
        self._lay_out()
        self._load()
        desk.jobs.data_changed.connect(self._data_changed)

    def _lay_out(self) -> None:
        space = tokens()
        column = self.body
        column.addWidget(Text("查找重复", "title"))
        column.addWidget(
            Text(
                "姓名（读音）、高校、学号、手机号相近的两条记录列在这里，由您决定。"
                "合并后签到、报名和证书都归到留下的一条，可以撤销。",
                "muted",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(space.m)
        row.addWidget(self.list, 2)
        row.addWidget(self._pane, 3)
        column.addLayout(row, 1)
        foot = self.footer
        foot.addWidget(self.apart_button)
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on_click=self.reject))
        foot.addWidget(self.merge_button)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if "roster" in topics:
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: find_duplicates(workspace), done=self._show, beside=True)

    def _show(self, pairs: Sequence[Suspicion]) -> None:
        row = max(self.list.currentRow(), 0)
        before = self._pair() if self.pairs else None
        at = min(row, len(pairs) - 1)
        if before:  # the clerk went on meanwhile: what is looked at stays where it is
            at = next((n for n, one in enumerate(pairs) if _ids(one) == _ids(before)), at)
        self.pairs = pairs
        self.list.blockSignals(True)
        self.list.clear()
        for one in pairs:
            names = one.first.name
            if one.second.name != names:
                names += f" / {one.second.name}"
            self.list.addItem(f"{names}\n{'，'.join(one.reasons)}")
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        if at < 0 or pairs[at] != before:  # or the choices made stand
            self._show_pair(at)

    def _show_pair(self, at: int) -> None:
        found = 0 <= at < len(self.pairs)
        self.merge_button.setEnabled(found)
        self.apart_button.setEnabled(found)
        self._choices = {}
        if not found:
            self._pane.setWidget(
                EmptyState("circle-check", "没有要决定的", "没有看起来重复的学生。")
            )
            return
        self._pane.setWidget(self._comparison(self.pairs[at]))

    def _comparison(self, pair: Suspicion) -> QWidget:
        """Return the two records beside each other; where they differ, one value is chosen."""
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setHorizontalSpacing(tokens().m)
        grid.setVerticalSpacing(tokens().s)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(Text("留下的记录", "strong"), 0, 1)
        grid.addWidget(Text("并入的记录", "strong"), 0, 2)
        for line, (name, label) in enumerate(FIELDS.items(), start=1):
            grid.addWidget(Text(label, "muted"), line, 0)
            ours, theirs = _words(pair.first, name), _words(pair.second, name)
            same = pair.first.branch_id == pair.second.branch_id
            if ours == theirs and (name != "branch_id" or same):
                grid.addWidget(Text(ours, wrap=True), line, 1, 1, 2)
                continue
            group = self._choices[name] = QButtonGroup(inner)
            for at, words in enumerate((ours, theirs)):
                choice = QRadioButton(words or "（未填）")
                choice.setAccessibleName(f"{label}：{words or '未填'}")
                group.addButton(choice, at)
                grid.addWidget(choice, line, 1 + at)
            group.button(0 if _is_said(pair.first, name) else 1).setChecked(True)
        line = grid.rowCount()
        grid.addWidget(Text("高校", "muted"), line, 0)
        for at, one in enumerate((pair.first, pair.second), start=1):
            grid.addWidget(Text(one.university, wrap=True), line, at)
        line += 1
        grid.addWidget(Text("到场", "muted"), line, 0)
        for at, one in enumerate((pair.first, pair.second), start=1):
            grid.addWidget(Text(f"{one.activities} 次，{hours(one.minutes)}"), line, at)
        grid.setRowStretch(line + 1, 1)
        return inner

    def _pair(self) -> Suspicion:
        return self.pairs[self.list.currentRow()]

    def _merge(self) -> None:
        pair, workspace = self._pair(), self._desk.workspace
        others = frozenset(name for name, group in self._choices.items() if group.checkedId() == 1)
        self._desk.act(
            lambda _: merge_students(workspace, pair.first.id, pair.second.id, others),
            lambda _: f"已把两条“{pair.first.name}”合并成一人",
            topics=_TOPICS,
        )

    def _apart(self) -> None:
        pair, workspace = self._pair(), self._desk.workspace
        self._desk.act(
            lambda _: keep_apart(workspace, pair.first.id, pair.second.id),
            lambda _: f"已记下：两个“{pair.first.name}”不是同一人",
            topics=("roster",),
        )


def _ids(pair: Suspicion) -> frozenset[bytes]:
    return frozenset((pair.first.id, pair.second.id))


def _is_said(row: StudentRow, name: str) -> bool:
    return getattr(row, name) not in {None, "", Gender.UNKNOWN}


def _words(row: StudentRow, name: str) -> str:
    if name == "branch_id":
        return row.branch
    value = getattr(row, name)
    return str(getattr(value, "label", value))

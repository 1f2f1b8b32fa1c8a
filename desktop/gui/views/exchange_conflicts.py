"""待选定的修改: what two PCs changed differently, one record at a time, both versions in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import day_words
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text, folded
from desktop.usecases.exchange.conflicts import (
    ConflictView,
    FieldChoice,
    list_conflicts,
    settle_conflict,
)

_NOTE = (
    "两台电脑都改了同一条记录，两份都保留着，没有丢失。"
    "请逐项选定用哪一份；选定的结果随下次上报送到省里和其他电脑。"
)
_DELETION = "一台电脑删除了这条记录，另一台不知道，还改了它。选“保留”就恢复这条记录。"
_SAME = "两份现在已经一致，选定即可。"
_UNREADABLE = "另一份的内容读不出，只能保留现在的；选定即可。"


class ConflictCard(Card):
    """Shows the newest conflict until none is left; hidden then."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("待选定的修改", parent=parent)
        self._desk = desk
        self._open: ConflictView | None = None
        self._others: dict[str, QRadioButton] = {}
        self._groups: list[QButtonGroup] = []
        self.headline = Text("", "strong", wrap=True)
        self._error = ErrorPanel()
        self._deletion = Text(_DELETION, "muted", wrap=True)
        self._choices = QWidget()
        self.all_now = Button("全部用现在的", on_click=lambda: self._choose_all(other=False))
        self.all_other = Button("全部用另一份", on_click=lambda: self._choose_all(other=True))
        self.settle_button = Button("选定", "primary", on_click=self.settle)
        note = Text(_NOTE, "muted", wrap=True)
        for widget in (note, self.headline, self._deletion, self._error, self._choices):
            self.body.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.all_now)
        row.addWidget(self.all_other)
        row.addStretch(1)
        row.addWidget(self.settle_button)
        self.body.addLayout(row)
        self.hide()

    def load(self) -> None:
        """Look for conflicts again."""
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: list_conflicts(workspace), done=self._show, owner=self)

    def settle(self) -> None:
        """Settle the open conflict as chosen."""
        if self._open is None or not self.settle_button.isEnabled():
            return
        workspace, conflict = self._desk.workspace, self._open.id
        other = [name for name, button in self._others.items() if button.isChecked()]
        self.settle_button.setEnabled(False)
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda _: settle_conflict(workspace, conflict, other),
            done=lambda _: self._desk.toast("已选定，下次上报时送出。"),
            failed=self._failed,
            topics=TOPICS,
            owner=self,
        )

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self.load()

    def _show(self, waiting: list[ConflictView]) -> None:
        self.settle_button.setEnabled(True)
        self.setVisible(bool(waiting))
        if not waiting:
            self._open = None
        elif waiting[0] != self._open:  # or the clerk's choices would be lost
            self._draw(waiting[0])
        more = f"（还有 {len(waiting) - 1} 处）" if len(waiting) > 1 else ""
        if self._open is not None:
            self.headline.setText(f"{self._open.record}：{self._open.title}{more}")

    def _draw(self, conflict: ConflictView) -> None:
        self._open, self._others, self._groups = conflict, {}, []
        self._deletion.setVisible(any(choice.name == "deleted" for choice in conflict.fields))
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens().xl)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(Text(_whose("现在的", conflict.now_by, day_words(conflict.now_at))), 0, 1)
        other = _whose("另一份", conflict.other_by, day_words(conflict.other_at))
        grid.addWidget(Text(other), 0, 2)
        for line, choice in enumerate(conflict.fields, start=1):
            self._add_line(grid, line, choice)
        if not conflict.fields:
            same = Text(_UNREADABLE if conflict.unreadable else _SAME, "muted")
            grid.addWidget(same, 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        for button in (self.all_now, self.all_other):
            button.setEnabled(bool(conflict.fields))
        self.body.replaceWidget(self._choices, fresh)
        self._choices.deleteLater()
        self._choices = fresh

    def _add_line(self, grid: QGridLayout, line: int, choice: FieldChoice) -> None:
        grid.addWidget(Text(choice.label, "muted"), line, 0)
        group = QButtonGroup(self)
        for column, value, whose in ((1, choice.now, "现在的"), (2, choice.other, "另一份")):
            button = QRadioButton(value.replace("&", "&&"))
            button.setAccessibleName(f"{choice.label}，{whose}：{value}")
            button.setToolTip(folded(value))
            group.addButton(button)
            grid.addWidget(button, line, column)
        now, other = group.buttons()
        now.setChecked(True)
        self._groups.append(group)
        self._others[choice.name] = other  # type: ignore[assignment]  # as made above

    def _choose_all(self, *, other: bool) -> None:
        for group in self._groups:
            group.buttons()[1 if other else 0].setChecked(True)


def _whose(which: str, who: str, when: str) -> str:
    return " · ".join(part for part in (which, who, when) if part)

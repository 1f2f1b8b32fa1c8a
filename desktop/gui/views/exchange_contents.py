"""What will go: the records by kind, and what was looked over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.labels import RECORDS
from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.checks import Check, hand_up_checks


class ContentsList(QWidget):
    """One line of kinds, then one for all checks that passed, and one for each that did not."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kinds = Text("", "muted", wrap=True)
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().xs)
        self._column.addWidget(self._kinds)

    def show_kinds(self, kinds: Sequence[tuple[str, int]]) -> None:
        """Show how many records of each table go, and look everything over again."""
        said = [f"{RECORDS.get(table, '其他')} {count} 条" for table, count in kinds]
        self._kinds.setText("，".join(said))
        self._kinds.setVisible(bool(said))
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: hand_up_checks(workspace), done=self._show, owner=self)

    def _show(self, checks: Sequence[Check]) -> None:
        for line in self._lines:
            line.deleteLater()
        names = [check.name for check in checks if not check.finding]
        passed = f"检查通过：{'、'.join(names)}" if len(names) < len(checks) else "检查全部通过"
        self._lines = [_line("circle-check", "success", passed)] if names else []
        for check in checks:
            if check.finding:
                self._lines.append(self._finding(check))
        for line in self._lines:
            self._column.addWidget(line)

    def _finding(self, check: Check) -> QWidget:
        if check.page:
            go = partial(self._desk.open_page, check.page, check.ids)
            button = Button("去处理", "quiet", on_click=go)
            button.setAccessibleName(f"去处理：{check.finding}")
            return _line("alert-triangle", "warning", check.finding, button)
        return _line("alert-triangle", "warning", check.finding)


def _line(icon_name: str, colour: str, words: str, *buttons: Button) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens().s)
    row.addWidget(IconLabel(icon_name, colour=colour, size=18))
    row.addWidget(Text(words, "muted", wrap=True), 1)
    for button in buttons:
        row.addWidget(button)
    return line

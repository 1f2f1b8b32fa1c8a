"""What is known of one row, from top to bottom: name and state, facts, words, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.flow import FlowLayout
from desktop.gui.widgets.table_view import MenuItem
from desktop.gui.widgets.text import Badge, Role, Text


class DetailPane(QWidget):
    """The content of the pane beside a list; parts stand in the order in which they are added."""

    def __init__(
        self,
        title: str,
        *,
        state: str = "",
        kind: Kind = "neutral",
        caption: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = tokens()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space.l, space.l, space.l, space.l)
        self._column = QVBoxLayout()
        self._column.setSpacing(space.m)
        outer.addLayout(self._column)
        outer.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(space.s)
        head.addWidget(Text(title, "subtitle", wrap=True, selectable=True), 1)
        if state:
            head.addWidget(Badge(state, kind), 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        if caption:
            self._column.addWidget(Text(caption, "muted", wrap=True, selectable=True))

    def add_section(self, title: str, *, state: str = "", kind: Kind = "neutral") -> None:
        """Add the heading of what follows, with a chip when there is a `state`."""
        self._column.addSpacing(tokens().xs)
        row = QHBoxLayout()
        row.setSpacing(tokens().s)
        row.addWidget(Text(title, "strong"))
        if state:
            row.addWidget(Badge(state, kind))
        row.addStretch(1)
        self._column.addLayout(row)

    def add_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Add (label, value) lines; a fact without a value is left out."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens().m)
        grid.setVerticalSpacing(tokens().s)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for label, value in facts:
            if value:
                at = grid.rowCount()
                grid.addWidget(Text(label, "muted"), at, 0, top)
                grid.addWidget(Text(value, wrap=True, selectable=True), at, 1)
        self._column.addLayout(grid)

    def add_text(self, text: str, role: Role = "body") -> None:
        """Add a paragraph."""
        self._column.addWidget(Text(text, role, wrap=True, selectable=True))

    def add_widget(self, widget: QWidget) -> None:
        """Add any other part, over the whole width."""
        self._column.addWidget(widget)

    def add_actions(self, items: Sequence[MenuItem]) -> None:
        """Add the row's menu as buttons; what cannot be done now is grey and says why."""
        buttons = []
        for item in items:
            button = Button(item.text, icon_name=item.icon_name, on_click=item.run, tip=item.tip)
            button.setEnabled(item.enabled)
            buttons.append(button)
        self.add_buttons(*buttons)

    def add_buttons(self, *buttons: Button) -> None:
        """Add what can be done, as many buttons in a row as there is room for."""
        flow = FlowLayout()
        for button in buttons:
            flow.addWidget(button)
        self._column.addLayout(flow)

"""The side of the window: an entry for each page, with a number where something waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import MarkLabel
from desktop.gui.widgets.text import Badge, Text


@dataclass(frozen=True)
class Entry:
    """A page's key, name and picture; some stand at the foot."""

    key: str
    title: str
    icon_name: str
    at_foot: bool = False


class Navigation(QFrame):
    """Entries one below the other, one of them chosen."""

    chosen = Signal(str)
    """The key of the entry that was pressed."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "side")
        space = tokens()
        self.setFixedWidth(round(space.body * 11.5))
        self._buttons: dict[str, Button] = {}
        self._badges: dict[str, Badge] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(space.s, space.m, space.s, space.s)
        column.setSpacing(2)
        brand = QHBoxLayout()
        brand.setContentsMargins(space.m, 0, 0, space.s)
        brand.setSpacing(space.s)
        brand.addWidget(MarkLabel(26))
        brand.addWidget(Text("青桥", "title"))
        brand.addStretch(1)
        column.addLayout(brand)
        group = QButtonGroup(self)
        for entry in entries:
            if not entry.at_foot:
                column.addWidget(self._add(entry, group))
        column.addStretch(1)
        for entry in entries:
            if entry.at_foot:
                column.addWidget(self._add(entry, group))

    def select(self, key: str) -> None:
        """Show which page is open."""
        self._buttons[key].setChecked(True)

    def set_tip(self, key: str, tip: str) -> None:
        """Say e.g. which keys open the page."""
        self._buttons[key].setToolTip(tip)

    def show_waiting(self, key: str, text: str, kind: Kind = "warning", what: str = "") -> None:
        """Put a number (or a sign) on an entry, "" for none; `what` is read out with it."""
        badge = self._badges[key]
        badge.show_state(text, kind)
        badge.setVisible(bool(text))
        badge.setToolTip(what)
        self._buttons[key].setAccessibleDescription(what)

    def _add(self, entry: Entry, group: QButtonGroup) -> Button:
        button = Button(f" {entry.title}", "nav", icon_name=entry.icon_name)
        button.setAccessibleName(entry.title)
        button.setCheckable(True)
        button.clicked.connect(lambda: self.chosen.emit(entry.key))
        badge = Badge("", "warning")
        badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        badge.hide()
        row = QHBoxLayout(button)
        row.setContentsMargins(0, 0, tokens().s, 0)
        row.addStretch(1)
        row.addWidget(badge)
        group.addButton(button)
        self._buttons[entry.key], self._badges[entry.key] = button, badge
        return button

"""Several lists on one page: the header of each has the switch to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button


@dataclass(frozen=True)
class Section:
    """One list; `make` is given the switch to put into its header."""

    key: str
    title: str
    make: Callable[[QWidget], QWidget]


class Sections(QStackedWidget):
    """Shows one section at a time; each is made when it is first shown."""

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = {section.key: section for section in sections}
        self._made: dict[str, QWidget] = {}
        self.show_section(sections[0].key)

    def show_section(self, key: str) -> QWidget:
        """Show a section, making it if need be, and return it."""
        if key not in self._made:
            made = self._sections[key].make(self._switch(key))
            self._made[key] = made
            self.addWidget(made)
        self.setCurrentWidget(self._made[key])
        return self._made[key]

    def _switch(self, shown: str) -> QWidget:
        switch = QWidget()
        row = QHBoxLayout(switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().xs)
        buttons: dict[str, Button] = {}

        def choose(key: str) -> None:
            self.show_section(key)
            buttons[shown].setChecked(True)  # this switch stays with its own list

        for key, section in self._sections.items():
            button = Button(section.title, "tab", on_click=partial(choose, key))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(key == shown)
            row.addWidget(button)
            buttons[key] = button
        return switch

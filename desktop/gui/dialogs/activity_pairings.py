"""A field of a form: which pairings take part, ticked in a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.gui.fields import Field
from desktop.gui.theme import tokens
from desktop.gui.widgets.editors import Editor

_SHOWN = 3
"""Lines in sight; the list scrolls."""


class PairingsEditor(Editor):
    """A list to tick in; holds the ids that are ticked."""

    def __init__(self, options: Sequence[tuple[bytes, str]]) -> None:
        self.list = QListWidget()
        super().__init__(self.list)
        self._ids = [pairing_id for pairing_id, _ in options]
        space = tokens()
        line, edge = space.control, 2 * space.xs + 2
        for _, words in options:
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setSizeHint(QSize(0, line))  # it is measured before the style is known
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setProperty("kind", "box")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(line * min(_SHOWN, max(len(options), 1)) + edge)
        self.list.itemChanged.connect(self.changed)

    def raw(self) -> object:
        """Return the ids that are ticked, in the order of the list."""
        return tuple(
            pairing_id
            for at, pairing_id in enumerate(self._ids)
            if self.list.item(at).checkState() == Qt.CheckState.Checked
        )

    def show(self, value: object) -> None:
        """Tick the given ids and no others."""
        chosen = value if isinstance(value, Collection) else ()
        for at, pairing_id in enumerate(self._ids):
            ticked = pairing_id in chosen
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            self.list.item(at).setCheckState(state)


@dataclass(frozen=True)
class PairingsField(Field):
    """Pairings ticked in a list -> tuple of their ids."""

    options: Sequence[tuple[bytes, str]] = ()

    def editor(self) -> Editor:
        """Return the list."""
        return PairingsEditor(self.options)

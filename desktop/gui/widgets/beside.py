"""A list and what is known of the chosen row, side by side."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.panels import Card

_SHARE = 0.36
"""Of the room, what the pane gets."""
_NARROWEST, _WIDEST = 20, 32
"""In letters of the body text: a pane of two buttons, and lines that are still read with ease."""


class Beside(QSplitter):
    """The pane grows with the window up to what is read with ease, until the user sets its width.

    That is kept in `memory` under `key`.
    """

    def __init__(
        self, listing: QWidget, known: QScrollArea, memory: MutableMapping[str, str], key: str
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._memory, self._key = memory, key
        self.setHandleWidth(tokens().m)
        self.setChildrenCollapsible(False)
        known.setWidgetResizable(True)
        known.setAccessibleName("详细情况")
        known.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pane = Card(padded=False)
        pane.body.addWidget(known)
        pane.setMinimumWidth(_NARROWEST * tokens().body)
        self.addWidget(listing)
        self.addWidget(pane)
        self.splitterMoved.connect(self._moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room."""
        super().resizeEvent(event)
        room = self.width() - self.handleWidth()
        body = tokens().body
        share = min(max(round(room * _SHARE), _NARROWEST * body), _WIDEST * body)
        pane = int(self._memory.get(self._key, share))
        self.setSizes([room - pane, pane])

    def _moved(self) -> None:
        self._memory[self._key] = str(self.sizes()[1])

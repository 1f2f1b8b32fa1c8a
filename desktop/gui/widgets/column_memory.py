"""Remembers how a user likes a table: widths, order and choice of columns."""

from __future__ import annotations

import json
from collections.abc import MutableMapping, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHeaderView

from desktop.gui.rows_model import Column
from desktop.gui.theme import LIGHT, tokens

_MOST = 1.8
"""No column grows beyond this times its width: far-off words are hard to follow."""


class ColumnMemory(QObject):
    """Sets up `header` as kept under `key`, then keeps every change, by the columns' keys."""

    def __init__(
        self,
        header: QHeaderView,
        columns: Sequence[Column[Any]],
        memory: MutableMapping[str, str],
        key: str,
    ) -> None:
        super().__init__(header)
        self._header = header
        self._columns = columns
        self._keys = [column.key for column in columns]
        self._memory = memory
        self._key = key
        self._filling = False
        self._restore()
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self.remember)

    def fill(self, room: int) -> None:
        """Share out `room` pixels among the columns, until the user sets a width."""
        if self._key in self._memory:
            return
        shown = self._shown()
        scale = tokens().body / LIGHT.body
        short = sum(self._columns[at].width for at in shown if _is_short(self._columns[at]))
        words = sum(self._columns[at].width for at in shown) - short
        growth = max(scale, (room - short * scale) / (words or 1))
        self._filling = True
        for at in shown:
            by = scale if _is_short(self._columns[at]) else min(growth, _MOST * scale)
            self._header.resizeSection(at, int(self._columns[at].width * by))
        self._filling = False

    def remember(self) -> None:
        """Keep the present state."""
        header, keys = self._header, self._keys
        shown = [keys[at] for at in self._shown()]
        kept = {
            "widths": {key: header.sectionSize(keys.index(key)) for key in shown},
            "shown": shown,
            "order": sorted(keys, key=lambda key: header.visualIndex(keys.index(key))),
        }
        self._memory[self._key] = json.dumps(kept, ensure_ascii=False)

    def _resized(self, section: int) -> None:
        """Keep a width that the user set; the last column stretches by itself."""
        shown = self._shown()
        if self._filling or section not in shown:  # Qt tells of hidden ones too, as it lays out
            return
        if section != max(shown, key=self._header.visualIndex):
            self.remember()

    def _shown(self) -> list[int]:
        return [at for at in range(len(self._keys)) if not self._header.isSectionHidden(at)]

    def _restore(self) -> None:
        try:
            kept: dict[str, Any] = json.loads(self._memory.get(self._key, "{}"))
        except ValueError:
            kept = {}
        widths, shown = kept.get("widths", {}), kept.get("shown")
        for at, column in enumerate(self._columns):
            self._header.resizeSection(at, int(widths.get(column.key, column.width)))
            hidden = column.hidden if shown is None else column.key not in shown
            self._header.setSectionHidden(at, hidden)
        known = [key for key in kept.get("order", ()) if key in self._keys]
        for target, key in enumerate(known):
            now = self._header.visualIndex(self._keys.index(key))
            self._header.moveSection(now, target)


def _is_short(column: Column[Any]) -> bool:
    """Whether more room would only stand empty: a chip, a number."""
    return column.kind is not None or column.align == "right"

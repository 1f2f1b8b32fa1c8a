"""Finding words in the document that a preview shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.documents.preview import Found
from desktop.foundation.errors import QingqiaoError
from desktop.gui.rows_model import Executor
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.text import Text

_MOST = 500
"""Places; more would not be gone through one by one."""


class PdfSearch(QWidget):
    """A line to type in, how many places were found, and the way from one to the next.

    `find(words, most)` runs where `execute` runs it.
    """

    def __init__(
        self,
        preview: PdfPreview,
        find: Callable[[str, int], list[Found]],
        execute: Executor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preview, self._find, self._execute = preview, find, execute
        self._found: list[Found] = []
        self._at = 0
        self._words = ""
        self.box = SearchBox("在文件里查找")
        self.box.setMaximumWidth(220)
        self.count = Text("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().xs)
        row.addWidget(self.box)
        row.addWidget(self.count)
        self._steps = [
            Button("", "quiet", icon_name=name, tip=tip, on_click=run)
            for name, tip, run in (
                ("chevron-up", "上一处", self.show_previous),
                ("chevron-down", "下一处", self.show_next),
            )
        ]
        for button in self._steps:
            row.addWidget(button)
            button.setEnabled(False)
        self.box.changed.connect(self._look)
        self.box.confirmed.connect(self._confirmed)

    def show_next(self) -> None:
        """Go to the next place, after the last to the first."""
        self._go(1)

    def show_previous(self) -> None:
        """Go to the place before."""
        self._go(-1)

    def _confirmed(self, words: str) -> None:
        if words.strip() == self._words:
            self.show_next()
        else:
            self._look(words)

    def _look(self, words: str) -> None:
        self._words = asked = words.strip()
        self._found = []
        if not asked:
            self._take([])
            return
        find = self._find

        def show(found: list[Found]) -> None:
            if asked == self._words:
                self._take(found)

        def failed(_: QingqiaoError) -> None:
            self._take([])

        self._execute(lambda _: find(asked, _MOST), show, failed)

    def _take(self, found: list[Found]) -> None:
        self._found, self._at = found, 0
        self._show()

    def _go(self, steps: int) -> None:
        if self._found:
            self._at = (self._at + steps) % len(self._found)
            self._show()

    def _show(self) -> None:
        found: Sequence[Found] = self._found
        for button in self._steps:
            button.setEnabled(len(found) > 1)
        if found:
            more = "+" if len(found) == _MOST else ""
            self.count.setText(f"{self._at + 1} / {len(found)}{more}")
        else:
            self.count.setText("没有找到" if self._words else "")
        self._preview.mark(found, found[self._at] if found else None)

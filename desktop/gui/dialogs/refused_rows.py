"""团省委没有收的记录: each with its reason, and the way to where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.exchange.refusals import RefusedRow, list_refused

_PAGES = {
    "activity": "activities",
    "attendance": "activities",
    "certificate": "certificates",
    "need": "needs",
    "pairing": "pairings",
    "project": "activities",
    "student": "roster",
    "township_profile": "settings",
}
"""Where records of a table are mended; the page is opened at the record where it lists them."""
_LISTED = ("activity", "certificate", "need", "pairing", "student")
_NOTE = (
    "这些记录的内容不合规定，团省委没有收；本机的记录都在，没有丢失。"
    "请打开改正并保存，改过的会随下次上报再送一次。"
)


class RefusedRowsDialog(WideDialog):
    """Lists what is not at the province; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QSize(46, 30) * tokens().body, parent)
        self._desk = desk
        self.setWindowTitle("团省委没有收的记录")
        self.body.addWidget(Text("团省委没有收的记录", "title"))
        self.body.addWidget(Text(_NOTE, "muted", wrap=True))
        self._rows = QVBoxLayout()
        self.add_scrolling(self._rows)
        self.footer.addStretch(1)
        self.footer.addWidget(Button("关闭", on_click=self.accept))
        workspace = desk.workspace
        desk.jobs.run(lambda _: list_refused(workspace), done=self._show, owner=self)

    def _show(self, refused: Sequence[RefusedRow]) -> None:
        for one in refused:
            self._rows.addWidget(self._line(one))
        self._rows.addStretch(1)

    def _line(self, one: RefusedRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(f"{one.record}：{one.title}", "strong", wrap=True, selectable=True))
        why = f"原因：{one.reason}（第 {one.number} 包）"
        words.addWidget(Text(why, "muted", wrap=True, selectable=True))
        row.addLayout(words, 1)
        if one.mended:
            row.addWidget(Badge("已修改，待上报", "success"))
        if page := _PAGES.get(one.table):
            button = Button("打开", on_click=partial(self._open, page, one))
            button.setAccessibleName(f"打开 {one.record} {one.title}")
            row.addWidget(button)
        return line

    def _open(self, page: str, one: RefusedRow) -> None:
        self.accept()
        self._desk.open_page(page, (one.id,) if one.table in _LISTED else ())

"""Ctrl+K: pages, people, communities, pairings, needs and activities found by what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.icons import icon
from desktop.gui.theme import tokens
from desktop.gui.widgets.search_box import SearchBox
from desktop.store.queries import activities, communities, needs, pairings, students
from desktop.store.store import Reader

_MOST = 5
"""Of each kind."""

_ICONS = {
    "roster": "user",
    "pairings": "heart-handshake",
    "needs": "building-community",
    "activities": "calendar-event",
}
_HIT_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Hit:
    """Something found: its words, and the page and rows to open; no rows: the page itself."""

    words: str
    page: str
    rows: tuple[bytes, ...] = ()


def find(reader: Reader, text: str) -> list[Hit]:
    """Return at most five hits of each kind."""
    hits = [
        Hit(f"{one.name}　{one.student_number}　{one.university}{one.branch}", "roster", (one.id,))
        for one in students.page(reader, text=text, limit=_MOST)
    ]
    hits += [
        Hit(
            f"{one.community or '本镇街'} — {one.university}{one.branch or one.department}"
            f"　{one.state.label}",
            "pairings",
            (one.id,),
        )
        for one in pairings.page(reader, text=text, limit=_MOST)
    ]
    for place in communities.page(reader, text=text, limit=_MOST):
        of_it = needs.page(reader, only={"community_id": place.id})
        words = f"{place.name}　征集中的需求 {place.needs} 个，结对 {place.pairings} 个"
        hits.append(Hit(words, "needs", tuple(need.id for need in of_it)))
    hits += [
        Hit(f"{one.community}　{one.title}　{one.state.label}", "needs", (one.id,))
        for one in needs.page(reader, text=text, limit=_MOST)
    ]
    for activity in activities.page(reader, text=text, limit=_MOST):
        start = activity.starts_at
        day = f"{start.astimezone(BEIJING):%Y-%m-%d}" if start else ""
        hits.append(
            Hit(f"{activity.title}　{day}　{activity.number}", "activities", (activity.id,))
        )
    return hits


class SearchPopup(QFrame):
    """The list below the search box; arrows choose, Enter opens, Esc closes."""

    def __init__(self, box: SearchBox, desk: Desk, titles: Mapping[str, str]) -> None:
        super().__init__(box.window())
        self._box, self._desk, self._titles = box, desk, titles
        self._text = self._listed = ""
        self.list = QListWidget()
        self.list.setAccessibleName("搜索结果")
        self.list.setProperty("kind", "popup")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.list.itemClicked.connect(self._open)
        box.changed.connect(self._search)
        box.confirmed.connect(self._confirm)
        box.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows, close it with Esc or when the box is left."""
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.FocusIn and self._text and self.list.count():
            self._place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if self.isVisible() and step is not None:
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if self.isVisible() and event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self._text = text
        if not text:
            self.hide()
            return
        store = self._desk.workspace.store

        def work(_: object) -> tuple[str, list[Hit]]:
            with store.read() as reader:
                return text, find(reader, text)

        self._desk.jobs.run(work, done=self._show)

    def _show(self, found: tuple[str, list[Hit]]) -> None:
        text, hits = found
        if text != self._text:
            return
        self._listed = text
        self.list.clear()
        pages = [
            Hit(f"打开“{words}”页", key) for key, words in self._titles.items() if text in words
        ]
        for hit in [*pages, *hits]:
            item = QListWidgetItem(icon(_ICONS.get(hit.page, "search")), hit.words)
            item.setData(_HIT_ROLE, hit)
            item.setToolTip(hit.words)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem("没有找到，换个说法试试")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        else:
            self.list.setCurrentRow(0)
        self._place()

    def _place(self) -> None:
        window = self.window()
        width = max(self._box.width(), tokens().body * 34)
        line = tokens().control
        rows = min(self.list.count(), 12)
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + tokens().xs))
        left = min(corner.x(), window.width() - width - tokens().s)
        self.setGeometry(left, corner.y(), width, rows * line + tokens().l)
        self.show()
        self.raise_()

    def _confirm(self, text: str) -> None:
        # with Enter pressed too soon the list still answers an earlier question
        if self.isVisible() and self.list.count() and self._listed == text:
            self._open(self.list.currentItem())

    def _open(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT_ROLE)
        if isinstance(hit, Hit):
            self._text = ""  # what is still being looked for must not open the list again
            self.hide()
            self._box.clear()
            self._desk.open_page(hit.page, hit.rows)

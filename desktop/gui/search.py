"""Ctrl+K: people, branches, communities, activities and commands, found by what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.gui.commands import Command, commands
from desktop.gui.desk import Desk
from desktop.gui.icons import icon
from desktop.gui.theme import tokens
from desktop.gui.widgets.search_box import SearchBox
from desktop.usecases.search.find import Hit, find, get_ready, keep_up, where_to_open

_KINDS = {
    "student": ("学生", "user"),
    "branch": ("团支部", "users"),
    "community": ("社区（村）", "building-community"),
    "activity": ("活动", "calendar-event"),
    "project": ("项目", "calendar"),
    "need": ("需求", "heart-handshake"),
    "base": ("阵地", "map-pin"),
    "appointment": ("聘任", "user"),
    "pairing": ("结对联络人", "affiliate"),
    "certificate": ("证书", "certificate"),
}
_HIT_ROLE = Qt.ItemDataRole.UserRole
_LINES = 14


@dataclass
class _Asked:
    """The last thing typed; a search that comes to its turn too late is left out."""

    text: str = ""


@dataclass(frozen=True)
class Answer:
    """What was found for a text."""

    text: str
    hits: list[Hit] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)


class SearchPopup(QFrame):
    """The list below the search box; arrows choose, Enter opens, Esc closes.

    Nothing is looked up in the window's thread, so typing never waits.
    """

    def __init__(
        self,
        box: SearchBox,
        desk: Desk,
        titles: Mapping[str, str],
        show_page: Callable[[str], QWidget],
    ) -> None:
        super().__init__(box.window())
        self._box, self._desk, self._titles, self._show_page = box, desk, titles, show_page
        self._asked, self._ready = _Asked(), False
        self.listed = ""
        """The text whose answer is listed."""
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
        box.textChanged.connect(self._search)
        box.confirmed.connect(self._confirm)
        box.installEventFilter(self)
        desk.jobs.data_changed.connect(self._keep_up)
        self._keep_up()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows, close it with Esc or when the box is left."""
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.FocusIn:
            self._get_ready()
            if self._asked.text and self.list.count():
                self._place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if self.isVisible() and step is not None:
                self._move(step)
                return True
            if self.isVisible() and event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _keep_up(self) -> None:
        """Take what was written into the index, a little at a time, behind all other work."""
        workspace = self._desk.workspace

        def work(_: object) -> bool:
            return keep_up(workspace)

        def done(more: bool) -> None:
            if more:
                self._keep_up()

        self._desk.jobs.run(work, done=done, owner=self)

    def _get_ready(self) -> None:
        """When the box is entered for the first time, before the first key."""
        if not self._ready:
            self._ready, workspace = True, self._desk.workspace
            self._desk.jobs.run(lambda _: get_ready(workspace))

    def _search(self, typed: str) -> None:
        text = self._asked.text = typed.strip()
        if not text:
            self.hide()
            return
        workspace, asked, titles = self._desk.workspace, self._asked, self._titles

        def work(_: object) -> Answer:
            if text != asked.text:
                return Answer(text)
            return Answer(text, find(workspace, text), commands(text, titles))

        self._desk.jobs.run(work, done=self._show)

    def _show(self, answer: Answer) -> None:
        if answer.text != self._asked.text:
            return
        self.listed = answer.text
        self.list.clear()
        for kind, hits in groupby(answer.hits, key=lambda hit: hit.kind):
            title, icon_name = _KINDS[kind]
            self._add_heading(title)
            for hit in hits:
                self._add(hit, f"{hit.name}　{hit.about}".strip(), icon_name)
        if answer.commands:
            self._add_heading("页面和操作")
        for command in answer.commands:
            self._add(command, command.words, "chevron-right")
        if not self.list.count():
            self._add_heading("没有找到，换个说法试试")
        self.list.setCurrentRow(-1)
        self._move(1)
        self._place()

    def _add_heading(self, words: str) -> None:
        heading = QListWidgetItem(words)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(heading)

    def _add(self, found: Hit | Command, words: str, icon_name: str) -> None:
        item = QListWidgetItem(icon(icon_name), words)
        item.setData(_HIT_ROLE, found)
        item.setToolTip(words)
        self.list.addItem(item)

    def _move(self, step: int) -> None:
        """Choose the next line that can be opened, past headings and around the end."""
        count, at = self.list.count(), self.list.currentRow()
        for _ in range(count):
            at = (at + step) % count
            if Qt.ItemFlag.ItemIsEnabled in self.list.item(at).flags():
                self.list.setCurrentRow(at)
                return

    def _place(self) -> None:
        window = self.window()
        width = max(self._box.width(), tokens().body * 34)
        lines = sum(self.list.sizeHintForRow(at) for at in range(min(self.list.count(), _LINES)))
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + tokens().xs))
        left = min(corner.x(), window.width() - width - tokens().s)
        height = min(lines + tokens().l, window.height() - corner.y() - tokens().s)
        self.setGeometry(left, corner.y(), width, height)
        self.show()
        self.raise_()

    def _confirm(self, text: str) -> None:
        # with Enter pressed too soon the list still answers an earlier question
        item = self.list.currentItem()
        if self.isVisible() and self.list.currentRow() >= 0 and self.listed == text:
            self._open(item)

    def _open(self, item: QListWidgetItem) -> None:
        found = item.data(_HIT_ROLE)
        if not isinstance(found, Hit | Command):
            return
        self._asked.text = ""  # what is still being looked for must not open the list again
        self.hide()
        self._box.clear()
        if isinstance(found, Command):
            _press(self._show_page(found.page), found.button)
        else:
            workspace, hit = self._desk.workspace, found
            self._desk.jobs.run(
                lambda _: where_to_open(workspace, hit),
                done=lambda place: self._desk.open_page(*place),
                owner=self,
            )


def _press(page: QWidget, name: str) -> None:
    """Press the button of this name, if one is meant and it can be pressed."""
    named = [one for one in page.findChildren(QPushButton) if one.accessibleName() == name != ""]
    for button in named[:1]:
        button.click()

"""看板: activities in columns by their state, moved by dragging or by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.terms import ActivityState
from desktop.foundation.clock import local_time
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_results import cancel_dialog
from desktop.gui.theme import tokens
from desktop.gui.views.activities_steps import moved_words
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, PageHeader
from desktop.gui.widgets.text import Text
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.activity.change_activity_state import change_activity_state

_ID = Qt.ItemDataRole.UserRole
_STATES = list(ActivityState)
_MOST = 60
"""Cards of a column; others are in the list."""

_ORDER = {ActivityState.PLANNED: "starts_at"}
"""What is coming stands with the nearest first, the rest with the newest."""


def _heights() -> tuple[int, int, int]:
    """Return the heights of a card's lines: the title, when, and how many people."""
    look = tokens()
    return look.body + look.s, look.caption + look.s, look.caption + look.s - 2


class _CardDelegate(QStyledItemDelegate):
    """Draws a card: its title stands out from the two lines below."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave the ground to the style sheet, and no words."""
        super().initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the ground, then the lines."""
        super().paint(painter, option, index)
        look = tokens()
        line = QRectF(option.rect)  # type: ignore[attr-defined]
        line.adjust(look.m, look.s + 2, -look.m, 0)
        font = QFont(painter.font())
        painter.save()
        for at, (words, height) in enumerate(
            zip(index.data().split("\n"), _heights(), strict=True)
        ):
            font.setPixelSize(look.caption if at else look.body)
            font.setBold(not at)
            painter.setFont(font)
            painter.setPen(QColor(look.muted if at else look.text))
            line.setHeight(height)
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, height)
        painter.restore()


class BoardColumn(QListWidget):
    """The cards in the state `of`; `dropped` tells the id of one that was dragged here."""

    dropped = Signal(bytes)
    moved_by_key = Signal(int)
    """-1: to the column at the left, 1: at the right."""

    def __init__(self, state: ActivityState) -> None:
        super().__init__()
        self.of = state
        self.setAccessibleName(state.label)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setProperty("kind", "cards")
        self.setSpacing(tokens().xs)
        self.setItemDelegate(_CardDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped; the cards are shown anew once the rules have agreed."""
        source = event.source()
        if isinstance(source, BoardColumn) and source is not self:
            item = source.currentItem()
            if item is not None:
                self.dropped.emit(item.data(_ID))
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a card with Ctrl and an arrow."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.moved_by_key.emit(step)
        else:
            super().keyPressEvent(event)


class BoardView(QWidget):
    """`opened` is called with the activity whose card was activated."""

    def __init__(self, desk: Desk, switch: QWidget, opened: Callable[[bytes], object]) -> None:
        super().__init__()
        self._desk, self._opened = desk, opened
        self._rows: dict[bytes, ActivityRow] = {}
        self.columns = {state: BoardColumn(state) for state in _STATES}
        self._titles = {state: Text(state.label, "strong") for state in _STATES}
        self._error = ErrorPanel()
        self._follow: bytes | None = None
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        header = PageHeader("看板", "拖动卡片，或选中后按 Ctrl+← →，改变活动的状态；回车打开")
        header.add_switch(switch)
        column.addWidget(header)
        row = QHBoxLayout()
        row.setSpacing(space.m)
        for state, board in self.columns.items():
            card = Card(padded=False)
            card.setProperty("panel", "lane")
            card.body.setContentsMargins(space.s, space.s, space.s, space.s)
            self._titles[state].setContentsMargins(space.xs, space.xs, 0, 0)
            card.body.addWidget(self._titles[state])
            card.body.addWidget(board, 1)
            board.dropped.connect(lambda one, then=state: self._move(one, then))
            board.moved_by_key.connect(partial(self._moved, state))
            board.itemActivated.connect(lambda item: self._opened(item.data(_ID)))
            row.addWidget(card, 1)
        column.addLayout(row, 1)
        column.addWidget(self._error)  # below the cards, which must not move under the pointer
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & {"activity", "attendance", "exchange"}:
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> list[ActivityRow]:
            with workspace.store.read() as reader:
                return [
                    row
                    for state in _STATES
                    for row in activities.page(
                        reader, limit=_MOST, sort=_ORDER.get(state), only={"state": state}
                    )
                ]

        self._desk.jobs.run(load, done=self._show)

    def _show(self, rows: list[ActivityRow]) -> None:
        self._rows = {row.id: row for row in rows}
        for state, board in self.columns.items():
            mine = [row for row in rows if row.state is state]
            kept = board.currentRow()
            board.clear()
            for row in mine:
                board.addItem(_card(row))
            board.setCurrentRow(min(kept, len(mine) - 1))
            more = f"（近 {_MOST} 个）" if len(mine) == _MOST else f" {len(mine)}"
            self._titles[state].setText(f"{state.label}{more}")
        if self._follow is not None:
            self._go_to(self._follow)
        self._follow = None

    def _go_to(self, activity_id: bytes) -> None:
        """Let the keys follow a card that was moved."""
        for board in self.columns.values():
            for at in range(board.count()):
                if board.item(at).data(_ID) == activity_id:
                    board.setCurrentRow(at)
                    board.setFocus()

    def _moved(self, state: ActivityState, step: int) -> None:
        at = _STATES.index(state) + step
        board = self.columns[state]
        if board.currentRow() >= 0 and 0 <= at < len(_STATES):
            self._move(board.currentItem().data(_ID), _STATES[at])

    def _move(self, activity_id: bytes, then: ActivityState) -> None:
        self._error.show_error(None)
        row = self._rows[activity_id]
        if then is ActivityState.CANCELLED and row.state in {
            ActivityState.PLANNED,
            ActivityState.ONGOING,
        }:
            cancel_dialog(self._desk, row, self.window()).open()
            return
        workspace = self._desk.workspace
        self._follow = activity_id
        self._desk.act(
            lambda _: change_activity_state(workspace, activity_id, then),
            lambda changed: f"“{row.title}”：{moved_words(changed)}",
            failed=partial(self._fail, row.title),
            topics=("activity",),
            owner=self,
        )

    def _fail(self, title: str, error: QingqiaoError) -> None:
        self._follow = None
        self._error.show_error(QingqiaoError(f"“{title}”没有移动：{error.message}", error.hint))


def _card(row: ActivityRow) -> QListWidgetItem:
    when = f"{local_time(row.starts_at):%m-%d %H:%M}" if row.starts_at else "时间待定"
    people = f"报名 {row.enrolled} 人"
    if row.state in {ActivityState.ONGOING, ActivityState.CLOSED}:
        people += f"　到场 {row.present} 人"
    elif row.open_safeguards:
        people += f"　保障差 {row.open_safeguards} 项"
    item = QListWidgetItem(f"{row.title}\n{when}\n{people}")
    item.setData(_ID, row.id)
    item.setToolTip(f"{row.title}\n{row.number}　{row.project}\n{row.place}".strip())
    item.setSizeHint(QSize(0, sum(_heights()) + 2 * (tokens().s + 2)))
    return item

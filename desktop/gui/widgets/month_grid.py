"""A month of days: each with its number, a word on the day, and what happens on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from desktop.gui.theme import Kind, tokens

_WEEK, _WEEKS = 7, 6
_DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAY = Qt.ItemDataRole.UserRole
_PAD = 5
_ROOMY = 150
"""Pixels, enough for the time and several words of a title."""


@dataclass(frozen=True)
class Entry:
    """One thing on a day; `time` is left out where there is little room."""

    id: bytes
    time: str
    title: str
    kind: Kind

    @property
    def text(self) -> str:
        """Time and title."""
        return f"{self.time} {self.title}"


class MonthGrid(QTableWidget):
    """Arrows go from day to day and over the month's ends, page keys from month to month."""

    day_chosen = Signal(object)
    day_activated = Signal(object)
    month_wanted = Signal(object)
    """The day to go to in another month."""

    def __init__(self) -> None:
        super().__init__(_WEEKS, _WEEK)
        self._entries: Mapping[date, Sequence[Entry]] = {}
        self._notes: Mapping[date, str] = {}
        self._month = date(2000, 1, 1)
        self._today = self._month
        self.setAccessibleName("月历")
        self.setHorizontalHeaderLabels(_DAYS)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_DayDelegate(self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(tokens().row)
        self.currentCellChanged.connect(lambda *_: self.day_chosen.emit(self.day()))
        self.doubleClicked.connect(lambda _: self.day_activated.emit(self.day()))

    def show_month(
        self,
        month: date,
        entries: Mapping[date, Sequence[Entry]],
        notes: Mapping[date, str],
        today: date,
    ) -> None:
        """Show the month of a day, and choose that day; `notes` are words such as 国庆节."""
        self._month, self._entries, self._notes = month, entries, notes
        self._today = today
        first = first_shown(month)
        for at in range(_WEEK * _WEEKS):
            day = first + timedelta(days=at)
            item = QTableWidgetItem()
            item.setData(_DAY, day)
            said = [f"{day.month} 月 {day.day} 日", notes.get(day, "")]
            said += [one.text for one in entries.get(day, ())]
            words = "\n".join(filter(None, said))
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.setItem(at // _WEEK, at % _WEEK, item)
        self.blockSignals(True)
        self._go(month)
        self.blockSignals(False)
        self.day_chosen.emit(month)

    def day(self) -> date:
        """Return the day that is chosen."""
        at = self.currentRow() * _WEEK + self.currentColumn()
        return self._month if at < 0 else first_shown(self._month) + timedelta(days=at)

    def on(self, day: date) -> tuple[Sequence[Entry], str, bool, bool]:
        """Return what is drawn for a day; whether it is of the month; whether it is today."""
        same = (day.year, day.month) == (self._month.year, self._month.month)
        return self._entries.get(day, ()), self._notes.get(day, ""), same, day == self._today

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by days, weeks and months; Enter activates the day."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_WEEK,
            Qt.Key.Key_Down: _WEEK,
        }
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._go(self.day() + timedelta(days=steps[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self._go(month_after(self.day(), 1 if key == Qt.Key.Key_PageDown else -1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.day_activated.emit(self.day())
        else:
            super().keyPressEvent(event)

    def _go(self, day: date) -> None:
        if (day.year, day.month) != (self._month.year, self._month.month):
            self.month_wanted.emit(day)
            return
        at = (day - first_shown(self._month)).days
        self.setCurrentCell(at // _WEEK, at % _WEEK)


def first_shown(month: date) -> date:
    """Return the Monday with which the grid of a day's month begins."""
    first = month.replace(day=1)
    return first - timedelta(days=first.weekday())


def month_after(day: date, months: int) -> date:
    """Return the same day, or the last there is, of the month before (-1) or after (1)."""
    first = day.replace(day=1)
    target = first - timedelta(days=1) if months < 0 else first + timedelta(days=32)
    target = target.replace(day=1)
    last = ((target + timedelta(days=32)).replace(day=1) - timedelta(days=1)).day
    return target.replace(day=min(day.day, last))


class _DayDelegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the day."""
        grid, day = self.parent(), index.data(_DAY)
        if not isinstance(grid, MonthGrid) or day is None:
            return
        entries, note, same, today = grid.on(day)
        look = tokens()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, QColor(look.surface if same else look.window))
        painter.setPen(QColor(look.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        if index == grid.currentIndex():
            painter.setPen(QPen(QColor(look.focus), 1.5))
            painter.drawRoundedRect(box.adjusted(1, 1, -2, -2), 4, 4)
        font = QFont(painter.font())
        font.setBold(today)
        painter.setFont(font)
        head = box.adjusted(_PAD, 3, -_PAD, 0)
        head.setHeight(look.body + 6)
        painter.setPen(QColor(look.accent_text if today else look.text if same else look.faint))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, f"{day.day}")
        if note:
            painter.setPen(QColor(look.warning))
            room = head.adjusted(26, 0, 0, 0)
            words = painter.fontMetrics().elidedText(
                note, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, words)
        font.setBold(False)
        font.setPixelSize(look.caption)
        painter.setFont(font)
        self._entries(painter, box, head.bottom() + 1, entries)
        painter.restore()

    def _entries(
        self, painter: QPainter, box: QRectF, top: float, entries: Sequence[Entry]
    ) -> None:
        look = tokens()
        step = look.caption + 6
        fitting = max(1, int((box.bottom() - 2 - top) // step))
        shown = entries if len(entries) <= fitting else entries[: max(fitting - 1, 0)]
        for entry in shown:
            colour, soft = look.of_kind(entry.kind)
            chip = QRectF(box.left() + 4, top, box.width() - 8, step - 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(soft))
            painter.drawRoundedRect(chip, 3, 3)
            painter.setPen(QColor(colour))
            inner = chip.adjusted(4, 0, -3, 0)
            metrics, room = painter.fontMetrics(), int(inner.width())
            fits = metrics.horizontalAdvance(entry.text) <= room
            words = entry.text if fits or room > _ROOMY else entry.title
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
            top += step
        if len(shown) < len(entries):
            painter.setPen(QColor(look.muted))
            more = QRectF(box.left() + 8, top, box.width() - 12, step)
            painter.drawText(
                more, Qt.AlignmentFlag.AlignLeft, f"还有 {len(entries) - len(shown)} 个"
            )

"""The sheet on the screen: one line a student, in the order of the printed page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from desktop.domain.terms import Presence
from desktop.foundation.clock import BEIJING
from desktop.gui.dialogs.attendance_draft import Draft, Roll, notes_on, saved_draft
from desktop.gui.rows_model import KIND_ROLE
from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.entry_grid import EntryModel, Index
from desktop.store.queries.attendances import GridRow
from desktop.usecases.attendance.record_attendance import AttendanceChange

_KINDS: dict[Presence | None, Kind] = {
    None: "neutral",
    Presence.PRESENT: "success",
    Presence.LEAVE: "warning",
    Presence.ABSENT: "danger",
}
TITLES = ("序号", "姓名", "学号", "团支部", "到场情况", "签到", "签退", "时长")


class At(IntEnum):
    """The columns."""

    NUMBER = 0
    NAME = 1
    STUDENT_NUMBER = 2
    BRANCH = 3
    PRESENCE = 4
    CHECK_IN = 5
    CHECK_OUT = 6
    HOURS = 7


TIMES = (At.CHECK_IN, At.CHECK_OUT)
TYPED = (*TIMES, At.HOURS)
"""Columns that take what is typed."""


class AttendanceModel(EntryModel):
    """Holds a draft for every student; `show_page` shows those of one printed page."""

    titles, typed = TITLES, TYPED

    def __init__(self, roll: Roll, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roll = roll
        self.walked_in: set[bytes] = set()
        """Students added here by hand: that their entry is there already surprises nobody."""
        self._drafts: dict[bytes, Draft] = {}
        self._saved: dict[bytes, Draft] = {}
        self._rows: dict[bytes, GridRow] = {}
        self._numbers: dict[bytes, int] = {}
        self._shown: list[bytes] = []
        self.take(roll)

    def take(self, roll: Roll) -> None:
        """Show the list as saved now, keeping what was typed and is not saved yet."""
        self.beginResetModel()
        kept = {one: self._drafts[one] for one in self.changed()}
        self.roll = roll
        self._rows = {row.student_id: row for row in roll.rows}
        self._saved = {row.student_id: saved_draft(row, roll) for row in roll.rows}
        self._drafts = {**self._saved, **{one: kept[one] for one in kept if one in self._rows}}
        printed = [one for page in roll.pages for one in page]
        order = [*printed, *(one for one in self._rows if one not in set(printed))]
        self._numbers = {one: at for at, one in enumerate(order, start=1)}
        self._shown = order
        self.endResetModel()
        self.drafted.emit()

    def show_page(self, page: int | None) -> None:
        """Show the students of a printed page, from 0; -1: on no page; None: everybody."""
        self.beginResetModel()
        self._shown = self._on_page(page)
        self.endResetModel()

    def _on_page(self, page: int | None) -> list[bytes]:
        everybody = list(self._numbers)
        if page is None:
            return everybody
        if page >= 0:
            return list(self.roll.pages[page])
        printed = {one for students in self.roll.pages for one in students}
        return [one for one in everybody if one not in printed]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many students are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return what a cell shows."""
        if not index.isValid():
            return None
        student_id = self._shown[index.row()]
        draft, column = self._drafts[student_id], At(index.column())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._text(student_id, column)
        if role == KIND_ROLE and column is At.PRESENCE:
            return _KINDS[draft.presence]
        if role == Qt.ItemDataRole.ForegroundRole and column in TYPED:
            return self._colour(draft, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return draft.problem(self.roll)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's own signature
        """Take a time or hours as typed."""
        column = At(index.column())
        if role != Qt.ItemDataRole.EditRole or column not in TYPED:
            return False
        if column is At.HOURS:
            draft = self._drafts[self._shown[index.row()]]
            self._put(index.row(), draft.credited(str(value).removesuffix("小时"), self.roll))
            return True
        arriving = column is At.CHECK_IN
        planned = self.roll.starts_at if arriving else self.roll.ends_at
        student_id = self._shown[index.row()]
        self._put(
            index.row(), self._drafts[student_id].timed(str(value), planned, arriving=arriving)
        )
        return True

    def cycle(self, row: int) -> None:
        """Move a line on from 到场 to 请假 to 缺席."""
        self._put(row, self._drafts[self._shown[row]].cycled())

    def clear(self, row: int) -> None:
        """Take a line back to nothing entered."""
        self._put(row, Draft())

    def mark_present(self) -> int:
        """Mark as present whoever is shown and has nothing entered; return how many."""
        open_rows = [at for at, one in enumerate(self._shown) if not self._drafts[one].presence]
        for at in open_rows:
            self._put(at, self._drafts[self._shown[at]].marked(Presence.PRESENT))
        return len(open_rows)

    def notes(self) -> str:
        """Return what to know of the students who are shown, see `notes_on`."""
        present = {
            one: self._drafts[one].credit(self.roll)
            for one in self._shown
            if self._drafts[one].presence is Presence.PRESENT
        }
        others = [one for one in self._shown if one not in self.walked_in]
        return notes_on(self.roll, others, present)

    def row_of_name(self, name: str) -> int | None:
        """Return where a student of this name is shown."""
        names = [self._rows[one].name for one in self._shown]
        return names.index(name) if name in names else None

    def changed(self) -> list[bytes]:
        """Return the students whose draft differs from what is saved."""
        return [one for one, draft in self._drafts.items() if draft != self._saved[one]]

    def changes(self) -> list[AttendanceChange]:
        """Return what is to be recorded."""
        return [self._drafts[one].change(one) for one in self.changed()]

    def missing(self, page: int | None = None) -> list[str]:
        """Return the names of those on a page (None: all) with nothing entered."""
        return [
            self._rows[one].name for one in self._on_page(page) if not self._drafts[one].presence
        ]

    def problems(self) -> Sequence[tuple[int, str]]:
        """Return the printed number of each line that cannot be saved, and why."""
        found = ((one, self._drafts[one].problem(self.roll)) for one in self.changed())
        return [(self._numbers[one], words) for one, words in found if words]

    def row_of_number(self, number: int) -> int | None:
        """Return where the line with a printed number is shown, None: on another page."""
        numbers = [self._numbers[one] for one in self._shown]
        return numbers.index(number) if number in numbers else None

    def _put(self, row: int, draft: Draft) -> None:
        self._drafts[self._shown[row]] = draft
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))

    def _text(self, student_id: bytes, column: At) -> str:
        row, draft = self._rows[student_id], self._drafts[student_id]
        plain = {
            At.NUMBER: f"{self._numbers[student_id]}",
            At.NAME: row.name,
            At.STUDENT_NUMBER: row.student_number,
            At.BRANCH: row.branch,
            At.PRESENCE: draft.presence.label if draft.presence else "未填",
        }
        if column in plain:
            return plain[column]
        if draft.presence is not Presence.PRESENT:
            return ""
        came, left = draft.times(self.roll)
        if column is At.CHECK_IN:
            return draft.wrong_in or _clock(came)
        if column is At.CHECK_OUT:
            return draft.wrong_out or _clock(left)
        hours = f"{draft.credit(self.roll) / 60:.2f}".rstrip("0").rstrip(".")
        return draft.wrong_hours or f"{hours} 小时"

    def _colour(self, draft: Draft, column: At) -> QColor | None:
        if draft.problem(self.roll):
            return QColor(tokens().danger)
        typed = {
            At.CHECK_IN: draft.check_in is not None,
            At.CHECK_OUT: draft.check_out is not None,
            At.HOURS: draft.minutes is not None,
        }
        return None if typed[column] else QColor(tokens().faint)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%H:%M}"

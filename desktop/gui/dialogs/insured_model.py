"""参保名单 on the screen: one line a student, their 身份证号 and whom to call typed beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from desktop.domain.identity_card import problem, tidy_number
from desktop.gui.theme import tokens
from desktop.gui.widgets.entry_grid import EntryModel, Index
from desktop.store.queries.attendances import GridRow
from desktop.usecases.activity.insured import Insured

TITLES = ("序号", "姓名", "学号", "身份证号", "紧急联系人及电话")
_CALLED_LENGTH = 60


class At(IntEnum):
    """The columns."""

    NUMBER = 0
    NAME = 1
    STUDENT_NUMBER = 2
    IDENTITY = 3
    EMERGENCY = 4


TYPED = (At.IDENTITY, At.EMERGENCY)


class InsuredModel(EntryModel):
    """Holds what is typed until it is kept; wrong numbers too, and what is wrong with them."""

    titles, typed = TITLES, TYPED

    def __init__(
        self,
        people: Sequence[GridRow],
        kept: Mapping[bytes, Insured],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = people
        self._said = {one.student_id: kept.get(one.student_id, Insured("")) for one in people}
        self._at_first = dict(self._said)
        self._wrong: Sequence[Mapping[At, str]] | None = None  # None: to be looked for anew

    @property
    def is_changed(self) -> bool:
        """Whether something differs from what was kept."""
        return self._said != self._at_first

    def said(self) -> dict[bytes, Insured]:
        """Return what stands there, by student."""
        return dict(self._said)

    def take(self, numbers: Mapping[bytes, str], emergency: Mapping[bytes, str]) -> None:
        """Fill in what was read; what was not given there stays as it is."""
        for one, said in self._said.items():
            self._said[one] = Insured(
                numbers.get(one) or said.identity, emergency.get(one) or said.emergency
            )
        self._wrong = None
        last = self.index(len(self._people) - 1, At.EMERGENCY)
        self.dataChanged.emit(self.index(0, At.IDENTITY), last)

    def missing(self) -> int:
        """Return how many have no 身份证号."""
        return sum(not said.identity for said in self._said.values())

    def problem(self, row: int) -> str:
        """Return what is wrong with a line, or ""."""
        return next(iter(self._found()[row].values()), "")

    def problems(self) -> list[tuple[int, At, str]]:
        """Return the rows that cannot be kept, the first column that is wrong, and why."""
        return [(at, *next(iter(wrong.items()))) for at, wrong in enumerate(self._found()) if wrong]

    def _found(self) -> Sequence[Mapping[At, str]]:
        """Return what is wrong with each line, by column."""
        if self._wrong is None:
            holders: dict[str, list[int]] = defaultdict(list)
            for at, one in enumerate(self._people):
                holders[self._said[one.student_id].identity].append(at)
            self._wrong = [self._look(at, holders) for at in range(len(self._people))]
        return self._wrong

    def _look(self, row: int, holders: Mapping[str, Sequence[int]]) -> Mapping[At, str]:
        """Look at a line; `holders` are the rows that each 身份证号 stands in."""
        said, wrong = self._said[self._people[row].student_id], {}
        if number := said.identity:
            same = next((at for at in holders[number] if at != row), None)
            if words := problem(number) or ("" if same is None else f"与序号 {same + 1} 的相同"):
                wrong[At.IDENTITY] = f"身份证号{words}"
        if len(said.emergency) > _CALLED_LENGTH:
            wrong[At.EMERGENCY] = f"紧急联系人太长，最多 {_CALLED_LENGTH} 个字"
        return wrong

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many are on the list."""
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return what a cell shows; what is wrong is red and says why."""
        if not index.isValid():
            return None
        column = At(index.column())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._text(index.row(), column)
        if role not in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole}:
            return None
        words = self._found()[index.row()].get(column, "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return words
        return QColor(tokens().danger) if words else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's own signature
        """Take what was typed."""
        column = At(index.column())
        if role != Qt.ItemDataRole.EditRole or column not in TYPED:
            return False
        one = self._people[index.row()].student_id
        if column is At.IDENTITY:
            self._said[one] = replace(self._said[one], identity=tidy_number(str(value)))
        else:
            self._said[one] = replace(self._said[one], emergency=str(value))
        self._wrong = None
        self.dataChanged.emit(self.index(0, At.IDENTITY), self.index(len(self._people) - 1, column))
        return True

    def _text(self, row: int, column: At) -> str:
        one = self._people[row]
        said = self._said[one.student_id]
        return {
            At.NUMBER: str(row + 1),
            At.NAME: one.name,
            At.STUDENT_NUMBER: one.student_number,
            At.IDENTITY: said.identity,
            At.EMERGENCY: said.emergency,
        }[column]

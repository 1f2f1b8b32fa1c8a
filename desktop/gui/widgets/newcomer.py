"""A row that was just added is chosen, wherever in its list it stands."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import RowsModel
from desktop.gui.widgets.table_view import TableView


class Newcomer(QObject):
    """Watches for rows that an act makes, and chooses the first of them that came into `model`.

    Nothing is chosen when the filters in force leave it out, nor in a list that is out of sight.
    """

    def __init__(self, model: RowsModel[Any], table: TableView[Any], jobs: JobRunner) -> None:
        super().__init__(table)
        self._model, self._table, self._jobs = model, table, jobs
        self._made: frozenset[bytes] = frozenset()
        self._before = 0
        jobs.rows_made.connect(self._expect)
        model.loaded.connect(self._look)

    def _expect(self, made: frozenset[bytes]) -> None:
        self._made = made if self._table.isVisible() else frozenset()
        self._before = self._model.rowCount()

    def _look(self, total: int) -> None:
        if self._model.counting or not self._made:
            return
        made, self._made = self._made, frozenset()
        if total <= self._before:
            return
        find = self._model.finder(made)
        self._jobs.run(lambda _: find(), done=self._choose, owner=self._table)

    def _choose(self, place: int | None) -> None:
        if place is not None:
            self._table.select(place)

"""A table of any length: pages of frozen rows are fetched when they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import Kind

Row = TypeVar("Row")
T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

KIND_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Kind` of a cell drawn as a badge, or None."""

WAITING = "…"
_KEEP_PAGES = 64
_KEEP_WANTED = 3
"""A screen never shows more than two pages of 100; older wishes have been scrolled past."""

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `sort_key` None: cannot be sorted. `kind` given: drawn as a badge."""

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    align: Literal["left", "right", "centre"] = "left"
    sort_key: str | None = None
    tooltip: Callable[[Row], str] | None = None
    kind: Callable[[Row], Kind] | None = None
    hidden: bool = False


@dataclass(frozen=True)
class RowsQuery:
    """What a page of rows is asked with; `choices` are the page's own filters."""

    offset: int = 0
    limit: int = 100
    sort_key: str | None = None
    descending: bool = False
    text: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowsPage(Generic[Row]):
    """The rows from `offset` on, and how many there are altogether."""

    rows: Sequence[Row]
    total: int


class Executor(Protocol):
    """Runs work somewhere, then calls `done` or `failed` in the window's thread."""

    def __call__(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[QingqiaoError], None],
    ) -> None:
        """Run `work`."""


def immediately(
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[QingqiaoError], None],
) -> None:
    """Run at once: for rows that lie in memory, and for tests."""
    try:
        result = work()
    except QingqiaoError as error:
        failed(error)
    else:
        done(result)


def by_jobs(jobs: JobRunner) -> Executor:
    """Return an executor which runs silently in the database thread."""

    def execute(
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[QingqiaoError], None],
    ) -> None:
        jobs.run(lambda _: work(), done=done, failed=failed)

    return execute


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows in order of `query`; a row not yet there shows "…" until its page arrives."""

    loaded = Signal(int)
    """How many rows there are, each time the first page has arrived."""
    failed = Signal(object)
    """QingqiaoError of a fetch; the rows already there stay."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Callable[[RowsQuery], RowsPage[Row]],
        execute: Executor = immediately,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.query = RowsQuery()
        self._fetch = fetch
        self._execute = execute
        self._total = 0
        self._pages: dict[int, tuple[int, Sequence[Row]]] = {}
        self._round = 0
        self._fresh_start = True
        self._in_flight = False
        self._wanted: list[int] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return what a cell shows; asks for the page when it is missing."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, KIND_ROLE}:
            return None
        row = self.row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return WAITING if row is None else column.text(row)
        ask = column.tooltip if role == Qt.ItemDataRole.ToolTipRole else column.kind
        return None if ask is None or row is None else ask(row)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the rows in another order; ignored for a column without `sort_key`."""
        key = self.columns[column].sort_key if 0 <= column < len(self.columns) else None
        descending = order == Qt.SortOrder.DescendingOrder
        if key is not None and (key, descending) != (self.query.sort_key, self.query.descending):
            self._ask_anew(replace(self.query, sort_key=key, descending=descending))

    def set_filter(self, text: str, choices: Mapping[str, str] | None = None) -> None:
        """Show only rows that match; `choices` None keeps those in force."""
        kept = self.query.choices if choices is None else dict(choices)
        if (text, kept) != (self.query.text, self.query.choices):
            self._ask_anew(replace(self.query, text=text, choices=kept))

    def reload(self) -> None:
        """Fetch from the top; also the first fetch, which the view asks for when it is shown."""
        self._ask_anew(self.query)

    def refresh(self) -> None:
        """Fetch again after the data changed, keeping selection and place."""
        self._round += 1
        self._in_flight = False
        self._want(0)

    def row(self, number: int) -> Row | None:
        """Return a row, or None while its page is on its way."""
        page, offset = divmod(number, self.query.limit)
        kept = self._pages.get(page)
        if kept is None or kept[0] != self._round:
            self._want(page)
        if kept is None or offset >= len(kept[1]):
            return None
        return kept[1][offset]

    def _ask_anew(self, query: RowsQuery) -> None:
        self.query = query
        self._fresh_start = True
        self.refresh()

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted = [*self._wanted, page][-_KEEP_WANTED:]
        if not self._in_flight:
            self._soon.start()

    def _fetch_wanted(self) -> None:
        if self._in_flight or not self._wanted:
            return
        page = self._wanted.pop()
        turn = self._round
        query = replace(self.query, offset=page * self.query.limit)
        self._in_flight = True
        fetch = self._fetch
        self._execute(
            lambda: (turn, page, fetch(query)),
            self._arrived,
            self._failed,
        )

    def _failed(self, error: QingqiaoError) -> None:
        self._in_flight = False
        self._wanted.clear()
        self.failed.emit(error)

    def _arrived(self, arrival: tuple[int, int, RowsPage[Row]]) -> None:
        turn, page, content = arrival
        if turn != self._round:
            return
        self._in_flight = False
        if self._fresh_start:
            self._start_over(page, content)
        else:
            self._resize(content.total)
            self._keep(page, content.rows)
        if page == 0:
            self.loaded.emit(self._total)
        if self._wanted:
            self._soon.start()

    def _start_over(self, page: int, content: RowsPage[Row]) -> None:
        self.beginResetModel()
        self._fresh_start = False
        self._total = content.total
        self._pages = {page: (self._round, content.rows)}
        self.endResetModel()

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _keep(self, page: int, rows: Sequence[Row]) -> None:
        self._pages.pop(page, None)
        self._pages[page] = (self._round, rows)
        while len(self._pages) > _KEEP_PAGES:
            del self._pages[next(iter(self._pages))]
        first = page * self.query.limit
        if first < self._total:
            last = min(first + self.query.limit, self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

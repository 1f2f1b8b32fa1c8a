"""A table of any length: pages of frozen rows are fetched when they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.row_pages import (
    Executor,
    Order,
    PageFetcher,
    RowsPage,
    RowsQuery,
    by_jobs,
    immediately,
)
from desktop.gui.theme import Kind
from desktop.workbooks.sheet import Value

__all__ = [
    "Column",
    "Executor",
    "Order",
    "RowsModel",
    "RowsPage",
    "RowsQuery",
    "by_jobs",
    "immediately",
]

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

KIND_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Kind` of a cell drawn as a badge, or None."""

WAITING = "…"

_LARGE_PAGE = 10_000
"""Rows fetched at once for an export: few enough to hold, enough that sorting anew costs little."""

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
    value: Callable[[Row], Value] | None = None
    """What an export writes where a number or a date says more than the text."""


class ListChangedError(QingqiaoError):
    """What was chosen stands elsewhere by now."""

    def __init__(self) -> None:
        super().__init__("列表刚刚有变化，什么也没有改动。", "请看一下列表里选中的是谁，再按一次。")


def same_record(one: object, other: object) -> bool:
    """Tell whether two are one record, perhaps changed; rows without an id are not followed."""
    mine: object = getattr(one, "id", None)
    return mine is None or mine == getattr(other, "id", None)


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows in order of `query`; a row not yet there shows "…" until its page arrives."""

    loaded = Signal(int)
    """How many rows there are, each time the first page has arrived: of a long list at first only
    those of the page, see `counting`."""
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
        self._total = 0
        self.sums = ""
        """What all rows come to, also those not fetched: as the fetch of the first page said."""
        self._fresh_start = True
        self._pages = PageFetcher(fetch, execute, self)
        self._pages.arrived.connect(self._arrived)
        self._pages.outdated.connect(self.refresh)
        self._pages.failed.connect(self.failed)

    @property
    def query(self) -> RowsQuery:
        """Order and filter in force."""
        return self._pages.query

    @property
    def counting(self) -> bool:
        """Whether the first rows are here, but not yet how many there are in all."""
        return self._pages.counting

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
        self._pages.start(self.query, keep_old=not self._fresh_start)

    def row(self, number: int) -> Row | None:
        """Return a row, or None while its page is on its way."""
        return self._pages.row(number)

    def number_of(self, row: Row) -> int | None:
        """Return where the row of the same id is now, None when it is not among those fetched."""
        row_id = getattr(row, "id", None)
        if row_id is None:
            return None
        return self._pages.number_of(lambda one: getattr(one, "id", None) == row_id)

    def finder(self, ids: Collection[bytes]) -> Callable[[], int | None]:
        """Return what finds the place of the first row of one of these ids; for use inside a job.

        None where no row is one of them. A long list whose order is of other names knows none.
        """

        def is_one(row: object) -> bool:
            return getattr(row, "id", None) in ids

        order, here = self._pages.order, self._pages.number_of(is_one)
        if here is not None:
            return lambda: here
        if order is not None:
            return lambda: order.place(ids)
        rows = self.every_row()
        return lambda: next((at for at, row in enumerate(rows) if is_one(row)), None)

    def all_rows(self, most: int) -> Sequence[Row]:
        """Fetch the first `most` rows of the list as it is shown; for use inside a job."""
        order = self._pages.order
        part = None if order is None else order.part(0, most)
        return self._pages.fetch(replace(self.query, offset=0, limit=most, part=part)).rows

    def every_row(self) -> Iterator[Row]:
        """Yield all rows of the list as it is shown, fetched in large pages; inside a job."""
        query, fetch = replace(self.query, offset=0, limit=_LARGE_PAGE), self._pages.fetch
        order = self._pages.order

        def rows() -> Iterator[Row]:
            if order is not None:
                for at in range(0, len(order), query.limit):
                    yield from fetch(replace(query, part=order.part(at, query.limit))).rows
                return
            asked = query
            while (page := fetch(asked)).rows:
                yield from page.rows
                asked = replace(asked, offset=asked.offset + _LARGE_PAGE)

        return rows()

    def rows_at(self, places: Collection[int]) -> Iterator[Row]:
        """Yield the rows at some places of the list as it is shown, in its order; inside a job.

        Also those whose page was never fetched: a whole list may be chosen. Raises
        `ListChangedError` when other rows stand there by then, or the list is just asked for anew.
        """
        here = {at: row for at in places if (row := self._pages.row(at)) is not None}
        missing = set(places) - here.keys()
        rows, outdated = self.every_row(), self._fresh_start

        def found() -> Iterator[Row]:
            now = {at: row for at, row in enumerate(rows) if at in places} if missing else here
            steady = all(same_record(row, now.get(at)) for at, row in here.items())
            if outdated or len(now) < len(places) or not steady:
                raise ListChangedError
            for at in sorted(now):
                yield now[at]

        return found()

    def _ask_anew(self, query: RowsQuery) -> None:
        self._fresh_start = True
        self._pages.start(query)

    def _arrived(self, page: int, content: RowsPage[Row], first: bool) -> None:
        if self._fresh_start:
            self.beginResetModel()
            self._fresh_start = False
            self._total = content.total
            self._pages.forget()
            self._pages.keep(page, content.rows)
            self.endResetModel()
        else:
            self._resize(content.total)
            self._pages.keep(page, content.rows)
            self._show_changed(page, everything=first)
        if first:
            self.sums = content.sums
            self.loaded.emit(self._total)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _show_changed(self, page: int, *, everything: bool) -> None:
        """Let views draw a page anew, or all: what they draw of an older round they ask for."""
        first = 0 if everything else page * self.query.limit
        last = self._total if everything else min(first + self.query.limit, self._total)
        if first < last:
            self.dataChanged.emit(self.index(first, 0), self.index(last - 1, len(self.columns) - 1))

"""From what a table asks for to the page of rows that a query gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.gui.rows_model import Order, RowsPage, RowsQuery
from desktop.store.queries.listing import ID_SIZE, Listing, Only
from desktop.store.store import Reader, Store

Row = TypeVar("Row")
Line = TypeVar("Line")
Row_co = TypeVar("Row_co", covariant=True)

_QUICK = 0.06
"""Seconds of computing within which the first rows of a long list are tried for. Not of the clock:
on a busy computer they would be given up, and the whole order then keeps people waiting longer."""


class Page(Protocol[Row_co]):
    """The `page` of a list in store/queries."""

    def __call__(
        self,
        reader: Reader,
        /,
        *,
        offset: int,
        limit: int,
        sort: str | None,
        descending: bool,
        text: str,
        only: Only | None,
    ) -> Sequence[Row_co]:
        """Return the rows."""


class Count(Protocol):
    """The `count` of a list in store/queries."""

    def __call__(self, reader: Reader, /, *, text: str, only: Only | None) -> int:
        """Return how many there are."""


def chosen(query: RowsQuery, columns: Mapping[str, Callable[[str], object]]) -> dict[str, object]:
    """Return the filters in force; `columns` reads the choice of each column.

    The choice `ids` is that of `ListDetailPage.show_only`.
    """
    only = {name: read(text) for name, read in columns.items() if (text := query.choices.get(name))}
    if ids := query.choices.get("ids"):
        only["id"] = [bytes.fromhex(one) for one in ids.split(",")]
    return only


def rows_of(
    page: Page[Row], reader: Reader, query: RowsQuery, only: Only | None = None
) -> Sequence[Row]:
    """Return all the rows that the table lists, not just the page of them that it asks for."""
    return _asked(page, reader, replace(query, offset=0, limit=-1), only)


def page_of(
    page: Page[Row], count: Count, reader: Reader, query: RowsQuery, only: Only | None = None
) -> RowsPage[Row]:
    """Return the rows that the table asks for, and how many there are in all."""
    rows = _asked(page, reader, query, only)
    return RowsPage(rows, count(reader, text=query.text, only=only))


def _asked(page: Page[Row], reader: Reader, query: RowsQuery, only: Only | None) -> Sequence[Row]:
    return page(
        reader,
        offset=query.offset,
        limit=query.limit,
        sort=query.sort_key,
        descending=query.descending,
        text=query.text,
        only=only,
    )


@dataclass(frozen=True)
class LongList(Generic[Row]):
    """A list that may have a million rows, as one query of the table asks for it.

    `first` gives at most so many first rows, fewer when there are no more; None: only the whole
    order tells. `order` gives `size` bytes for each row, and `rows` the rows for some of these
    that are still there. `sums` says what all come to.
    """

    first: Callable[[Reader, int], Sequence[Row] | None]
    order: Callable[[Reader], bytes]
    rows: Callable[[Reader, bytes], Sequence[Row]]
    size: int = ID_SIZE
    sums: Callable[[Reader], str] = lambda _: ""

    def told(self, lines: Callable[[Reader, Sequence[Row]], Sequence[Line]]) -> LongList[Line]:
        """Return the same list with what the page shows of these rows, one line for each."""

        def first(reader: Reader, limit: int) -> Sequence[Line] | None:
            rows = self.first(reader, limit)
            return None if rows is None else lines(reader, rows)

        return LongList(
            first,
            self.order,
            lambda reader, refs: lines(reader, self.rows(reader, refs)),
            self.size,
            self.sums,
        )

    def page(self, store: Store, query: RowsQuery) -> RowsPage[Row]:
        """Return the rows that the table asks for, the first ones as soon as they are known."""
        if query.part is not None:
            with store.read() as reader:
                return RowsPage(self.rows(reader, query.part.refs), len(query.part))
        if not query.quick:
            return self._whole(store, query, SILENT)
        rest = partial(self._whole, store, query)
        try:
            with store.read() as reader, reader.heeding(_Until(time.thread_time() + _QUICK)):
                rows = self.first(reader, query.limit)
                if rows is not None and len(rows) < query.limit:
                    return RowsPage(rows, len(rows), self.sums(reader))
        except Cancelled:
            rows = None
        found = rows or ()
        return RowsPage(found, len(found), rest=rest)

    def _whole(self, store: Store, query: RowsQuery, progress: Progress) -> RowsPage[Row]:
        with store.read() as reader, reader.heeding(progress):
            order = Order(self.order(reader), self.size)
            rows = self.rows(reader, order.part(query.offset, query.limit).refs)
            return RowsPage(rows, len(order), self.sums(reader), order)


def long_list(listing: Listing[Row], query: RowsQuery, only: Only | None = None) -> LongList[Row]:
    """Return a list of store/queries as one that may be long."""
    sort, descending, text = query.sort_key, query.descending, query.text
    return LongList(
        lambda reader, limit: listing.page(
            reader, limit=limit, sort=sort, descending=descending, text=text, only=only
        ),
        lambda reader: listing.ids(reader, sort=sort, descending=descending, text=text, only=only),
        listing.rows,
    )


class _Until:
    """A progress that breaks off at a moment of the thread's own time."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def step(self, done: int, total: int, message: str) -> None:  # noqa: ARG002 - a progress
        """Raise `Cancelled` when it is too late."""
        if time.thread_time() > self._moment:
            raise Cancelled

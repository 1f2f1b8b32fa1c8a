"""From what a table asks for to the page of rows that a query gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from desktop.gui.rows_model import RowsPage, RowsQuery
from desktop.store.queries.listing import Only
from desktop.store.store import Reader

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


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


def page_of(
    page: Page[Row], count: Count, reader: Reader, query: RowsQuery, only: Only | None = None
) -> RowsPage[Row]:
    """Return the rows that the table asks for, and how many there are in all."""
    rows = page(
        reader,
        offset=query.offset,
        limit=query.limit,
        sort=query.sort_key,
        descending=query.descending,
        text=query.text,
        only=only,
    )
    return RowsPage(rows, count(reader, text=query.text, only=only))

"""Lists for pages: filtered, sorted and cut in the database, handed out as frozen rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql.elements import Label
from sqlalchemy.sql.util import find_tables

from desktop.store import search_index

if TYPE_CHECKING:
    from desktop.store.store import Reader

Row = TypeVar("Row")

ID_SIZE = 16

Only = Mapping[str, object]
"""Field of the row -> the wanted value, or a collection of wanted values."""

LIKE_ESCAPE = "\\"


def contains(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Return the condition that a text column contains `words`, taken literally."""
    escaped = words
    for special in (LIKE_ESCAPE, "%", "_"):
        escaped = escaped.replace(special, LIKE_ESCAPE + special)
    return column.like(f"%{escaped}%", escape=LIKE_ESCAPE)


def unindexed(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column so that SQLite does not look it up in its index."""
    return literal_column(f"+{column.table.name}.{column.name}", column.type)


def _ordered(key: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    """Return the sorting by a column, empty values last; by its index where none is empty."""
    way = key.desc() if descending else key.asc()
    return way if isinstance(key, Column) and not key.nullable else way.nulls_last()


@dataclass(frozen=True)
class Tally:
    """A figure of every row of a list, counted at once in `source`, whose rows belong `on`."""

    source: FromClause
    on: ColumnElement[bool]
    value: ColumnElement[Any]


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One list: `columns` are named like the fields of `row` and may be sorted by those names.

    `source` has each row of the table of `id` once: others are joined to it by outer joins.
    `order` is the sorting unless the page asks for another, and settles ties. Of a kind that the
    search index knows (`typed_kind`) a word may also be typed in pinyin or initials. A column that
    counts row by row, which is best for a page, may have a tally to sort and filter by.
    """

    row: type[Row]
    source: FromClause
    columns: Mapping[str, ColumnElement[Any]]
    live: ColumnElement[bool]
    searched: tuple[str, ...]
    order: tuple[ColumnElement[Any], ...]
    typed_kind: str = ""
    tallies: Mapping[str, Tally] = field(default_factory=dict)

    def page(
        self,
        reader: Reader,
        *,
        offset: int = 0,
        limit: int = -1,
        sort: str | None = None,
        descending: bool = False,
        text: str = "",
        only: Only | None = None,
    ) -> list[Row]:
        """Return at most `limit` rows (-1: all) from `offset` on."""
        # which rows: with the columns that decide it alone, all others are for a page's rows only
        order = self._order(sort, descending=descending)
        wanted = self._wanted(reader, order, text, only).offset(offset or None)
        if limit >= 0:
            wanted = wanted.limit(limit)
        query = self._query().where(self.columns["id"].in_(wanted))
        if sort is not None and sort in self.tallies:
            order = [_ordered(self.columns[sort], descending=descending), *self.order]
        return [
            self.row(**row) for row in reader.session.execute(query.order_by(*order)).mappings()
        ]

    def values(self, reader: Reader, *names: str, only: Only | None = None) -> Sequence[Any]:
        """Return some columns of the rows, in no order: what is to be counted needs no more."""
        where = self._where(reader, "", only or {})
        columns = [self.columns[name].label(name) for name in names]
        query = select(*columns).select_from(self._needed(where, *columns)).where(where)
        return reader.session.execute(query).all()

    def ids(
        self,
        reader: Reader,
        *,
        sort: str | None = None,
        descending: bool = False,
        text: str = "",
        only: Only | None = None,
    ) -> bytes:
        """Return the ids of all rows in their order, 16 bytes each; of a database in a file.

        SQLite joins them: a hundred thousand handed over one by one would keep the window's
        thread waiting for its turn.
        """
        wanted = self._wanted(reader, self._order(sort, descending=descending), text, only)
        joined = func.group_concat(wanted.subquery().c.id, "")
        answer: bytes | None = reader.session.execute(
            select(cast(joined, LargeBinary))
        ).scalar_one()
        return answer or b""

    def rows(self, reader: Reader, ids: bytes) -> list[Row]:
        """Return the rows of some of these ids, in this order; those gone since are left out."""
        wanted = [ids[at : at + ID_SIZE] for at in range(0, len(ids), ID_SIZE)]
        query = self._query().where(self.live, self.columns["id"].in_(wanted))
        found = {row["id"]: self.row(**row) for row in reader.session.execute(query).mappings()}
        return [found[one] for one in wanted if one in found]

    def _query(self) -> Select[Any]:
        labels: list[Label[Any]] = [column.label(name) for name, column in self.columns.items()]
        return select(*labels).select_from(self.source)

    def _wanted(
        self, reader: Reader, order: list[ColumnElement[Any]], text: str, only: Only | None
    ) -> Select[Any]:
        where = self._where(reader, text, only or {})
        source = self._needed(where, *order)
        return select(self.columns["id"]).select_from(source).where(where).order_by(*order)

    def count(self, reader: Reader, *, text: str = "", only: Only | None = None) -> int:
        """Return how many rows there are altogether."""
        where = self._where(reader, text, only or {})
        query = select(func.count()).select_from(self._needed(where)).where(where)
        return int(reader.session.execute(query).scalar_one())

    def _order(self, sort: str | None, *, descending: bool) -> list[ColumnElement[Any]]:
        """Return the sorting; what an index sorts is settled by the id alone, which costs least."""
        if sort is None:
            return list(self.order)
        key = self._deciding(sort)
        settled = [self.columns["id"]] if isinstance(key, Column) and key.index else self.order
        return [_ordered(key, descending=descending), *settled]

    def _needed(self, *clauses: ColumnElement[Any]) -> FromClause:
        """Return the rows' own table where nothing else is asked about: joins cost a look a row."""
        own = self.columns["id"]
        asked = {table for one in clauses for table in find_tables(one, check_columns=True)}
        tallies = {one.source: one for one in self.tallies.values() if one.source in asked}
        alone = isinstance(own, Column) and asked - tallies.keys() <= {own.table}
        needed: FromClause = own.table if isinstance(own, Column) and alone else self.source
        for tally in tallies.values():
            needed = needed.outerjoin(tally.source, tally.on)
        return needed

    def _deciding(self, name: str) -> ColumnElement[Any]:
        """Return a column as it sorts and filters."""
        tally = self.tallies.get(name)
        return self.columns[name] if tally is None else func.coalesce(tally.value, 0)

    def _where(self, reader: Reader, text: str, only: Only) -> ColumnElement[bool]:
        columns = [self.columns[name] for name in self.searched]
        conditions = [self.live]
        for word in text.split():
            if self.typed_kind and word.isascii() and word.isalpha():
                found = search_index.rows_typed(reader.connection, self.typed_kind, word)
                conditions.append(self.columns["id"].in_(found))
            else:
                conditions.append(or_(*(contains(column, word) for column in columns)))
        for name, value in only.items():
            column = self._deciding(name)
            if isinstance(value, Collection) and not isinstance(value, str | bytes):
                conditions.append(column.in_(list(value)))
            else:
                conditions.append(column == value)
        return and_(*conditions)

"""Fetching rows page by page, the pages in sight first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.gui.jobs import JobRunner

Row = TypeVar("Row")
T = TypeVar("T")

_KEEP_PAGES = 64
_KEEP_WANTED = 3
"""A screen never shows more than two pages of 100; older wishes have been scrolled past."""


@dataclass(frozen=True)
class Order:
    """All rows of a long list in their order, as they were at one moment: `size` bytes for each."""

    refs: bytes
    size: int

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.refs) // self.size

    def place(self, refs: Collection[bytes]) -> int | None:
        """Return where the first of these is; None: none of them is here."""
        places = (self.refs.find(one) for one in refs if len(one) == self.size)
        # what runs over from one row into the next is no row
        found = [at // self.size for at in places if at >= 0 and at % self.size == 0]
        return min(found, default=None)

    def part(self, offset: int, limit: int) -> Order:
        """Return at most `limit` of them from `offset` on."""
        return Order(self.refs[offset * self.size : (offset + limit) * self.size], self.size)


@dataclass(frozen=True)
class RowsQuery:
    """What a page of rows is asked with; `choices` are the page's own filters.

    `part`, given once the order of a long list is known, are the very rows that are asked for.
    `quick`: the first rows are wanted at once, and what takes long may come as the page's `rest`.
    """

    offset: int = 0
    limit: int = 100
    sort_key: str | None = None
    descending: bool = False
    text: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    part: Order | None = None
    quick: bool = False


@dataclass(frozen=True)
class RowsPage(Generic[Row]):
    """The rows from `offset` on, how many there are altogether, and what all come to in words.

    With a `rest` there are more, and it returns the same page with all that belongs to it: the
    number, the words, and the `order` by which every other page is asked for. It takes long. Of
    a page asked for by `part` the rows alone are heard.
    """

    rows: Sequence[Row]
    total: int
    sums: str = ""
    order: Order | None = None
    rest: Callable[[Progress], RowsPage[Row]] | None = None


class Executor(Protocol):
    """Runs work somewhere, then calls `done` or `failed` in the window's thread.

    `beside` other work when it may take long; returns how to ask it to stop.
    """

    def __call__(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[QingqiaoError], None],
        *,
        beside: bool = False,
    ) -> Callable[[], None]:
        """Run `work`."""


def immediately(
    work: Callable[[Progress], T],
    done: Callable[[T], None],
    failed: Callable[[QingqiaoError], None],
    *,
    beside: bool = False,  # noqa: ARG001 - there is nothing beside
) -> Callable[[], None]:
    """Run at once: for rows that lie in memory, and for tests."""
    try:
        result = work(SILENT)
    except QingqiaoError as error:
        failed(error)
    else:
        done(result)
    return lambda: None


def by_jobs(jobs: JobRunner) -> Executor:
    """Return an executor which runs silently in the threads of the jobs."""

    def execute(
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[QingqiaoError], None],
        *,
        beside: bool = False,
    ) -> Callable[[], None]:
        return jobs.run(work, done=done, failed=failed, beside=beside)

    return execute


class PageFetcher(QObject, Generic[Row]):
    """Keeps the pages last used; after a new round has begun, old ones serve until replaced."""

    arrived = Signal(int, object, bool)
    """Number of a page, its `RowsPage`, whether it is the first of its round."""
    outdated = Signal()
    """Rows of the order are gone: the list is to be asked for again."""
    failed = Signal(object)
    """QingqiaoError; the pages already there stay."""

    def __init__(
        self,
        fetch: Callable[[RowsQuery], RowsPage[Row]],
        execute: Executor,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.query = RowsQuery()
        self.fetch = fetch
        self.order: Order | None = None
        """Of this round, once it is known; a short list has none."""
        self.counting = False
        """Whether the rest of the first page is still on its way."""
        self._execute = execute
        self._stop: Callable[[], None] = lambda: None
        self._keep_old = False
        self._pages: dict[int, tuple[int, Sequence[Row]]] = {}
        self._round = 0
        self._heard = True
        self._in_flight = False
        self._wanted: list[int] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)

    def start(self, query: RowsQuery, *, keep_old: bool = False) -> None:
        """Begin a new round: the first page of `query` is fetched before any other.

        `keep_old`: the rows in sight stay until all that belongs to the new first page is here;
        otherwise the first rows are told as soon as they are known.
        """
        self._stop()
        self.query, self.order, self._keep_old = query, None, keep_old
        self._round += 1
        self._heard = self._in_flight = self.counting = False
        self._soon.start()

    def row(self, number: int) -> Row | None:
        """Return a row, or None while its page is on its way."""
        page, offset = divmod(number, self.query.limit)
        kept = self._pages.get(page)
        if kept is None or kept[0] != self._round:
            self._want(page)
        if kept is None or offset >= len(kept[1]):
            return None
        return kept[1][offset]

    def number_of(self, wanted: Callable[[Row], bool]) -> int | None:
        """Return the number of a row among those of this round that are here."""
        for page, (turn, rows) in self._pages.items():
            for at, row in enumerate(rows if turn == self._round else ()):
                if wanted(row):
                    return page * self.query.limit + at
        return None

    def forget(self) -> None:
        """Drop every page."""
        self._pages.clear()

    def keep(self, page: int, rows: Sequence[Row]) -> None:
        """Keep the rows of a page of this round, at the cost of the oldest."""
        self._pages.pop(page, None)
        self._pages[page] = (self._round, rows)
        while len(self._pages) > _KEEP_PAGES:
            del self._pages[next(iter(self._pages))]

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted = [*self._wanted, page][-_KEEP_WANTED:]
        if not self._in_flight:
            self._soon.start()

    def _fetch_wanted(self) -> None:
        if self._in_flight or self.counting or (self._heard and not self._wanted):
            return
        page = self._wanted.pop() if self._heard else 0
        offset, limit, order = page * self.query.limit, self.query.limit, self.order
        part = None if order is None else order.part(offset, limit)
        query = replace(self.query, offset=offset, part=part, quick=not self._heard)
        turn, fetch = self._round, self.fetch
        self._in_flight = True
        self._stop = self._execute(lambda _: (turn, page, fetch(query)), self._take, self._fail)

    def _fail(self, error: QingqiaoError) -> None:
        if isinstance(error, Cancelled):
            return
        self._in_flight = self.counting = False
        self._heard = True
        self._wanted.clear()
        self.failed.emit(error)

    def _take(self, arrival: tuple[int, int, RowsPage[Row]]) -> None:
        turn, page, content = arrival
        if turn != self._round:
            return
        first = not self._heard or self.counting
        self._heard = True
        self._in_flight = self.counting = False
        if page in self._wanted:
            self._wanted.remove(page)
        self.counting = content.rest is not None
        if first:
            self.order = content.order
        elif self._lacks_rows(page, content):
            self.outdated.emit()
            return
        if self.order is not None:
            content = replace(content, total=len(self.order))
        if not self.counting or (content.rows and not self._keep_old):
            self.arrived.emit(page, content, first)
        if content.rest is not None:
            self._ask_rest(content.rest)
        elif self._wanted:
            self._soon.start()

    def _ask_rest(self, rest: Callable[[Progress], RowsPage[Row]]) -> None:
        turn = self._round
        self._stop = self._execute(
            lambda progress: (turn, 0, rest(progress)), self._take, self._fail, beside=True
        )

    def _lacks_rows(self, page: int, content: RowsPage[Row]) -> bool:
        """Tell whether rows that the order knows are there no more."""
        if self.order is None:
            return False
        return len(content.rows) < len(self.order.part(page * self.query.limit, self.query.limit))

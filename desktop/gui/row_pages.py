"""Fetching rows page by page, the pages in sight first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner

Row = TypeVar("Row")
T = TypeVar("T")

_KEEP_PAGES = 64
_KEEP_WANTED = 3
"""A screen never shows more than two pages of 100; older wishes have been scrolled past."""


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
    """The rows from `offset` on, how many there are altogether, and what all come to in words."""

    rows: Sequence[Row]
    total: int
    sums: str = ""


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


class PageFetcher(QObject, Generic[Row]):
    """Keeps the pages last used; after a new round has begun, old ones serve until replaced."""

    arrived = Signal(int, object, bool)
    """Number of a page, its `RowsPage`, whether it is the first of its round."""
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
        self._execute = execute
        self._pages: dict[int, tuple[int, Sequence[Row]]] = {}
        self._round = 0
        self._heard = True
        self._in_flight = False
        self._wanted: list[int] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)

    def start(self, query: RowsQuery) -> None:
        """Begin a new round: the first page of `query` is fetched before any other."""
        self.query = query
        self._round += 1
        self._heard = self._in_flight = False
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
        if self._in_flight or (self._heard and not self._wanted):
            return
        page = self._wanted.pop() if self._heard else 0
        turn, fetch = self._round, self.fetch
        query = replace(self.query, offset=page * self.query.limit)
        self._in_flight = True
        self._execute(lambda: (turn, page, fetch(query)), self._take, self._fail)

    def _fail(self, error: QingqiaoError) -> None:
        self._in_flight = False
        self._heard = True
        self._wanted.clear()
        self.failed.emit(error)

    def _take(self, arrival: tuple[int, int, RowsPage[Row]]) -> None:
        turn, page, content = arrival
        if turn != self._round:
            return
        first = not self._heard
        self._heard = True
        self._in_flight = False
        if page in self._wanted:
            self._wanted.remove(page)
        self.arrived.emit(page, content, first)
        if self._wanted:
            self._soon.start()

"""Lists of a thousand, a hundred thousand and a million rows, as the window shows them.

`python -m tests.benchmarks.lists 1000 100000` takes numbers of attendances, of as many students up
to a hundred thousand. The table of the window asks for each list through the jobs, without a
screen. Milliseconds of CPU, of all threads: other work on the machine counts little, ratios less.
The floor is the bare query that gives the same first hundred rows of the same file.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.bundle.identity import Identity
from desktop.gui.collector import Collector
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.views import attendances_rows, roster_rows
from desktop.gui.widgets.table_view import TableView
from desktop.store.store import Store
from desktop.usecases.search.find import keep_up
from desktop.usecases.workspace import Folder, Workspace
from tests.benchmarks import keystrokes
from tests.benchmarks.filled import NOW, PEOPLE, filled

SIZES = (1_000, 100_000, 1_000_000)
"""Attendances."""

_TURNS = 3
_STOPS = 300
"""Places at which scrolling from top to bottom looks."""

_FLIPS = 1_200
"""Pages in an hour, at one in three seconds."""


@dataclass(frozen=True)
class Took:
    """CPU seconds until rows are there, and until all is known; the window's longest turn."""

    rows: float
    whole: float
    held: float


@dataclass(frozen=True)
class Case:
    """One thing asked of a list, and the bare query that it is measured by."""

    name: str
    floor: str
    sort: str | None = None
    descending: bool = False
    text: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each size, each measured in a process of its own."""
    if arguments[:1] == ["--in"]:
        _measure(Path(arguments[1]), int(arguments[2]))
        return 0
    for size in [int(one) for one in arguments] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            took = _cpu(lambda: filled(Path(folder), size).close())  # noqa: B023 - run at once
            _say(f"{size:,} attendances written in {took:.0f} s")
            again = [sys.executable, "-m", "tests.benchmarks.lists", "--in", folder, str(size)]
            subprocess.run(again, check=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"})
    return 0


def _measure(folder: Path, size: int) -> None:
    app = QApplication([])
    gc.freeze()  # as at the start of the window
    Collector(app)
    store = Store(folder / "qingqiao.db", bytes(32))
    workspace = Workspace(Folder(folder), store, Identity.generate(), lambda: NOW)
    indexing = _cpu(lambda: _index(workspace))
    people = min(size, PEOPLE)
    _say(f"{size:,} attendances, {people:,} students; names indexed in {indexing:.1f} s")
    jobs = JobRunner()
    for title, columns, fetch, cases in (
        ("名册", roster_rows.COLUMNS, roster_rows.fetch, _ROSTER),
        ("签到记录", attendances_rows.COLUMNS, attendances_rows.fetch, _ATTENDANCES),
    ):
        before = _memory()
        screen = Screen(app, jobs, columns, partial(fetch, workspace))
        _lines(workspace, title, screen, cases)
        _walk(title, screen, before)
        screen.close()
    for line in keystrokes.measure(app, workspace, jobs):
        _say(f"  {line}")
    jobs.drain()
    workspace.close()


class Screen:
    """A table on a screen that is not there."""

    def __init__(
        self,
        app: QApplication,
        jobs: JobRunner,
        columns: Sequence[Column[Any]],
        fetch: Callable[[RowsQuery], RowsPage[Any]],
    ) -> None:
        self._app = app
        self.model: RowsModel[Any] = RowsModel(columns, fetch, by_jobs(jobs))
        self.table = TableView(self.model, {}, "bench")
        self.table.resize(1000, 700)
        self.table.show()
        self.model.loaded.connect(lambda _: self._at.append(time.process_time()))
        self._at: list[float] = []

    def ask(self, case: Case) -> Took:
        """Ask for a list anew, and wait until all that belongs to it is known."""
        keys = [column.sort_key for column in self.model.columns]
        way = Qt.SortOrder.DescendingOrder if case.descending else Qt.SortOrder.AscendingOrder
        self._at, start = [], time.process_time()
        if case.sort is not None:
            self.model.sort(keys.index(case.sort), way)
        self.model.set_filter(case.text, case.choices)
        self.model.reload()
        held = self._wait(lambda: bool(self._at) and not self.model.counting)
        return Took(self._at[0] - start, self._at[-1] - start, held)

    def show(self, number: int) -> Took:
        """Scroll to a row, and wait until it is there."""
        start = time.process_time()
        self.table.scrollTo(self.model.index(number, 0))
        held = self._wait(lambda: self.model.row(number) is not None)
        took = time.process_time() - start
        return Took(took, took, held)

    def close(self) -> None:
        """Take the table away."""
        self.table.close()
        self.table.deleteLater()
        self.model.deleteLater()
        self._app.sendPostedEvents(None, 0)

    def _wait(self, come: Callable[[], bool]) -> float:
        """Let the window live until then; return its longest turn in CPU seconds of its thread."""
        held = 0.0
        while not come():
            began = time.thread_time()
            self._app.processEvents()
            held = max(held, time.thread_time() - began)
            time.sleep(0.001)
        return held


def _lines(workspace: Workspace, title: str, screen: Screen, cases: Sequence[Case]) -> None:
    _say(f"  {title:<38}{'first rows':>12}{'all known':>12}{'floor':>10}{'window held':>13}   ms")
    for case in cases:
        turns = [screen.ask(case) for _ in range(_TURNS)]
        _say(
            f"    {case.name:<36}"
            f"{min(one.rows for one in turns) * 1000:>12.0f}"
            f"{min(one.whole for one in turns) * 1000:>12.0f}"
            f"{_floor(workspace, case.floor) * 1000:>10.1f}"
            f"{max(one.held for one in turns) * 1000:>13.0f}"
        )


def _walk(title: str, screen: Screen, before: float) -> None:
    """Open the longest list and go through it; tell what its pages cost, and the memory."""
    screen.ask(Case("", "", choices=_EVERYTHING))
    opened, total = _memory(), screen.model.rowCount()
    last = screen.show(total - 1)
    stops = [screen.show(total * at // _STOPS) for at in range(_STOPS)]
    through = _memory()
    chance = random.Random(1)
    flips = [screen.show(chance.randrange(total)) for _ in range(_FLIPS)]
    held = max(one.held for one in (last, *stops, *flips))
    _say(
        f"    {title}, all {total:,} rows: last page {last.rows * 1000:.0f} ms, a page anywhere "
        f"{statistics.median(one.rows for one in flips) * 1000:.0f} ms (middle), "
        f"{max(one.rows for one in flips) * 1000:.0f} ms (slowest), "
        f"window held {held * 1000:.0f} ms"
    )
    _say(
        f"    memory in use: {before:.0f} MB before, {opened:.0f} after the lines above, "
        f"{through:.0f} after scrolling from top to bottom, {_memory():.0f} after {_FLIPS:,} pages"
    )


_EVERYTHING = {"when": "all", "leaving": "all"}

_STUDENTS = "SELECT * FROM student WHERE deleted = 0 AND leaving = 'none'"
_CAME = (
    "SELECT s.id, (SELECT count(*) FROM attendance a WHERE a.student_id = s.id "
    "AND a.deleted = 0 AND a.presence = 'present') AS n FROM student s WHERE s.deleted = 0"
)
_ROSTER = (
    Case("open", f"{_STUDENTS} ORDER BY branch_id, student_number LIMIT 100"),
    Case("filter by characters", f"{_STUDENTS} AND name LIKE '%伟%' LIMIT 100", text="伟"),
    Case("filter by pinyin", f"{_STUDENTS} AND name LIKE '%张%' LIMIT 100", text="zhangw"),
    Case(
        "filter by the semester's load",
        f"{_CAME} AND n = 0 LIMIT 100",
        choices={"load": "0"},
    ),
    *(
        Case(
            f"sort by {key}",
            f"{_CAME} ORDER BY n DESC LIMIT 100"
            if "activities" in key or "minutes" in key
            else f"{_STUDENTS} ORDER BY {key} LIMIT 100",
            sort=key,
            descending="activities" in key or "minutes" in key,
        )
        for key in ("name", "student_number", "activities", "term_activities", "minutes")
    ),
)

_ALL = "SELECT * FROM attendance WHERE deleted = 0"
_BY_STUDENT = "SELECT * FROM attendance a JOIN student s ON s.id = a.student_id WHERE a.deleted = 0"
_BY_ACTIVITY = (
    "SELECT * FROM attendance a JOIN activity b ON b.id = a.activity_id WHERE a.deleted = 0"
)
_ATTENDANCES = (
    Case("open: this semester", f"{_BY_ACTIVITY} ORDER BY b.starts_at DESC LIMIT 100"),
    Case("all dates", f"{_BY_ACTIVITY} ORDER BY b.starts_at DESC LIMIT 100", choices=_EVERYTHING),
    Case("filter: absent", f"{_ALL} AND presence = 'absent' LIMIT 100",
         choices={"when": "all", "state": "absent"}),
    Case("filter: hours to check", f"{_BY_ACTIVITY} AND minutes < 60 LIMIT 100",
         choices={"when": "all", "state": "odd"}),
    Case("search by characters", f"{_BY_STUDENT} AND s.name LIKE '%张伟%' LIMIT 100", text="张伟",
         choices=_EVERYTHING),
    Case("search by pinyin", f"{_BY_STUDENT} AND s.name LIKE '张伟%' LIMIT 100", text="zhangw",
         choices=_EVERYTHING),
    *(
        Case(
            f"sort by {key}",
            f"{floor} ORDER BY {column} LIMIT 100",
            sort=key,
            choices=_EVERYTHING,
        )
        for key, floor, column in (
            ("starts_at", _BY_ACTIVITY, "b.starts_at"),
            ("title", _BY_ACTIVITY, "b.title"),
            ("name", _BY_STUDENT, "s.name"),
            ("student_number", _BY_STUDENT, "s.student_number"),
            ("branch", _BY_STUDENT, "s.branch_id"),
            ("university", _BY_STUDENT, "s.branch_id"),
            ("minutes", _ALL, "minutes DESC"),
            ("presence", _ALL, "presence"),
        )
    ),
)  # fmt: skip


def _floor(workspace: Workspace, query: str) -> float:
    def run() -> None:
        with workspace.store.read() as reader:
            reader.connection.exec_driver_sql(query).fetchall()

    return _cpu(run)


def _index(workspace: Workspace) -> None:
    while keep_up(workspace):
        pass


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _memory() -> float:
    """Return the megabytes in memory now; 0 where the system does not say."""
    said = Path("/proc/self/statm")
    pages = int(said.read_text().split()[1]) if said.exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

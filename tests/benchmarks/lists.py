"""Lists of a thousand, a hundred thousand and a million rows: opened, sorted, filtered, searched.

Every figure stands beside the bare query that gives the same first hundred rows on the same kind
of file in the same run; the model of the window asks as it does on the screen, page by page.
`python -m tests.benchmarks.lists 1000 100000` takes numbers of attendances, of as many students up
to a hundred thousand. Milliseconds of CPU: other work on the machine counts little, ratios less.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from desktop.bundle.identity import Identity
from desktop.domain.terms import Presence
from desktop.foundation.ids import new_id
from desktop.gui.row_pages import RowsPage, RowsQuery
from desktop.gui.views import roster_rows
from desktop.store.queries.bulk import add_all
from desktop.store.queries.students import StudentRow
from desktop.store.store import Store
from desktop.store.tables import (
    Activity,
    Attendance,
    Branch,
    Department,
    Replica,
    Student,
    University,
)
from desktop.usecases.demo.people import invented_name
from desktop.usecases.search.find import find, keep_up
from desktop.usecases.workspace import Folder, Workspace

T = TypeVar("T")

TOWNSHIP = 370102001
SIZES = (1_000, 100_000, 1_000_000)
"""Attendances."""

_PEOPLE = 100_000
"""Students at most; no township has more."""

_BRANCHES = 200
_PART = 20_000
_TURNS = 5
_KEYS = ("z", "zh", "zhang", "zhangw", "张", "张伟", "zw", "伟", "zhang伟", "202500")


@dataclass(frozen=True)
class Line:
    """One thing done, and the bare query that it is measured by; seconds."""

    name: str
    took: float
    floor: float


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each size."""
    for size in [int(one) for one in arguments] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size)
    return 0


def _measure(folder: Path, size: int) -> None:
    workspace = _filled(folder, size)
    try:
        indexing = _timed(lambda: _index(workspace))
        before = _memory()
        lines = [*_lists(workspace), *_keystrokes(workspace)]
        _say(f"{size:,} attendances, {min(size, _PEOPLE):,} students; indexed in {indexing:.1f} s")
        for line in lines:
            ratio = line.took / line.floor if line.floor else 0
            _say(
                f"  {line.name:<44}{line.took * 1000:>9.1f} ms   "
                f"floor {line.floor * 1000:>8.1f} ms   × {ratio:.1f}"
            )
        _say(f"  memory that the lists added: {_memory() - before:.0f} MB")
    finally:
        workspace.close()


def _filled(folder: Path, size: int) -> Workspace:
    chance = random.Random(size)
    replica = Replica(township=TOWNSHIP, operator="甲", device=bytes(16))
    store = Store.create(folder / "qingqiao.db", bytes(32), replica)
    start = datetime(2026, 9, 1, 1, tzinfo=UTC)
    people = [new_id() for _ in range(min(size, _PEOPLE))]
    activities = [new_id() for _ in range(max(size // 50, 1000))]
    with store.write() as writer:
        university = writer.add(University(name="山东大学", epoch=1))
        department = writer.add(Department(name="计算机学院", university_id=university.id, epoch=1))
        branches = [
            writer.add(Branch(name=f"2025级{at}班", department_id=department.id, epoch=1)).id
            for at in range(_BRANCHES)
        ]
        for part in _parts(people):
            add_all(
                writer,
                [
                    Student(
                        id=one,
                        branch_id=chance.choice(branches),
                        name=invented_name(chance),
                        student_number=f"2025{chance.randrange(10**8):08}",
                        phone=f"139{chance.randrange(10**8):08}",
                    )
                    for one in part
                ],
            )
        for part in _parts(activities):
            add_all(
                writer,
                [
                    Activity(
                        id=one,
                        title=f"活动{at}",
                        number=f"{at}",
                        starts_at=start + timedelta(days=chance.randrange(120)),
                    )
                    for at, one in enumerate(part)
                ],
            )
        for places in _parts(range(size)):
            add_all(
                writer,
                [
                    Attendance(
                        activity_id=activities[
                            (at % len(people) * 7 + at // len(people) * 97) % len(activities)
                        ],
                        student_id=people[at % len(people)],
                        presence=Presence.PRESENT,
                        minutes=chance.randrange(30, 240),
                    )
                    for at in places
                ],
            )
    clock = datetime(2026, 11, 20, tzinfo=UTC)
    return Workspace(Folder(folder), store, Identity.generate(), lambda: clock)


def _index(workspace: Workspace) -> None:
    while keep_up(workspace):
        pass


def _lists(workspace: Workspace) -> list[Line]:
    def page(**asked: object) -> Callable[[], RowsPage[StudentRow]]:
        query = RowsQuery(**asked)  # type: ignore[arg-type]
        return lambda: roster_rows.fetch(workspace, query)

    total = page()().total
    listed = "SELECT * FROM student WHERE deleted = 0 AND leaving = 'none' "
    sums = (
        "SELECT s.id, (SELECT count(*) FROM attendance a WHERE a.student_id = s.id "
        "AND a.deleted = 0 AND a.presence = 'present') AS n FROM student s WHERE s.deleted = 0 "
    )
    cases = (
        ("open", page(), f"{listed} ORDER BY branch_id, student_number LIMIT 100"),
        ("sort by name", page(sort_key="name"), f"{listed} ORDER BY name LIMIT 100"),
        (
            "sort by activities",
            page(sort_key="activities", descending=True),
            f"{sums} ORDER BY n DESC LIMIT 100",
        ),
        (
            "last page, sorted by name",
            page(sort_key="name", offset=max(total - 100, 0)),
            f"{listed} ORDER BY name LIMIT 100 OFFSET {max(total - 100, 0)}",
        ),
        (
            "filter by characters",
            page(text="伟"),
            f"{listed} AND name LIKE '%伟%' ORDER BY branch_id LIMIT 100",
        ),
        ("filter by pinyin", page(text="zhangw"), f"{listed} AND name LIKE '%张%' LIMIT 100"),
        (
            "filter by the semester's load",
            page(choices={"load": "0"}),
            f"{sums} AND n = 0 LIMIT 100",
        ),
    )
    return [Line(name, _best(run), _floor(workspace, query)) for name, run, query in cases]


def _keystrokes(workspace: Workspace) -> list[Line]:
    find(workspace, "z")
    took = [_best(lambda text=text: find(workspace, text)) for text in _KEYS]  # type: ignore[misc]
    floor = _floor(workspace, "SELECT * FROM student WHERE name >= '张' LIMIT 100")
    return [
        Line("keystroke to rows, middle of ten texts", statistics.median(took), floor),
        Line("keystroke to rows, the slowest of them", max(took), floor),
    ]


def _floor(workspace: Workspace, query: str) -> float:
    def run() -> None:
        with workspace.store.read() as reader:
            reader.connection.exec_driver_sql(query).fetchall()

    return _best(run)


def _best(run: Callable[[], object]) -> float:
    return min(_timed(run) for _ in range(_TURNS))


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _parts(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[at : at + _PART] for at in range(0, len(rows), _PART)]


def _memory() -> float:
    """Return the megabytes in use now; 0 where the system does not say."""
    said = Path("/proc/self/statm")
    pages = int(said.read_text().split()[1]) if said.exists() else 0
    return pages * 4096 / 2**20


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The other lists of the window, and what is counted for 工作台, in a township that has too much.

`python -m tests.benchmarks.further 100000` takes the number of attendances, which
`tests.benchmarks.lists` measures. Milliseconds of CPU, as there: to the first rows, until all is
known, and of the window's longest turn, each at worst over every sorting; then a page anywhere.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from desktop.domain.terms import Leaving
from desktop.gui.dialogs import audit_rows, enrol_lists
from desktop.gui.jobs import JobRunner
from desktop.gui.listing import long_list
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.startup import make_application
from desktop.gui.views import (
    activities_projects,
    appointments,
    branches,
    needs_rows,
    pairings_rows,
    roster_rows,
    surveys,
)
from desktop.gui.views.today_facts import read_rings, read_today
from desktop.store.queries import students
from desktop.store.queries.grounds import SURVEYS
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.roster.find_duplicates import find_duplicates
from desktop.usecases.workspace import Workspace
from tests.benchmarks.filled import filled
from tests.benchmarks.filled_further import fill_further
from tests.benchmarks.lists import Case, Screen

_Listed = tuple[Sequence[Column[Any]], Callable[[RowsQuery], RowsPage[Any]], Mapping[str, str]]

_FLIPS = 60


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        workspace = filled(Path(folder), int(arguments[0]) if arguments else 100_000)
        fill_further(workspace)
        jobs = JobRunner()
        for title, (columns, fetch, choices) in _lists(workspace).items():
            screen = Screen(app, jobs, columns, fetch)
            _say(f"  {title:<10}{_measured(screen, columns, choices)}")
            screen.close()
        for title, count in (
            ("工作台", read_today),
            ("三项指标", read_rings),
            ("上报接收", exchange_status),
            ("查找重复", find_duplicates),
        ):
            count(workspace)
            start = time.process_time()
            count(workspace)
            _say(f"  {title:<10}{(time.process_time() - start) * 1000:.0f} ms")
        _say(f"  load {os.getloadavg()[0]:.1f}")
        jobs.drain()
        workspace.close()
    return 0


def _lists(workspace: Workspace) -> dict[str, _Listed]:
    store = workspace.store

    def needs(query: RowsQuery) -> RowsPage[Any]:
        with store.read() as reader:
            return needs_rows.fetch(reader, query, workspace.today())

    with store.read() as reader:
        query = "SELECT id FROM activity LIMIT 1"
        activity: bytes = reader.connection.exec_driver_sql(query).scalar_one()
    here = {"leaving": Leaving.NONE}
    return {
        "需求": (needs_rows.COLUMNS, needs, {}),
        "项目": (activities_projects.COLUMNS, partial(activities_projects.fetch, workspace), {}),
        "结对": (pairings_rows.COLUMNS, partial(pairings_rows.fetch, workspace), {}),
        "团支部": (branches.COLUMNS, partial(branches.fetch, workspace), {"scope": "all"}),
        "聘任": (appointments.COLUMNS, partial(appointments.fetch, workspace), {}),
        "摸排": (surveys.COLUMNS, lambda query: long_list(SURVEYS, query).page(store, query), {}),
        "报名": (
            enrol_lists.ROSTER_COLUMNS,
            enrol_lists.roster_fetch(workspace, activity),
            {},
        ),
        "毕业与转移": (
            roster_rows.COLUMNS[:6],
            lambda query: long_list(students.STUDENTS, query, here).page(store, query),
            {},
        ),
        "审计日志": (audit_rows.COLUMNS, partial(audit_rows.fetch, workspace), {}),
    }


def _measured(screen: Screen, columns: Sequence[Column[Any]], choices: Mapping[str, str]) -> str:
    cases = [Case("", "", choices=choices), Case("", "", text="张", choices=choices)]
    cases += [
        Case("", "", sort=one.sort_key, descending=True, choices=choices)
        for one in columns
        if one.sort_key
    ]
    screen.ask(cases[0])  # the first question of all also compiles it
    took = [screen.ask(case) for case in cases]
    screen.ask(cases[0])
    total, chance = screen.model.rowCount(), random.Random(1)
    flips = [screen.show(chance.randrange(total)).rows for _ in range(_FLIPS)]
    return (
        f"{total:>9,} rows: open {took[0].rows * 1000:.0f} / {took[0].whole * 1000:.0f}, "
        f"worst of {len(took)} {max(one.rows for one in took) * 1000:.0f} / "
        f"{max(one.whole for one in took) * 1000:.0f}, a page "
        f"{statistics.median(flips) * 1000:.0f}, {max(flips) * 1000:.0f} at worst, "
        f"window held {max(one.held for one in took) * 1000:.0f} ms"
    )


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

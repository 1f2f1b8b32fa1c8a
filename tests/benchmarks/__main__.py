"""`make bench`: rows per second beside a raw upsert in the same run, and pages per second.

`make bench ROWS=100000` stops at so many rows; without it the last size is a million. Figures are
of CPU seconds, so that other work on the machine counts little; it still shares the caches, so the
ratios of one run say more than the rates.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.open_workspace import workspace
from tests.benchmarks.compare_paper import compare_typst
from tests.benchmarks.compare_sheet import compare_sheets
from tests.benchmarks.exchange import CHANGED, Measured, measured_apart
from tests.benchmarks.floor import timed
from tests.benchmarks.lists import SIZES
from tests.benchmarks.others import compare_morango
from tests.benchmarks.protection import say_protection
from tests.benchmarks.server import measure_server

TURNS = {1_000: 5, 10_000: 5, 100_000: 3, 1_000_000: 1}
"""Rows, and how often floor and take-in are measured in turn."""

LARGE = 100_000
"""Rows of which a thousand are few."""

COMPARED = 10_000
"""Rows at which others are measured."""


def say(*columns: str) -> None:
    print("".join(f"{column:>13}" for column in columns), flush=True)  # noqa: T201 - the report


def exchange(most: int) -> list[Measured]:
    """Measure each size in a process of its own, and tell how it grows."""
    say("rows/s of", "sqlite3", "floor", "captured", "export", "take in", "÷ floor", "÷ export",
        "bytes/row", "memory")  # fmt: skip
    measured = []
    for size in (size for size in TURNS if size <= most):
        one = measured_apart(size, TURNS[size])
        measured.append(one)
        say(
            f"{size:,}",
            *(
                f"{size / seconds:,.0f}"
                for seconds in (one.plain_floor, one.floor, one.insert, one.export, one.take_in)
            ),
            f"{one.times:.2f}",
            f"{one.take_in / one.export:.2f}",
            f"{one.size / size:.1f}",
            f"{one.peak / 2**20:.0f} MB",
        )
    print("goals: ÷ floor ≤ 2, ÷ export ≥ 1, bytes/row ≤ 50, memory ≤ 200 MB")  # noqa: T201 - as above
    return measured


def on_server(most: int) -> None:
    """Measure a province on a server of the benchmark's own, and tell."""
    said = False
    for one in measure_server([size for size in TURNS if size <= most]):
        if not said:
            say("rows", "COPY", "take in", "× COPY", "all changed", "× COPY", "status", "memory")
            said = True
        say(
            f"{one.rows:,}",
            *(f"{one.rows / seconds:,.0f}/s" for seconds in (one.copy, one.take_in)),
            f"{one.take_in / one.copy:.2f}",
            f"{one.rows / one.again:,.0f}/s",
            f"{one.again / one.copy:.2f}",
            f"{one.status * 1000:.0f} ms",
            f"{one.peak / 2**20:.0f} MB",
        )
    if not said:
        print("PostgreSQL: no server to start here (Debian: postgresql), not measured")  # noqa: T201 - the report


def changes(one: Measured) -> None:
    """Tell what a thousand changed rows cost among all."""
    print(f"{CHANGED:,} changed of {one.rows:,} (goals at 1,000,000: 1/100, out 20 ms, in 50 ms)")  # noqa: T201 - the report
    say("", "out ms", "of all", "in ms", "of all", "raw ms", "÷ raw", "kB")
    for name, these in (("scattered", one.scattered), ("together", one.together)):
        say(
            name,
            f"{these.out * 1000:.0f}",
            f"1/{one.export / these.out:.0f}",
            f"{these.back * 1000:.0f}",
            f"1/{one.take_in / these.back:.0f}",
            f"{these.floor * 1000:.0f}",
            f"{these.back / these.floor:.1f}",
            f"{these.size / 1000:.0f}",
        )
    print(f"checksum of all {one.rows:,} rows: {one.checksum * 1000:.0f} ms")  # noqa: T201 - as above


def paper(root: Path) -> None:
    """Time a sheet in this process, and certificates beside typst."""
    play(root / "demo")
    with workspace(root / "demo" / "township", PASSPHRASE) as opened:
        with opened.store.read() as reader:
            activity = reader.connection.exec_driver_sql(
                "SELECT activity_id FROM certificate LIMIT 1"
            ).scalar_one()
        sheet = timed(lambda: make_sheet(opened, activity))
    print(f"sign-in sheet, fonts loaded: {sheet * 1000:.0f} ms")  # noqa: T201 - the report
    compare_sheets()
    compare_typst()


def lists(most: int) -> None:
    """Open, sort, filter and search lists of each size, in a process of its own."""
    for size in (size for size in SIZES if size <= most):
        subprocess.run([sys.executable, "-m", "tests.benchmarks.lists", str(size)], check=True)


def main(arguments: Sequence[str]) -> int:
    most = int(arguments[0]) if arguments else max(TURNS)
    lists(most)
    measured = exchange(most)
    for one in measured:
        if one.rows >= LARGE:
            changes(one)
    for one in measured:
        if one.rows == COMPARED:
            compare_morango(one)
    on_server(most)
    with tempfile.TemporaryDirectory() as folder:
        say_protection(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        paper(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make bench`: rows per second beside a raw upsert in the same run, and pages per second.

`make bench ROWS=100000` stops at so many rows; without it the last size is a million. Figures are
of CPU seconds, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.workspace import workspace
from tests.benchmarks.compare_paper import compare_typst
from tests.benchmarks.compare_sheet import compare_sheets
from tests.benchmarks.exchange import CHANGED, Measured
from tests.benchmarks.floor import timed
from tests.benchmarks.others import compare_morango

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGE = 100_000
"""Rows of which a thousand are few."""

COMPARED = 10_000
"""Rows at which others are measured."""


def say(*columns: str) -> None:
    print("".join(f"{column:>14}" for column in columns), flush=True)  # noqa: T201 - the report


def exchange(most: int) -> list[Measured]:
    """Measure each size in a process of its own, and tell."""
    say("rows", "sqlite3", "SQLCipher", "captured", "export", "take in", "× floor", "bytes/row")
    measured = []
    for size in (size for size in SIZES if size <= most):
        one = _measure(size)
        measured.append(one)
        say(
            f"{size:,}",
            *(
                f"{size / seconds:,.0f}/s"
                for seconds in (one.plain_floor, one.floor, one.insert, one.export, one.take_in)
            ),
            f"{one.take_in / one.floor:.2f}",
            f"{one.size / size:.1f}",
        )
    return measured


def _measure(rows: int) -> Measured:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.exchange", str(rows)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return Measured(**json.loads(done.stdout))


def changes(one: Measured) -> None:
    """Tell what a thousand changed rows cost among all."""
    print(  # noqa: T201 - the report
        f"{CHANGED:,} changed of {one.rows:,}: "
        f"out {one.changes_out * 1000:.0f} ms (1/{one.export / one.changes_out:.0f} of all), "
        f"in {one.changes_in * 1000:.0f} ms (1/{one.take_in / one.changes_in:.0f}), "
        f"{one.changes_size / 1000:.0f} kB; checksum of all rows {one.checksum * 1000:.0f} ms; "
        f"take-in of all {one.peak / 2**20:.0f} MB of memory"
    )


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


def main(arguments: Sequence[str]) -> int:
    measured = exchange(int(arguments[0]) if arguments else SIZES[-1])
    for one in measured:
        if one.rows >= LARGE:
            changes(one)
    for one in measured:
        if one.rows == COMPARED:
            compare_morango(one)
    with tempfile.TemporaryDirectory() as folder:
        paper(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

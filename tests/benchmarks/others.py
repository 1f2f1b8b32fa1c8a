"""The same rows through Morango, the offline synchronisation of Kolibri, in an environment apart.

Morango's database is a plain SQLite file and ours is encrypted: ours is measured both ways.
`python -m tests.benchmarks.others ROWS [TURNS]` makes this comparison alone.
cr-sqlite is not compared: it is given out as source and as binaries, not as a package.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.apart import environment
from tests.benchmarks.exchange import Measured, attendances, measured_apart

_HERE = Path(__file__).parent
_PINS = _HERE / "morango.txt"


def compare_morango(ours: Measured) -> None:
    """Measure as many rows as `ours` were, and tell; say so where Morango cannot be had."""
    try:
        python = environment(_PINS)
        out, back, size = _measure(python, ours.rows)
    except (OSError, subprocess.CalledProcessError):
        _say("Morango: its environment could not be made or does not run here; left out")
        return
    plain_out, plain_back = _plain(ours.rows)
    _say(
        f"Morango, {ours.rows:,} rows: "
        f"out {ours.rows / out:,.0f}/s "
        f"(ours {out / ours.export:.0f} ×, plain {out / plain_out:.0f} ×), "
        f"in {ours.rows / back:,.0f}/s "
        f"(ours {back / ours.take_in:.0f} ×, plain {back / plain_back:.0f} ×), "
        f"{size / ours.rows:.0f} bytes/row on the wire (ours {ours.size / ours.rows:.0f})"
    )


def _plain(count: int) -> tuple[float, float]:
    """Return our CPU seconds out and in with files that are not encrypted."""
    command = [sys.executable, "-m", "tests.benchmarks.plain", str(count), "3"]
    out, back = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return out, back


def _measure(python: Path, count: int) -> tuple[float, float, int]:
    """Return the CPU seconds out and in, and the bytes between."""
    with tempfile.TemporaryDirectory() as folder:
        rows, wire = Path(folder) / "rows.json", Path(folder) / "wire.json"
        made: list[list[object]] = [
            [value.hex() if isinstance(value, bytes) else value for value in row[:1] + row[2:]]
            for row in attendances(count)
        ]
        rows.write_text(json.dumps(made))

        def seconds(way: str) -> float:
            arguments = (_HERE / "morango_side.py", way, rows, Path(folder) / way, wire)
            done = subprocess.run([python, *arguments], check=True, capture_output=True)
            return float(done.stdout)

        return seconds("out"), seconds("in"), wire.stat().st_size


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    count, *turns = map(int, sys.argv[1:])
    compare_morango(measured_apart(count, *turns or [3]))

"""`make soak`: the long run of what `make test` samples, with figures.

`python -m tests.soak` runs every part, `python -m tests.soak histories 500` so many of one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.soak.breaking import cuts, disks, kills, mutations
from tests.soak.histories import histories
from tests.soak.part import Part

PARTS = {
    "histories": Part(10_000, histories),
    "mutations": Part(10_000, mutations),
    "kills": Part(500, kills),
    "cuts": Part(500, cuts),
    "disks": Part(120, disks),
}


def main(arguments: Sequence[str]) -> int:
    named, *rest = arguments or ["all"]
    chosen = PARTS if named == "all" else {named: PARTS[named]}
    results = [soak(n, p, int(rest[0]) if rest else p.many) for n, p in chosen.items()]
    return max(results)


def soak(name: str, part: Part, many: int) -> int:
    start = time.perf_counter()
    outcome = part.run(many)
    say(name, f"{time.perf_counter() - start:,.0f} s")
    for what, figure in outcome.figures.items():
        say(f"  {what}", f"{figure:,}")
    for failure in outcome.failures:
        say("  FAILED", failure)
    return 1 if outcome.failures else 0


def say(what: str, figure: str) -> None:
    print(f"{what:<34}{figure:>14}", flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

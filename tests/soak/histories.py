"""Random histories of the whole exchange: all in memory, some of them on real files as well."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.histories.play import History, Verdict
from tests.histories.prepared import template
from tests.histories.script import history
from tests.histories.side_by_side import play_both
from tests.model.rules import PROTOCOL
from tests.model.world import Model, random_epochs
from tests.soak.part import Outcome

FIRST = 1_000_000
"""The seeds of the long run are none that the short ones have tried."""

ON_FILES = 100
"""Of so many histories one is played on the engine too, side by side with the model."""


def histories(many: int) -> Outcome:
    """Play so many histories."""
    figures: Counter[str] = Counter()
    failures: list[str] = []
    for seed in _followed("in the model", many):
        verdict = History(Model(PROTOCOL, random_epochs(seed))).play(history(seed))
        _count(figures, "in the model: ", verdict)
        failures += _said("model", seed, verdict.faults)
    with tempfile.TemporaryDirectory() as name, template(Path(name) / "prepared") as made:
        for seed in _followed("on files", -(-many // ON_FILES)):
            root = Path(name) / "world"
            both = play_both(made, root, history(seed), seed)
            shutil.rmtree(root)
            _count(figures, "on files: ", both.engine)
            figures["on files: differences"] += len(both.differences)
            failures += _said("files", seed, [*both.engine.faults, *both.differences])
    return Outcome(figures, failures)


def _followed(where: str, many: int) -> Iterator[int]:
    """Yield so many seeds, and say after each twentieth of them how far it is: it takes hours."""
    start = time.perf_counter()
    for done, seed in enumerate(range(FIRST, FIRST + many), 1):
        yield seed
        if done % max(1, many // 20) == 0:
            took = time.perf_counter() - start
            print(f"  {where}: {done:,} of {many:,}, {took:,.0f} s", flush=True)  # noqa: T201 - the report


def _said(where: str, seed: int, faults: Sequence[str]) -> list[str]:
    """Name the faults of a history, and print them at once."""
    failures = [f"{where}, seed {seed}: {fault}" for fault in faults]
    for failure in failures:
        print(f"  {failure}", flush=True)  # noqa: T201 - the report
    return failures


def _count(figures: Counter[str], where: str, verdict: Verdict) -> None:
    figures[f"{where}histories"] += 1
    figures[f"{where}steps"] += verdict.steps
    figures[f"{where}values written"] += verdict.rows
    figures[f"{where}conflicts"] += verdict.conflicts
    figures[f"{where}lost"] += len(verdict.lost)
    figures[f"{where}ends apart"] += len(verdict.apart)
    figures[f"{where}needless conflicts"] += len(verdict.needless)
    figures[f"{where}unnamed errors"] += len(verdict.unnamed)

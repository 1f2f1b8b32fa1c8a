"""Random histories of the whole exchange: all in memory, some of them on real files as well."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
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

ON_FILES = 500
"""Of so many histories one is played on the engine too, side by side with the model."""


def histories(many: int) -> Outcome:
    """Play so many histories."""
    figures: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(FIRST, FIRST + many):
        verdict = History(Model(PROTOCOL, random_epochs(seed))).play(history(seed))
        _count(figures, "in the model: ", verdict)
        failures += [f"model, seed {seed}: {fault}" for fault in verdict.faults]
    for seed, verdict, differences in islice(_on_files(), -(-many // ON_FILES)):
        _count(figures, "on files: ", verdict)
        figures["on files: differences"] += len(differences)
        found = [*verdict.faults, *differences]
        failures += [f"files, seed {seed}: {fault}" for fault in found]
    return Outcome(figures, failures)


def _on_files() -> Iterator[tuple[int, Verdict, list[str]]]:
    with tempfile.TemporaryDirectory() as name, template(Path(name) / "prepared") as made:
        for seed in range(FIRST, 2 * FIRST):
            root = Path(name) / "world"
            both = play_both(made, root, history(seed), seed)
            shutil.rmtree(root)
            yield seed, both.engine, both.differences


def _count(figures: Counter[str], where: str, verdict: Verdict) -> None:
    figures[f"{where}histories"] += 1
    figures[f"{where}steps"] += verdict.steps
    figures[f"{where}values written"] += verdict.rows
    figures[f"{where}conflicts"] += verdict.conflicts
    figures[f"{where}lost"] += len(verdict.lost)
    figures[f"{where}ends apart"] += len(verdict.apart)
    figures[f"{where}needless conflicts"] += len(verdict.needless)
    figures[f"{where}unnamed errors"] += len(verdict.unnamed)

"""Histories of an exchange as scripts: what clerks write, what becomes of files and folders.

A step names its verb, a method of `tests.histories.play.History`, and gives numbers that choose
among what there is: whatever steps are left out, the rest still makes a history.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FIELDS = ("name", "phone", "student_number")
HOMES = (1, 1, 2)
"""Of the PCs at the start: two share an office."""

MOST_PCS = 6


class Step(NamedTuple):
    """One thing that happens."""

    verb: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.verb}({', '.join(map(str, self.numbers))})"


Script = Sequence[Step]


@dataclass(frozen=True)
class _Kind:
    """How often a step happens, and how many choices each of its numbers has."""

    weight: int
    choices: tuple[int, ...]


_ANY = 60
_PCS = MOST_PCS
_EVERYDAY = {
    "add": _Kind(10, (_PCS, 3)),
    "edit": _Kind(22, (_PCS, _ANY, 7)),
    "delete": _Kind(4, (_PCS, _ANY)),
    "settle": _Kind(5, (_PCS, _ANY, 16)),
    "decree": _Kind(2, (_ANY,)),
    "hand_up": _Kind(18, (_PCS, 5)),
    "answer": _Kind(14, (_PCS,)),
    "exchange": _Kind(8, (_PCS,)),
}
HAZARDS = {
    "accidents": {"clock": _Kind(5, (_PCS, 3)), "cut": _Kind(5, (_ANY, 3))},
    "province": {"back_up_province": _Kind(2, ()), "restore_province": _Kind(2, (2,))},
    "folders": {"back_up": _Kind(3, (_PCS,)), "restore": _Kind(3, (_PCS, 2))},
    "copies": {"clone": _Kind(2, (_PCS, 2))},
    "rejoining": {"rejoin": _Kind(1, (_PCS,)), "everything_next": _Kind(1, (_PCS,))},
}
"""What may go wrong, in groups that come together."""


def history(seed: int, hazards: Collection[str] | None = None, longest: int = 70) -> list[Step]:
    """Return a random script, always the same for one seed; some hazards, unless they are named."""
    draw = random.Random(seed)
    chosen = [name for name in HAZARDS if draw.random() < 0.55]
    steps = dict(_EVERYDAY)
    for name in chosen if hazards is None else hazards:
        steps |= HAZARDS[name]
    lost, doubled = draw.uniform(0.25, 0.4), 0.15
    verbs, weights = list(steps), [kind.weight for kind in steps.values()]
    script = []
    if draw.random() < 0.9:
        script += [Step("exchange", (pc,)) for pc in range(len(HOMES))]
    for _ in range(draw.randint(10, longest)):
        verb = draw.choices(verbs, weights)[0]
        script.append(Step(verb, tuple(draw.randrange(most) for most in steps[verb].choices)))
        while draw.random() < 0.4:
            which = draw.randrange(_ANY)
            if draw.random() < lost:
                script.append(Step("lose", (which,)))
            else:
                again = int(draw.random() < doubled)
                script.append(Step("arrive", (which, again, draw.randrange(_PCS))))
    return script


def parse(text: str) -> list[Step]:
    """Return the steps of a script as it is printed."""
    found = re.findall(r"(\w+)\(([\d, ]*)\)", text)
    return [Step(verb, tuple(map(int, re.findall(r"\d+", numbers)))) for verb, numbers in found]


def shortest(script: Script, fails: Callable[[Script], bool]) -> Script:
    """Return what is left of a failing script when no step can be left out any more."""
    size = len(script) // 2
    while size:
        at = 0
        while at < len(script):
            without = [*script[:at], *script[at + size :]]
            if fails(without):
                script = without
            else:
                at += size
        size //= 2
    return script

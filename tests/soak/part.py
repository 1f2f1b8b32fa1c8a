"""What a part of the long run is, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Figures in the order in which they are printed, and one line for each thing gone wrong."""

    figures: Mapping[str, int]
    failures: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """`run` tries so many of something; `many` unless a number is given."""

    many: int
    run: Callable[[int], Outcome]

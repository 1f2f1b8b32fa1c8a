"""What became of what a bundle carried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.sync.merge import Fate

MOST_REASONS = 20
"""Reasons for refusal that are kept; the count is always whole."""


def tally_words(tally: Tally) -> str:
    """Return what became of a bundle's rows in words, for the audit log."""
    said = (
        ("新", tally.new),
        ("合并", tally.merged),
        ("未变", tally.unchanged),
        ("冲突", tally.conflicting),
        ("未收", tally.refused),
    )
    return "，".join(f"{word} {count} 条" for word, count in said if count) or "没有新内容"


@dataclass
class Tally:
    """Counts of rows, and of photos whose bytes are new here; `highest` is their highest lsn."""

    new: int = 0
    merged: int = 0
    unchanged: int = 0
    conflicting: int = 0
    refused: int = 0
    photos: int = 0
    highest: int = 0
    reasons: list[str] = field(default_factory=list)

    def refuse(self, reasons: Sequence[str]) -> None:
        """Count what was refused and keep the first reasons."""
        self.refused += len(reasons)
        self.reasons += list(reasons)[: MOST_REASONS - len(self.reasons)]

    def count(self, verdict: Fate) -> None:
        """Count a row that was taken in."""
        if verdict is Fate.NEW:
            self.new += 1
        elif verdict is Fate.OLD:
            self.unchanged += 1
        elif verdict is Fate.CONFLICT:
            self.conflicting += 1
        else:
            self.merged += 1

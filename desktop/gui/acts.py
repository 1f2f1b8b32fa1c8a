"""What was done on each page and can be taken back: by 撤销 in the toast, or by Ctrl+Z."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from desktop.usecases.undo import Act

_MOST = 20
"""Acts of a page that Ctrl+Z goes back over."""


@dataclass(frozen=True, eq=False)
class Done:
    """An act in the words that told of it, what it changed, and the topics to refresh."""

    words: str
    act: Act
    topics: tuple[str, ...]


@dataclass
class Acts:
    """The last acts of each page, the newest last; `page` is the one that is open."""

    page: str = ""
    _of: dict[str, deque[Done]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_MOST))
    )

    def add(self, done: Done) -> None:
        """Keep an act of the open page."""
        self._of[self.page].append(done)

    def newest(self) -> Done | None:
        """Return the act that Ctrl+Z would take back."""
        return self._of[self.page][-1] if self._of[self.page] else None

    def forget(self, done: Done) -> bool:
        """Drop an act, on whatever page it was; tell whether it was still there."""
        for kept in self._of.values():
            if done in kept:
                kept.remove(done)
                return True
        return False

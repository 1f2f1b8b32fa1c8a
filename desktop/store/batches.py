"""Many rows a few hundred at a time: as many as one statement takes parameters for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

SIZE = 500


def batches(items: Sequence[T], size: int = SIZE) -> Iterator[Sequence[T]]:
    """Yield the items in order, at most `size` of them at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))

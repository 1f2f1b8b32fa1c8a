"""A thread, and what waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lane(Generic[T]):
    """Runs `serve(take)` in a thread that begins with the first thing put in.

    `take()` waits for the next thing; None: no more comes.
    """

    def __init__(self, serve: Callable[[Callable[[], T | None]], None], name: str) -> None:
        self._queue: queue.SimpleQueue[T | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=serve, args=(self._queue.get,), name=name, daemon=True
        )

    def put(self, item: T) -> None:
        """Let the thread come to this after all that was put before."""
        self._queue.put(item)
        if not self._thread.is_alive():
            self._thread.start()

    def end(self) -> None:
        """Let the thread finish what was put, and end; blocks."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()

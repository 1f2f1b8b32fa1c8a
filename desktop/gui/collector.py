"""Unreachable objects are collected in the window's thread alone.

Left to itself, Python collects in whichever thread happens to make objects. A widget in a cycle
would then be destroyed in the thread of a job, beside the window that is drawn: a crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimerEvent

_EVERY_MS = 500


class Collector(QObject):
    """Takes over from Python's own collection; give it an owner in the window's thread."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        gc.disable()
        self.startTimer(_EVERY_MS)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: ARG002 - Qt's own signature
        """Collect what is due, as Python would: the oldest generation, and with it the younger."""
        counts = enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        due = [generation for generation, (count, most) in counts if count > most]
        if due:
            gc.collect(max(due))

"""What every page is given: the data, the jobs, and the window's few services."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Protocol

from desktop.gui.jobs import JobRunner
from desktop.usecases.workspace import Workspace

TOPICS = (
    "need",
    "pairing",
    "activity",
    "roster",
    "attendance",
    "certificate",
    "exchange",
    "setting",
)
"""Topics of `JobRunner.data_changed`; a page refreshes when one that it shows has changed."""


class Notify(Protocol):
    """Tell that something was done; with `undo`, offer 撤销."""

    def __call__(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show the text."""


@dataclass(frozen=True)
class Desk:
    """Given to every page by the window.

    `memory` keeps choices between starts. `toast` tells what was done. `open_page` shows another
    page by its key (`today`, `needs`, `pairings`, `activities`, `roster`, `certificates`,
    `exchange`, `settings`) and the rows with these ids, all rows when there are none.
    """

    workspace: Workspace
    jobs: JobRunner
    memory: MutableMapping[str, str]
    toast: Notify
    open_page: Callable[[str, tuple[bytes, ...]], None]
    press: JobRunner | None = None

    @property
    def printing(self) -> JobRunner:
        """Where a document is sent to a printer: a long print must not keep lists waiting."""
        return self.press or self.jobs

"""What every page is given: the data, the jobs, and the window's few services."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.acts import Acts, Done
from desktop.gui.jobs import JobRunner
from desktop.usecases.undo import Act, TakenBack, noting_changes, take_back
from desktop.usecases.workspace import Workspace

T = TypeVar("T")

_FEW = 50
"""Rows of an act that a list looks for; an import's are looked at as a whole."""

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
    `exchange`, `settings`) and the rows with these ids, all rows when there are none. Of a page
    with several lists, `pairings/branches` and the like name the list.
    """

    workspace: Workspace
    jobs: JobRunner
    memory: MutableMapping[str, str]
    toast: Notify
    open_page: Callable[[str, tuple[bytes, ...]], None]
    press: JobRunner | None = None
    acts: Acts = field(default_factory=Acts)

    @property
    def printing(self) -> JobRunner:
        """Where a document is sent to a printer: a long print must not keep lists waiting."""
        return self.press or self.jobs

    def act(
        self,
        work: Callable[[Progress], T],
        said: Callable[[T], str],
        *,
        topics: tuple[str, ...],
        title: str = "",
        done: Callable[[T], None] | None = None,
        failed: Callable[[QingqiaoError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Change data by a job, then tell so with 撤销, and keep the act for Ctrl+Z on this page.

        When `owner` has been deleted meanwhile, `done` is not called, and an error goes to the
        window in place of `failed`. The rest is as in `JobRunner.run`.
        """

        def fail(error: QingqiaoError) -> None:
            if failed is not None and (owner is None or isValid(owner)):
                failed(error)
            else:
                self.jobs.failed.emit(error)

        def finish(outcome: tuple[T, Act]) -> None:
            result, act = outcome
            if done is not None and (owner is None or isValid(owner)):
                done(result)
            words = said(result)
            if act.empty:
                self.toast(words)
                return
            made = frozenset(one for ids in act.made.values() for one in ids)
            if 0 < len(made) <= _FEW:
                self.jobs.rows_made.emit(made)
            kept = Done(words, act, topics)
            self.acts.add(kept)
            self.toast(words, lambda: self.take_back(kept))

        self.jobs.run(
            lambda progress: noting_changes(lambda: work(progress)),
            done=finish,
            failed=fail,
            title=title,
            topics=topics,
        )

    def take_back(self, done: Done | None = None) -> None:
        """Take back an act, the last one of the open page when none is given."""
        done = done or self.acts.newest()
        if done is None:
            self.toast("这一页没有可以撤销的操作")
        elif self.acts.forget(done):
            act = done.act
            self.jobs.run(
                lambda _: take_back(self.workspace, act),
                done=lambda back: self.toast(_told(done.words, back)),
                topics=done.topics,
            )


def _told(words: str, back: TakenBack) -> str:
    if not back.kept:
        return f"已撤销：{words}"
    if not back.rows:
        return f"没有撤销“{words}”：这些记录后来又改过或已被用到"
    return f"已撤销：{words}；其中 {back.kept:,} 条后来又改过或已被用到，保持原样"

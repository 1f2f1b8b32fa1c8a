"""Every slow thing runs here: one thread for what may change data, one beside it that counts."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from shiboken6 import isValid

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled, Progress
from desktop.gui.lane import Lane

T = TypeVar("T")

_TELL_EVERY = 0.05
"""Seconds between two reports of progress: a million steps must not flood the window."""


def crash_report(error: BaseException) -> str:
    """Return a text for the developers: kinds of errors and lines of code, never a value.

    Messages of exceptions are left out (they quote data), and so are folders (they hold the
    user's name).
    """
    import platform  # noqa: PLC0415 - the first window need not wait for it

    lines = [f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()}"]
    link: BaseException | None = error
    while link is not None:
        kind = type(link)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {Path(frame.filename).parent.name}/{Path(frame.filename).name}"
            f":{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


class _Job(NamedTuple):
    """What the window keeps; the thread gets only the work, so Qt objects die in the window."""

    title: str
    topics: tuple[str, ...]
    done: Callable[[Any], None] | None
    failed: Callable[[QingqiaoError], None] | None
    owner: QObject | None


class _Crash(NamedTuple):
    report: str


class _Watch:
    """The `Progress` of one job: told in the thread, heard in the window."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self.stop = threading.Event()
        self._tell = tell
        self._told = 0.0

    def step(self, done: int, total: int, message: str) -> None:
        if self.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if 0 < total <= done or now - self._told >= _TELL_EVERY:
            self._told = now
            self._tell(done, total, message)


_Item = tuple[int, Callable[[Progress], Any], _Watch]


def _nothing() -> None:
    """Stop what has not begun: nothing."""


class JobRunner(QObject):
    """Runs work one after another in one thread; results arrive in the window's thread.

    A job with a `title` is shown in the job bar; without one it is silent (fetching rows). What
    only reads and may take long, e.g. counting a million rows, runs `beside` the others in a
    second thread, so that no saving and no search waits for it.
    """

    started = Signal(str)
    """The title of the job that now runs; only for jobs with a title."""
    progressed = Signal(int, int, str)
    """Done, total (0 when unknown), message."""
    finished = Signal()
    """The job last started has ended, well or not."""
    idle = Signal()
    """Nothing runs and nothing waits."""
    data_changed = Signal(object)
    """frozenset[str] of topics changed by a job that succeeded."""
    rows_made = Signal(object)
    """frozenset[bytes]: ids of the few rows that an act has made, before `data_changed` follows."""
    failed = Signal(object)
    """QingqiaoError of a job without its own `failed`."""
    crashed = Signal(str)
    """The report of an unexpected error, without personal data."""

    _began = Signal(int)
    _told = Signal(int, int, int, str)
    _ended = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, _Job] = {}
        self._watches: dict[int, _Watch] = {}
        self._number = 0
        self._closed = False
        self._held: list[Callable[[], object]] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._began.connect(self._on_began, queued)
        self._told.connect(self._on_told, queued)
        self._ended.connect(self._on_ended, queued)
        self._main: Lane[_Item] = Lane(self._serve, "jobs")
        self._beside: Lane[_Item] = Lane(self._serve, "counting")

    @property
    def busy(self) -> bool:
        """Whether a job with a title or with topics runs or waits: work that must not be lost."""
        return any(job.title or job.topics for job in self._jobs.values())

    def run(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[QingqiaoError], None] | None = None,
        title: str = "",
        topics: tuple[str, ...] = (),
        owner: QObject | None = None,
        beside: bool = False,
    ) -> Callable[[], None]:
        """Run `work` after everything asked before; call it only from the window's thread.

        Then `done(result)` or `failed(error)` is called in the window's thread, unless `owner`
        (by default the object whose method they are) has been deleted meanwhile. After success
        `data_changed(topics)` is sent. `work` must not touch widgets. Returns how to ask this job
        to stop: it does not begin, or ends at its next step, with `Cancelled`.
        """
        if self._closed:
            return _nothing
        if self._held is not None:
            again = partial(
                self.run,
                work,
                done=done,
                failed=failed,
                title=title,
                topics=topics,
                owner=owner,
                beside=beside,
            )
            self._held.append(again)
            return _nothing
        self._number += 1
        if owner is None:
            bound = getattr(done, "__self__", None)
            owner = bound if isinstance(bound, QObject) else None
        number = self._number
        self._jobs[number] = _Job(title, topics, done, failed, owner)
        watch = _Watch(
            lambda step, total, message: self._told.emit(number, step, total, message),
        )
        self._watches[number] = watch
        (self._beside if beside else self._main).put((number, work, watch))
        return watch.stop.set

    @property
    def at_rest(self) -> bool:
        """Whether nothing runs and nothing waits, but for what is held."""
        return not self._jobs

    def hold(self) -> None:
        """Keep whatever is asked from now on, until `go_on`; what was asked before is done."""
        if self._held is None:
            self._held = []

    def go_on(self, *, drop: bool = False) -> None:
        """Run what was held, or `drop` it."""
        held, self._held = self._held or [], None
        for again in held if not drop else ():
            again()

    def cancel(self) -> None:
        """Ask the job shown in the job bar to stop at its next step; it ends with `Cancelled`."""
        for number, job in self._jobs.items():
            if job.title:
                self._watches[number].stop.set()
                return

    def drain(self) -> None:
        """Finish what runs and what changes data, drop the rest, end the threads; blocks."""
        if self._closed:
            return
        self._closed = True
        for number, job in self._jobs.items():
            if not (job.title or job.topics):
                self._watches[number].stop.set()
        for lane in (self._main, self._beside):
            lane.end()
        self._jobs.clear()
        self._watches.clear()

    def _serve(self, take: Callable[[], _Item | None]) -> None:
        while self._next(take):
            pass

    def _next(self, take: Callable[[], _Item | None]) -> bool:
        """Run one job in a thread; every reference to it is gone before the window hears."""
        item = take()
        if item is None:
            return False
        number, work, watch = item
        del item
        self._began.emit(number)
        outcome: object
        try:
            if watch.stop.is_set():
                raise Cancelled  # noqa: TRY301 - the same end as a cancel inside the work
            outcome = (work(watch),)
        except QingqiaoError as error:
            # a traceback would keep the work, and perhaps a widget, alive in this thread
            error.__cause__ = error.__context__ = None
            outcome = error.with_traceback(None)
        except BaseException as error:  # noqa: BLE001 - the one thread must survive any bug
            outcome = _Crash(crash_report(error))
        del work, watch
        self._ended.emit(number, outcome)
        return True

    def _on_began(self, number: int) -> None:
        job = self._jobs.get(number)
        if job is not None and job.title:
            self.started.emit(job.title)

    def _on_told(self, number: int, done: int, total: int, message: str) -> None:
        job = self._jobs.get(number)
        if job is not None and job.title:
            self.progressed.emit(done, total, message)

    def _on_ended(self, number: int, outcome: object) -> None:
        job = self._jobs.pop(number, None)
        if job is None:
            return
        del self._watches[number]
        if job.title:
            self.finished.emit()
        wanted = job.owner is None or isValid(job.owner)
        if isinstance(outcome, _Crash):
            self.crashed.emit(outcome.report)
        elif isinstance(outcome, QingqiaoError):
            self._tell_failed(job.failed if wanted else None, outcome)
        else:
            assert isinstance(outcome, tuple)  # noqa: S101 - the only other outcome of _next
            if wanted and job.done is not None:
                job.done(outcome[0])
            if job.topics:
                self.data_changed.emit(frozenset(job.topics))
        if not self._jobs:
            self.idle.emit()

    def _tell_failed(
        self,
        failed: Callable[[QingqiaoError], None] | None,
        error: QingqiaoError,
    ) -> None:
        if failed is not None:
            failed(error)
        else:
            self.failed.emit(error)

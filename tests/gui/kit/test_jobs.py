from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled, Progress
from desktop.gui.jobs import JobRunner, crash_report

Wait = Callable[[], None]


def in_window() -> bool:
    app = QApplication.instance()
    return app is not None and QThread.currentThread() == app.thread()


def refuse(_progress: Progress) -> None:
    raise QingqiaoError("没有存成。", "重试。")


def stumble(_progress: Progress) -> None:
    person = "张三"
    raise KeyError(person)


def test_work_runs_aside_and_its_result_comes_home(jobs: JobRunner, wait_idle: Wait) -> None:
    seen: list[object] = []
    jobs.run(
        lambda _: seen.append(threading.current_thread() is threading.main_thread()),
        done=lambda _: seen.append(in_window()),
    )
    wait_idle()
    assert seen == [False, True]


def test_many_jobs_run_one_after_another_in_order(jobs: JobRunner, wait_idle: Wait) -> None:
    asked: list[int] = []
    told: list[int] = []
    threads: set[int] = set()

    def work(number: int, _progress: Progress) -> int:
        asked.append(number)
        threads.add(threading.get_ident())
        return number

    for number in range(500):
        jobs.run(partial(work, number), done=told.append)
    wait_idle()
    assert asked == told == list(range(500))
    assert len(threads) == 1


def test_topics_are_told_after_success_only(jobs: JobRunner, wait_idle: Wait) -> None:
    topics: list[frozenset[str]] = []
    jobs.data_changed.connect(topics.append)
    jobs.run(lambda _: None, topics=("roster", "pairing"))
    jobs.run(refuse, topics=("certificate",))
    jobs.run(lambda _: None)
    wait_idle()
    assert topics == [frozenset({"roster", "pairing"})]


def test_an_error_goes_to_its_own_listener_or_else_to_all(jobs: JobRunner, wait_idle: Wait) -> None:
    own: list[QingqiaoError] = []
    everyones: list[QingqiaoError] = []
    jobs.failed.connect(everyones.append)
    jobs.run(refuse, failed=own.append, done=lambda _: own.clear())
    wait_idle()
    assert [error.message for error in own] == ["没有存成。"]
    assert everyones == []
    jobs.run(refuse)
    wait_idle()
    assert [error.hint for error in everyones] == ["重试。"]


def test_a_crash_is_reported_without_values_and_the_next_job_runs(
    jobs: JobRunner,
    wait_idle: Wait,
) -> None:
    reports: list[str] = []
    results: list[int] = []
    jobs.crashed.connect(reports.append)
    jobs.run(stumble)
    jobs.run(lambda _: 7, done=results.append)
    wait_idle()
    assert results == [7]
    (report,) = reports
    assert "KeyError" in report
    assert "kit/test_jobs.py:" in report
    assert "stumble" in report
    assert "张三" not in report
    assert str(Path(__file__).parent.parent) not in report


def test_a_report_follows_causes_by_kind() -> None:
    try:
        try:
            stumble(_Deaf())
        except KeyError as error:
            raise ValueError("李四") from error
    except ValueError as error:
        report = crash_report(error)
    assert report.index("ValueError") < report.index("KeyError")
    assert "李四" not in report


class _Deaf:
    def step(self, done: int, total: int, message: str) -> None:
        """Hear nothing."""


def test_cancel_stops_the_job_that_is_shown_and_no_other(
    qtbot: QtBot,
    jobs: JobRunner,
    wait_idle: Wait,
) -> None:
    running = threading.Event()
    ends: list[object] = []

    def work(progress: Progress) -> None:
        while True:
            progress.step(1, 0, "")
            running.set()

    jobs.failed.connect(lambda error: ends.append(type(error)))
    with qtbot.waitSignal(jobs.started):
        jobs.run(work, title="导入", done=lambda _: ends.append("done"))
    jobs.run(lambda _: "next", title="导出", done=ends.append)
    assert running.wait(10)
    jobs.cancel()
    wait_idle()
    assert ends == [Cancelled, "next"]


def test_progress_and_ends_are_told_for_titled_jobs_only(jobs: JobRunner, wait_idle: Wait) -> None:
    told: list[object] = []
    jobs.started.connect(told.append)
    jobs.progressed.connect(lambda *step: told.append(step))
    jobs.finished.connect(lambda: told.append("end"))

    def work(progress: Progress) -> None:
        for number in range(1, 10_001):
            progress.step(number, 10_000, "行")

    jobs.run(work)
    wait_idle()
    assert told == []
    jobs.run(work, title="导入")
    wait_idle()
    assert told[0] == "导入"
    assert told[-2:] == [(10_000, 10_000, "行"), "end"]
    assert len(told) < 200, "ten thousand steps must not flood the window"


def test_drain_finishes_what_changes_data_and_drops_what_only_looks(qtbot: QtBot) -> None:
    assert qtbot is not None
    jobs = JobRunner()
    go = threading.Event()
    done: list[object] = []

    def first(_progress: Progress) -> None:
        assert go.wait(10)
        done.append("first")

    jobs.run(first, title="导入")
    jobs.run(lambda _: done.append("looked"))
    jobs.run(lambda _: done.append("saved"), topics=("roster",))
    assert jobs.busy
    go.set()
    jobs.drain()
    assert done == ["first", "saved"]
    assert not jobs.busy
    jobs.run(lambda _: done.append("late"), done=done.append)
    jobs.drain()
    QApplication.processEvents()
    assert done == ["first", "saved"]


def test_nobody_is_called_after_being_deleted(jobs: JobRunner, wait_idle: Wait) -> None:
    class View(QObject):
        def show(self, _result: object) -> None:
            called.append(self)

    called: list[object] = []
    view, other = View(), View()
    jobs.run(lambda _: 1, done=view.show)
    jobs.run(lambda _: 1, done=called.append, owner=other)
    view.deleteLater()
    other.deleteLater()
    del view
    QApplication.sendPostedEvents(None, 52)  # deferred deletion
    wait_idle()
    assert called == []


def test_nothing_of_a_job_is_kept_in_the_thread(jobs: JobRunner, wait_idle: Wait) -> None:
    class Heavy:
        def work(self, _progress: Progress) -> None:
            raise QingqiaoError("坏了")

    heavy = Heavy()
    gone = weakref.ref(heavy)
    errors: list[QingqiaoError] = []
    jobs.run(heavy.work, failed=errors.append)
    del heavy
    wait_idle()
    gc.collect()
    assert errors
    assert gone() is None, "not even through the frames of the error"


def test_a_widget_in_a_cycle_is_destroyed_by_the_window_whatever_a_job_makes(
    jobs: JobRunner, wait_idle: Wait, qtbot: QtBot
) -> None:
    seen: list[bool] = []

    class Round(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.itself = self

        def __del__(self) -> None:
            seen.append(in_window())

    def make(_progress: Progress) -> None:
        for _ in range(50_000):
            one: list[object] = []
            one.append(one)

    Round()
    jobs.run(make)
    wait_idle()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]

"""Every test of the window: no screen, no trace of the user, nothing left running behind it."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.aside import THREAD
from desktop.gui.collector import Collector
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import load_fonts, speak_chinese
from desktop.gui.style_sheet import STYLE, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # what the platform without a screen says of window sizes and popups
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def qapp(
    qapp_args: list[str],
    qapp_cls: type[QApplication],
    tmp_path_factory: pytest.TempPathFactory,
) -> QApplication:
    settings = tmp_path_factory.mktemp("settings")
    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(settings))
    app = qapp_cls([*qapp_args, *STYLE])
    app.setApplicationName("qingqiao-test")
    speak_chinese(app)
    load_fonts(app)
    apply_theme(app)
    return app


@pytest.fixture(scope="package", autouse=True)
def collected_by_the_window(qapp: QApplication) -> Iterator[None]:
    """Destroy no widget in the thread of a job; later tests are collected by Python again."""
    collector = Collector(qapp)
    yield
    collector.deleteLater()
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left_behind(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Fail a test that leaves a thread, a visible window or a timer without owner running."""
    monkeypatch.setenv("HOME", str(tmp_path))
    threads = set(threading.enumerate())
    yield
    end_asides()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    stray = {thread.name for thread in set(threading.enumerate()) - threads}
    assert not stray, f"still running: {stray}; drain() every JobRunner (fixture `jobs`)"
    names = {type(widget).__name__ for widget in left}
    assert not names, f"still open: {names}; give windows to qtbot.addWidget"
    ticking = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    assert not ticking, "a timer owned by the application is still running"


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    """Return a runner that is drained after the test."""
    assert qtbot is not None
    runner = JobRunner()
    yield runner
    runner.drain()


def end_asides() -> None:
    """Wait for what looks at sticks beside the jobs, and let it be delivered."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(10)
    QApplication.processEvents()


@pytest.fixture
def wait_idle(jobs: JobRunner, qtbot: QtBot) -> Callable[[], None]:
    """Return a function that waits until every job has been delivered and its results shown."""

    def wait() -> None:
        end_asides()
        with qtbot.waitSignal(jobs.idle, timeout=10_000):
            jobs.run(lambda _: None)
        QApplication.processEvents()  # layouts show what was added to them by a posted call

    return wait


def close_window(window: QWidget) -> None:
    """Close a main window as a clerk does: it goes once its last backup is made."""
    window.close()
    patience = time.monotonic() + 20
    while window.isVisible() and time.monotonic() < patience:
        QApplication.processEvents()
        time.sleep(0.01)

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled, Progress
from desktop.gui.frame import MainFrame, PageSpec
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.job_bar import JobBar
from desktop.gui.widgets.notices import CrashDialog, ErrorDialog, Toast

Wait = Callable[[], None]
ALT = Qt.KeyboardModifier.AltModifier


class Pages:
    def __init__(self) -> None:
        self.made: list[str] = []

    def make(self, key: str) -> QWidget:
        self.made.append(key)
        return QLabel(key)


def shown(qtbot: QtBot, jobs: JobRunner, pages: Pages) -> MainFrame:
    names = ("front", "pairing", "needs", "settings")
    frame = MainFrame(
        jobs,
        [PageSpec(key, key, "users", lambda key=key: pages.make(key)) for key in names],  # type: ignore[misc]
    )
    qtbot.addWidget(frame)
    with qtbot.waitActive(frame):
        frame.show()
        frame.activateWindow()
    return frame


def dialogs(frame: MainFrame) -> list[QDialog]:
    return [each for each in frame.findChildren(QDialog) if each.isVisible()]


def test_pages_are_made_when_first_opened_and_only_once(qtbot: QtBot, jobs: JobRunner) -> None:
    pages = Pages()
    frame = shown(qtbot, jobs, pages)
    assert pages.made == ["front"]
    opened: list[str] = []
    frame.page_shown.connect(opened.append)
    for number in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_4):
        QTest.keyClick(frame, number, ALT)
    assert opened == ["pairing", "front", "pairing", "settings"]
    assert pages.made == ["front", "pairing", "settings"]
    assert pages.made[-1] == "settings"
    checked = [button for button in frame.findChildren(Button) if button.isChecked()]
    assert [button.accessibleName() for button in checked] == ["settings"]


def test_navigation_works_by_keyboard_alone(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    first = next(button for button in frame.findChildren(Button) if button.isChecked())
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    focused = frame.focusWidget()
    assert isinstance(focused, Button)
    with qtbot.waitSignal(frame.page_shown) as told:
        QTest.keyClick(focused, Qt.Key.Key_Return)
    assert told.args == ["pairing"]


def test_tab_goes_as_the_page_is_laid_out_whatever_was_made_first(
    qtbot: QtBot, jobs: JobRunner
) -> None:
    page = QWidget()
    last, first, late = (Button(words) for words in ("三", "一", "二"))
    column = QVBoxLayout(page)
    column.addWidget(first)
    column.addWidget(last)
    pages = [
        PageSpec("front", "front", "users", QWidget),
        PageSpec("b", "b", "users", lambda: page),
    ]
    frame = MainFrame(jobs, pages)
    qtbot.addWidget(frame)
    with qtbot.waitActive(frame):
        frame.show()
    QTest.keyClick(frame, Qt.Key.Key_2, ALT)
    assert frame.focusWidget() is first
    column.insertWidget(1, late)
    QApplication.processEvents()
    for key, then in (
        (Qt.Key.Key_Tab, late),
        (Qt.Key.Key_Tab, last),
        (Qt.Key.Key_Backtab, late),
        (Qt.Key.Key_Backtab, first),
    ):
        QTest.keyClick(frame.focusWidget(), key)
        assert frame.focusWidget() is then


def test_ctrl_k_searches_from_the_first_character(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    QTest.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = frame.top_bar.search
    assert frame.focusWidget() is search
    with qtbot.waitSignal(frame.search_requested) as told:
        search.insert(" 张 ")
    assert told.args == ["张"]
    with qtbot.waitSignal(frame.search_requested):
        QTest.keyClick(search, Qt.Key.Key_Return)
    with qtbot.waitSignal(frame.search_requested) as told:
        QTest.keyClick(search, Qt.Key.Key_Escape)
    assert told.args == [""]


def test_the_top_bar_shows_what_it_is_told(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    frame.top_bar.set_township("港沟街道")
    frame.top_bar.set_semester("春")
    frame.top_bar.set_exchange_state("待上报 1 条", "warning")
    words = [label.text() for label in frame.top_bar.findChildren(QLabel) if label.isVisible()]
    assert {"港沟街道", "春", "待上报 1 条"} <= set(words)


def test_the_job_bar_is_there_only_while_a_job_runs(
    qtbot: QtBot,
    jobs: JobRunner,
    wait_idle: Wait,
) -> None:
    frame = shown(qtbot, jobs, Pages())
    bar = frame.findChild(JobBar)
    assert bar is not None
    assert not bar.isVisible()
    go = threading.Event()

    def work(progress: Progress) -> None:
        progress.step(1, 4, "核对")
        assert go.wait(10)
        progress.step(2, 4, "核对")

    with qtbot.waitSignal(jobs.progressed):
        jobs.run(work, title="导入名册")
    assert bar.isVisible()
    gauge = bar.findChild(QProgressBar)
    assert gauge is not None
    assert gauge.value() == 250
    cancel = bar.findChild(Button)
    assert cancel is not None
    cancel.click()
    assert not cancel.isEnabled()
    go.set()
    wait_idle()
    assert not bar.isVisible()
    toast = frame.findChild(Toast)
    assert toast is not None
    assert toast.accessibleName() == Cancelled().message


def test_errors_and_crashes_of_jobs_become_dialogs(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    jobs.failed.emit(QingqiaoError("没有接收成。", "再拷一次。"))
    (dialog,) = dialogs(frame)
    assert isinstance(dialog, ErrorDialog)
    copy, good = dialog.findChildren(Button)
    copy.click()
    assert QApplication.clipboard().text() == "没有接收成。\n再拷一次。"
    good.click()
    jobs.crashed.emit("报告")
    crash = next(each for each in dialogs(frame) if isinstance(each, CrashDialog))
    copy, good = crash.findChildren(Button)
    copy.click()
    assert QApplication.clipboard().text() == "报告"
    good.click()
    assert dialogs(frame) == []


def test_a_toast_takes_back_once(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    undone: list[str] = []
    frame.toast("已删除", lambda: undone.append("撤销"))
    toast = frame.findChild(Toast)
    assert toast is not None
    assert toast.isVisible()
    frame.resize(1200, 700)
    assert toast.geometry().bottom() < frame.height()
    undo = toast.findChildren(Button)[0]
    undo.click()
    undo.click()
    assert undone == ["撤销"]
    assert not toast.isVisible()
    frame.toast("只是告诉一声")
    assert not undo.isVisible()


def test_a_toast_can_be_pressed_while_a_dialog_is_open(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    (toast,) = frame.findChildren(Toast)
    home = toast.parentWidget()
    dialog = FittedDialog("报名", parent=frame)
    dialog.column.addSpacing(300)
    dialog.footer.addWidget(Button("关闭", on_click=dialog.accept))
    dialog.open()
    undone: list[str] = []
    frame.toast("已退出 1 人，" + "后面还有很长的一句话，" * 8, lambda: undone.append("撤销"))
    assert toast.parentWidget() is dialog
    assert dialog.rect().contains(toast.geometry())
    assert not toast.geometry().intersects(dialog.footer.geometry())
    dialog.accept()
    assert toast.parentWidget() is home
    assert toast.isVisible()
    toast.findChildren(Button)[0].click()
    assert undone == ["撤销"]
    second = FittedDialog("报名", parent=frame)
    second.open()
    frame.toast("说过就算")
    toast.hide()
    second.accept()  # it is deleted then, and must not take the line with it
    QApplication.sendPostedEvents(second, QEvent.Type.DeferredDelete)
    assert toast.parentWidget() is home
    assert not toast.isVisible()


def test_ctrl_z_takes_back_except_in_a_text(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    asked: list[str] = []
    frame.undo_requested.connect(lambda: asked.append(frame.page))
    frame.navigation.setFocus()
    QTest.keyClick(frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [frame.page]
    frame.top_bar.search.setFocus()
    QTest.keyClicks(frame.top_bar.search, "zh")
    QTest.keyClick(frame.top_bar.search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    assert frame.top_bar.search.text() == ""


def test_closing_waits_for_work_that_changes_data(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    go, saved = threading.Event(), threading.Event()

    def save(_progress: Progress) -> None:
        assert go.wait(10)
        saved.set()

    jobs.run(save, topics=("roster",))
    frame.close()
    assert frame.isVisible()
    with qtbot.waitSignal(jobs.idle):
        go.set()
    qtbot.waitUntil(lambda: not frame.isVisible())
    assert saved.is_set()


def test_closing_is_called_off_when_that_work_fails(qtbot: QtBot, jobs: JobRunner) -> None:
    frame = shown(qtbot, jobs, Pages())
    go = threading.Event()

    def fail(_progress: Progress) -> None:
        assert go.wait(10)
        raise QingqiaoError("没有存成。")

    jobs.run(fail, title="保存")
    frame.close()
    with qtbot.waitSignal(jobs.idle):
        go.set()
    assert frame.isVisible()
    assert len(dialogs(frame)) == 1

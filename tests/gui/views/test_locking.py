"""Several people on one PC: choosing an account, locking, switching, and ways back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.account import Role
from desktop.gui.app import Start
from desktop.gui.dialogs.forgotten import ForgottenDialog, RenewDialog
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.locking import IdleWatch, choose_lock_minutes, lock_minutes
from desktop.gui.startup import Memory
from desktop.usecases.account.keep_accounts import add_account
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.province.answer_recovery import answer_recovery, read_asked
from desktop.usecases.tries import FREE
from desktop.usecases.workspace import Workspace
from tests.gui.conftest import close_window
from tests.gui.views.conftest import PASSPHRASE

W = TypeVar("W", bound=QWidget)
HERS, NEW = "趵突泉边柳色青青", "大明湖畔荷花又开"


@pytest.fixture
def root(joined: Workspace) -> Path:
    """Return a data folder with a second account, closed."""
    add_account(joined, PASSPHRASE, "李青", Role.CLERK, HERS)
    joined.store.close()
    return joined.folder.root


@pytest.fixture
def start(root: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Start]:
    assert qtbot is not None
    made = Start(root, Memory(tmp_path / "window.ini"))
    made.begin()
    yield made
    if isinstance(made.window, MainFrame):
        close_window(made.window)
    made.end()
    made.window.close()
    made.window.deleteLater()
    made.deleteLater()


def _door(start: Start, qtbot: QtBot) -> UnlockWindow:
    """Return the unlock window once it offers the accounts and lets one try."""
    door = start.window
    assert isinstance(door, UnlockWindow)
    qtbot.waitUntil(lambda: door.accounts.count() == 2 and door.button.isEnabled(), timeout=20_000)
    return door


def _try(door: UnlockWindow, slot: str, word: str) -> None:
    door.accounts.setCurrentIndex(door.accounts.findData(slot))
    door.passphrase.line.setText(word)
    QTest.mouseClick(door.button, Qt.MouseButton.LeftButton)


def _unlock(start: Start, qtbot: QtBot, slot: str, word: str) -> MainFrame:
    _try(_door(start, qtbot), slot, word)
    qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=20_000)
    assert isinstance(start.window, MainFrame)
    return start.window


def _settled(start: Start, qtbot: QtBot) -> Workspace:
    workspace = start.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: start.window.top_bar.account.text() != "", timeout=20_000)  # type: ignore[attr-defined]
    return workspace


def test_each_clerk_picks_her_account_and_the_last_one_is_remembered(
    start: Start, qtbot: QtBot
) -> None:
    door = _door(start, qtbot)
    words = [door.accounts.itemText(at) for at in range(2)]
    assert words == ["1 号  周＊＊", "2 号  李＊＊"]
    _unlock(start, qtbot, "2", HERS)
    workspace = _settled(start, qtbot)
    assert workspace.account.name == workspace.store.operator == "李青"
    start.lock()
    door = _door(start, qtbot)
    assert door.slot() == "2"
    _unlock(start, qtbot, "2", HERS)


def test_locking_lets_go_of_every_key_and_keeps_what_was_half_typed(
    start: Start, qtbot: QtBot
) -> None:
    frame = _unlock(start, qtbot, "1", PASSPHRASE)
    workspace = _settled(start, qtbot)
    dialog = QWidget()  # anything of ours that is open beside the window
    dialog.show()
    store, identity = weakref.ref(workspace.store), weakref.ref(workspace.identity)
    qtbot.waitUntil(lambda: start._jobs.at_rest, timeout=20_000)  # noqa: SLF001 - to look
    QTest.mouseClick(frame.top_bar.account, Qt.MouseButton.LeftButton)
    _door(start, qtbot)
    assert not frame.isVisible()
    assert not dialog.isVisible()
    gc.collect()
    assert store() is None, "the store, and the database's key with it, is still held"
    assert identity() is None, "the private keys are still held"
    assert _unlock(start, qtbot, "1", PASSPHRASE) is frame
    assert frame.isVisible()
    assert dialog.isVisible()
    dialog.close()
    dialog.deleteLater()
    assert start.workspace is workspace
    assert workspace.store.operator == "周敏"


def test_what_the_window_asks_while_locked_waits(start: Start, qtbot: QtBot) -> None:
    _unlock(start, qtbot, "1", PASSPHRASE)
    workspace = _settled(start, qtbot)
    start.lock()
    _door(start, qtbot)
    heard: list[int] = []
    start._jobs.run(lambda _: len(workspace.store.key), done=heard.append)  # noqa: SLF001 - as a page does
    QTest.qWait(100)
    assert not heard
    _unlock(start, qtbot, "1", PASSPHRASE)
    qtbot.waitUntil(lambda: heard == [32], timeout=10_000)


def test_another_clerk_begins_anew_if_need_be_at_the_second_try(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = _unlock(start, qtbot, "1", PASSPHRASE)
    _settled(start, qtbot)
    QTest.mouseClick(frame.top_bar.account, Qt.MouseButton.LeftButton)
    door = _door(start, qtbot)
    with monkeypatch.context() as broken, qtbot.captureExceptions() as crashes:
        broken.setattr("desktop.gui.window.BackupKeeper", lambda *_: 1 // 0)
        _try(door, "2", HERS)
        qtbot.waitUntil(lambda: bool(crashes), timeout=20_000)
    assert start.window is door
    other = _unlock(start, qtbot, "2", HERS)
    assert other is not frame
    workspace = _settled(start, qtbot)
    assert workspace.account.name == "李青"
    assert other.top_bar.account.text() == "李青"


def test_wrong_tries_count_down_in_the_window(start: Start, qtbot: QtBot) -> None:
    door = _door(start, qtbot)
    door.accounts.setCurrentIndex(1)
    for _ in range(FREE + 1):
        door.passphrase.line.setText("不是这一句口令")
        QTest.mouseClick(door.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(door.passphrase.isEnabled, timeout=20_000)
    assert "请等 5 秒" in door.passphrase.note()
    assert not door.button.isEnabled()
    assert door.button.text().startswith("请等")
    door.accounts.setCurrentIndex(0)
    door.accounts.activated.emit(0)
    assert door.button.isEnabled(), "a colleague's tries are not mine"


def test_the_sheet_opens_from_the_window_and_asks_for_a_new_passphrase(
    joined: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = make_sheet(joined, PASSPHRASE)
    add_account(joined, PASSPHRASE, "李青", Role.CLERK, HERS)
    joined.store.close()
    start = Start(joined.folder.root, Memory(tmp_path / "window.ini"))
    start.begin()
    try:
        door = _door(start, qtbot)
        QTest.mouseClick(door.forgot, Qt.MouseButton.LeftButton)
        dialog = _dialog(door, ForgottenDialog, qtbot)
        wrong = (int(sheet.code[0]) + 1) % 10
        QTest.keyClicks(dialog.code.line, f"{wrong}{sheet.code[1:]}")
        assert "第 1 组" in dialog.code.note(), "one wrong digit is always found"
        dialog.code.line.clear()
        QTest.keyClicks(dialog.code.line, sheet.code.replace(" ", ""))
        assert "✓" in dialog.code.note()
        QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        renew = _dialog(door, RenewDialog, qtbot)
        _renew(renew)
        qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=20_000)
        assert _settled(start, qtbot).account.name == "周敏"
    finally:
        close_window(start.window)
        start.end()
        start.deleteLater()


def test_the_province_helps_through_the_window(
    start: Start, province: Workspace, tmp_path: Path, qtbot: QtBot, root: Path
) -> None:
    door = _door(start, qtbot)
    request, answer = tmp_path / "申请.qqr", tmp_path / "解锁.qqk"
    dialog = ForgottenDialog(
        start._jobs,  # noqa: SLF001 - as the door does
        root,
        start._door._tries,  # type: ignore[union-attr, arg-type]  # noqa: SLF001 - as the door does
        save=lambda *_: request,
        choose=lambda *_: answer,
        parent=door,
    )
    dialog.recovered.connect(start._door._renew)  # type: ignore[union-attr]  # noqa: SLF001 - as the door does
    dialog.open()
    dialog.by_province.click()
    QTest.mouseClick(dialog.request, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.voice.text()), timeout=20_000)
    asked = read_asked(province, request)
    answer_recovery(province, asked, dialog.voice.text(), answer)
    QTest.mouseClick(dialog.answer, Qt.MouseButton.LeftButton)
    _renew(_dialog(door, RenewDialog, qtbot))
    qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=20_000)
    assert _settled(start, qtbot).account.name == "周敏"


def _dialog(parent: QWidget, kind: type[W], qtbot: QtBot) -> W:
    qtbot.waitUntil(lambda: bool(parent.findChildren(kind)), timeout=20_000)
    (found,) = parent.findChildren(kind)
    return found


def _renew(dialog: RenewDialog) -> None:
    for box in (dialog.new.first, dialog.new.second):
        box.line.selectAll()
        box.line.insert(NEW)  # as an input method does
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)


def test_nobody_there_locks_and_a_touch_begins_to_count_anew(qtbot: QtBot) -> None:
    memory: dict[str, str] = {}
    assert lock_minutes(memory) == 15
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    watch = IdleWatch(memory, window)
    assert watch._timer.interval() == 15 * 60_000  # noqa: SLF001 - minutes are long
    choose_lock_minutes(memory, 5)
    watch.eventFilter(window, QEvent(QEvent.Type.Paint))
    assert watch._timer.interval() == 15 * 60_000  # noqa: SLF001 - as above
    watch.eventFilter(window, QEvent(QEvent.Type.KeyPress))
    assert watch._timer.interval() == 5 * 60_000  # noqa: SLF001 - as above
    choose_lock_minutes(memory, 0)
    watch.touched()
    assert not watch._timer.isActive()  # noqa: SLF001 - as above
    heard: list[bool] = []
    watch.idle.connect(partial(heard.append, True))
    watch._timer.timeout.emit()  # noqa: SLF001 - as above
    assert heard == [True]
    memory["lock/minutes"] = "junk"
    assert lock_minutes(memory) == 15


def test_held_jobs_run_afterwards_or_are_dropped(
    jobs: JobRunner, wait_idle: Callable[[], None]
) -> None:
    heard: list[int] = []
    jobs.hold()
    jobs.run(lambda _: 1, done=heard.append)
    QApplication.processEvents()
    assert jobs.at_rest
    jobs.go_on()
    wait_idle()
    assert heard == [1]
    jobs.hold()
    jobs.run(lambda _: 2, done=heard.append)
    jobs.go_on(drop=True)
    wait_idle()
    assert heard == [1]

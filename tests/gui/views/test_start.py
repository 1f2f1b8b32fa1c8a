"""From nothing to a working window, as a clerk does it: assistant, unlock, main window."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.__main__ import window_request
from desktop.bundle.code import new_code
from desktop.domain.terms import BackupReason
from desktop.gui.app import Start
from desktop.gui.desk import Desk
from desktop.gui.dialogs.assistant import AssistantWindow
from desktop.gui.dialogs.assistant_code import CodePage
from desktop.gui.dialogs.assistant_pages import AccountPage, DonePage, FilePage
from desktop.gui.dialogs.bring_back import BringBackDialog
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.search import SearchPopup
from desktop.gui.startup import Memory
from desktop.gui.views.today import TodayView
from desktop.gui.widgets.notices import CrashDialog, ErrorPanel
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.window import open_main_window
from desktop.store.tables import Student
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.enrol import Enrolled
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in
from desktop.usecases.search.find import Hit, find
from desktop.usecases.workspace import Workspace
from tests.gui.conftest import close_window
from tests.gui.views.conftest import NOW, PASSPHRASE, TOWNSHIP, Said

Wait = Callable[[], None]


class Clerk:
    """Types and presses in the assistant."""

    def __init__(self, window: AssistantWindow, wait: Wait) -> None:
        self.window, self.wait = window, wait

    def type(self, line: QLineEdit, text: str) -> None:
        line.clear()
        if text.isascii():
            QTest.keyClicks(line, text)
        else:
            line.insert(text)  # what an input method commits; keys cannot spell it
            line.textEdited.emit(line.text())

    def press_next(self) -> None:
        QTest.mouseClick(self.window.next, Qt.MouseButton.LeftButton)
        self.wait()

    def choose(self, file: Path) -> None:
        self.window.file_page.area.dropped.emit(file)
        self.wait()

    def to_code(self, file: Path) -> None:
        self.press_next()
        self.choose(file)
        self.press_next()

    def to_account(self, enrolled: Enrolled) -> None:
        self.to_code(enrolled.path)
        self.type(self.window.code_page.line, enrolled.code)
        self.press_next()

    def fill_account(self, passphrase: str = PASSPHRASE, again: str | None = None) -> None:
        page = self.window.account_page
        self.type(page.name, "周敏")
        self.type(page.first.line, passphrase)
        self.type(page.second.line, again or passphrase)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "new"


@pytest.fixture
def clerk(jobs: JobRunner, root: Path, said: Said, qtbot: QtBot, wait_idle: Wait) -> Clerk:
    window = AssistantWindow(jobs, root, clock=lambda: said.now)
    qtbot.addWidget(window)
    window.show()
    return Clerk(window, wait_idle)


@pytest.fixture
def finished(clerk: Clerk) -> Iterator[list[Workspace]]:
    opened: list[Workspace] = []
    clerk.window.finished.connect(opened.append)
    yield opened
    for workspace in opened:
        workspace.close()


def _words(parent: object) -> str:
    assert isinstance(parent, AssistantWindow | DonePage | FilePage | AccountPage | ErrorPanel)
    return "\n".join(text.text() for text in parent.findChildren(Text))


def test_a_new_pc_goes_on_from_a_backup_on_a_stick(
    clerk: Clerk,
    joined: Workspace,
    finished: list[Workspace],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with joined.store.write() as writer:
        writer.add(Student(name="张䶮", student_number="1"))
    stick = tmp_path / "stick"
    made = back_up(joined, BackupReason.ASKED).backup.folder
    shutil.copytree(made, stick / "青桥备份-1" / made.name)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    QTest.mouseClick(clerk.window.bring_back, Qt.MouseButton.LeftButton)
    (dialog,) = clerk.window.findChildren(BringBackDialog)
    dialog.backups.other.click()
    assert dialog.focusWidget() is dialog.passphrase.line
    clerk.type(dialog.passphrase.line, "不是这个口令吧")
    dialog.save_button.click()
    clerk.wait()
    assert not finished
    clerk.type(dialog.passphrase.line, PASSPHRASE)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    clerk.wait()
    (workspace,) = finished
    assert workspace.folder.root != joined.folder.root
    with workspace.store.read() as reader:
        assert [row.name for row in reader.find(Student)] == ["张䶮"]
    clerk.press_next()
    assert not clerk.window.bring_back.isVisible()


def test_from_the_file_to_a_township_at_work(
    clerk: Clerk, enrolled: Enrolled, finished: list[Workspace], root: Path
) -> None:
    clerk.press_next()
    assert not clerk.window.next.isEnabled(), "no file yet"
    clerk.choose(enrolled.path)
    assert f"解放路街道（{TOWNSHIP}）" in _words(clerk.window.file_page)
    assert enrolled.expires.isoformat() in _words(clerk.window.file_page)
    clerk.press_next()

    code = clerk.window.code_page
    assert not clerk.window.next.isEnabled(), "no code yet"
    clerk.type(code.line, enrolled.code.replace("-", "").lower())
    assert code.line.text() == enrolled.code
    assert "无误" in code.note()
    QTest.keyClick(code.line, Qt.Key.Key_Return)
    clerk.wait()

    assert isinstance(clerk.window.page(), AccountPage)
    assert not root.exists(), "nothing is written before the last step"
    clerk.fill_account()
    clerk.press_next()

    page = clerk.window.page()
    assert isinstance(page, DonePage)
    assert page.title == "解放路街道已入网"
    assert "解放桥社区居民委员会" in _words(page)
    clerk.press_next()
    assert len(finished) == 1
    finished[0].close()
    again = open_workspace(root, PASSPHRASE)
    with again.store.read() as reader:
        assert (reader.replica.township, reader.replica.operator) == (TOWNSHIP, "周敏")
    again.close()
    finished.clear()


def test_a_file_that_is_none_is_said_beside_it(clerk: Clerk, tmp_path: Path) -> None:
    wrong = tmp_path / "照片.qqe"
    wrong.write_bytes(b"not one of ours")
    clerk.press_next()
    clerk.choose(wrong)
    assert "请选择上级发来的 .qqe 文件" in _words(clerk.window.file_page)
    assert not clerk.window.next.isEnabled()


def test_a_file_past_its_day_is_refused_at_once(
    clerk: Clerk, enrolled: Enrolled, said: Said
) -> None:
    said.now += timedelta(days=31)
    clerk.press_next()
    clerk.choose(enrolled.path)
    assert "过期" in _words(clerk.window.file_page)
    assert "2026 年 12 月 21 日" in _words(clerk.window.file_page), "the PC's own date"
    assert not clerk.window.next.isEnabled()


def test_a_mistyped_code_is_said_as_it_is_typed(clerk: Clerk, enrolled: Enrolled) -> None:
    clerk.to_code(enrolled.path)
    line, code = clerk.window.code_page.line, enrolled.code
    clerk.type(line, code[:6])
    assert line.text() == f"{code[:4]}-{code[5]}"
    assert clerk.window.code_page.note() == "已输入 5 位，共 28 位"
    other = "2" if code[-1] != "2" else "3"
    clerk.type(line, code[:-1] + other)
    assert "有误" in clerk.window.code_page.note()
    assert not clerk.window.next.isEnabled()


def test_letters_are_mended_in_the_middle_too(clerk: Clerk, enrolled: Enrolled) -> None:
    clerk.to_code(enrolled.path)
    line, code = clerk.window.code_page.line, enrolled.code
    clerk.type(line, code[:2] + code[3:])
    line.setCursorPosition(2)
    QTest.keyClicks(line, code[2])
    assert line.text() == code
    assert line.cursorPosition() == 3


def test_the_code_of_another_file_does_not_open_this_one(clerk: Clerk, enrolled: Enrolled) -> None:
    clerk.to_code(enrolled.path)
    clerk.type(clerk.window.code_page.line, new_code())
    clerk.press_next()
    assert isinstance(clerk.window.page(), CodePage)
    assert "不配套" in clerk.window.code_page.note()
    assert not clerk.window.next.isEnabled(), "until another is typed"
    clerk.type(clerk.window.code_page.line, enrolled.code)
    clerk.press_next()
    assert isinstance(clerk.window.page(), AccountPage)


def test_weak_or_different_passphrases_are_said_beside_the_field(
    clerk: Clerk, enrolled: Enrolled
) -> None:
    clerk.to_account(enrolled)
    page = clerk.window.account_page
    clerk.fill_account("12345678")
    assert "不能只有数字" in page.first.note()
    assert not clerk.window.next.isEnabled()
    clerk.fill_account(PASSPHRASE, "青桥结对忙又美丽")
    assert page.second.note() == "两次输入的口令不一样。"
    assert not clerk.window.next.isEnabled()
    clerk.fill_account()
    assert page.second.note() == ""
    assert clerk.window.next.isEnabled()


def test_one_can_go_back_and_nothing_is_lost(clerk: Clerk, enrolled: Enrolled) -> None:
    clerk.to_account(enrolled)
    QTest.mouseClick(clerk.window.back, Qt.MouseButton.LeftButton)
    assert clerk.window.code_page.code() == enrolled.code
    QTest.mouseClick(clerk.window.back, Qt.MouseButton.LeftButton)
    assert isinstance(clerk.window.page(), FilePage)
    assert clerk.window.next.isEnabled()


def test_joining_where_data_lies_already_changes_nothing(
    clerk: Clerk, enrolled: Enrolled, root: Path
) -> None:
    clerk.to_account(enrolled)
    root.mkdir()
    (root / "qingqiao.db").write_bytes(b"old")
    (root / "qingqiao.keys").write_bytes(b"old")
    clerk.fill_account()
    clerk.press_next()
    assert isinstance(clerk.window.page(), AccountPage)
    assert "已经有青桥的数据" in _words(clerk.window.account_page)
    assert (root / "qingqiao.keys").read_bytes() == b"old"


def test_the_program_opened_with_an_enrolment_starts_at_it(
    jobs: JobRunner, root: Path, enrolled: Enrolled, qtbot: QtBot, wait_idle: Wait
) -> None:
    window = AssistantWindow(jobs, root, enrolled.path, clock=lambda: NOW)
    qtbot.addWidget(window)
    wait_idle()
    assert isinstance(window.page(), FilePage)
    assert window.next.isEnabled()


def test_unlocking_says_a_wrong_passphrase_beside_the_field(
    joined: Workspace, jobs: JobRunner, qtbot: QtBot, wait_idle: Wait
) -> None:
    root = joined.folder.root
    window = UnlockWindow(jobs, lambda typed, _: open_workspace(root, typed))
    qtbot.addWidget(window)
    window.show()
    opened: list[Workspace] = []
    window.unlocked.connect(opened.append)
    QTest.mouseClick(window.button, Qt.MouseButton.LeftButton)
    assert window.passphrase.note() == "请输入口令。"
    QTest.keyClicks(window.passphrase.line, "wrong")
    QTest.keyClick(window.passphrase.line, Qt.Key.Key_Return)
    wait_idle()
    assert "口令不正确" in window.passphrase.note()
    assert window.button.isEnabled()
    assert not opened
    window.passphrase.line.setText(PASSPHRASE)
    QTest.keyClick(window.passphrase.line, Qt.Key.Key_Return)
    wait_idle()
    assert [one.folder.root for one in opened] == [root]
    assert window.button.isEnabled(), "to try again, should the next window fail"
    opened[0].close()


def test_caps_lock_is_noticed_and_the_passphrase_can_be_shown(
    jobs: JobRunner, qtbot: QtBot
) -> None:
    window = UnlockWindow(jobs, lambda *_: None)
    qtbot.addWidget(window)
    line = window.passphrase.line
    QTest.keyClicks(line, "a")
    assert window.passphrase.note() == ""
    none = Qt.KeyboardModifier.NoModifier
    capital = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "A")  # without Shift
    QApplication.sendEvent(line, capital)
    assert "大写锁定" in window.passphrase.note()
    QTest.keyClicks(line, "b")
    assert window.passphrase.note() == ""
    assert line.echoMode() is QLineEdit.EchoMode.Password
    line.actions()[-1].trigger()
    assert line.echoMode() is QLineEdit.EchoMode.Normal


def test_the_window_shows_whose_data_it_is_and_opens_every_page(
    desk: Desk, qtbot: QtBot, wait_idle: Wait
) -> None:
    frame = open_main_window(desk.workspace, desk.jobs, {})
    qtbot.addWidget(frame, before_close_func=close_window)
    frame.show()
    wait_idle()
    assert frame.windowTitle() == "解放路街道 · 青桥"
    words = [text.text() for text in frame.top_bar.findChildren(Text)]
    assert "解放路街道" in words
    assert "2026—2027 学年第一学期" in words
    state = frame.top_bar.findChildren(Badge)[0].text()
    assert state.startswith("待上报 9 条"), "the profile and eight students"
    for key in (
        "needs",
        "pairings",
        "activities",
        "roster",
        "certificates",
        "exchange",
        "settings",
    ):
        frame.show_page(key)
        wait_idle()
    assert isinstance(frame.show_page("today"), TodayView)


def typed_behind_other_work(
    box: SearchBox, words: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Type while a job keeps every search waiting; return what is looked for in the end."""
    looked_for: list[str] = []

    def noted(workspace: Workspace, text: str) -> list[Hit]:
        looked_for.append(text)
        return find(workspace, text)

    monkeypatch.setattr("desktop.gui.search.find", noted)
    typed = threading.Event()
    desk.jobs.run(lambda _: typed.wait(10))
    for end in range(len(words)):
        box.setText(words[: end + 1])
    typed.set()
    return looked_for


def test_search_finds_pages_and_people_and_opens_them(
    desk: Desk, qtbot: QtBot, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = open_main_window(desk.workspace, desk.jobs, {})
    qtbot.addWidget(frame, before_close_func=close_window)
    frame.show()
    popup = frame.findChildren(SearchPopup)[0]
    box = frame.top_bar.search

    def search(words: str) -> list[str]:
        box.setText(words)
        QTest.keyClick(box, Qt.Key.Key_Return)  # do not wait for the typing to pause
        wait_idle()
        return [popup.list.item(at).text() for at in range(popup.list.count())]

    assert search("张䶮")[:2] == ["学生", "张䶮　20250001　山东大学2025级1班"]
    assert popup.list.currentRow() == 1
    assert search("不存在的人") == ["没有找到，换个说法试试"]
    assert search("lishan") == ["社区（村）", "历山路社区　社区"]
    looked_for = typed_behind_other_work(box, "lishan", desk, monkeypatch)
    wait_idle()
    assert looked_for == ["lishan"]
    assert "打开“名册”页" in search("mingce")
    shown: list[str] = []
    frame.page_shown.connect(shown.append)
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait_idle()
    assert shown == ["roster"]
    assert not popup.isVisible()


@pytest.fixture
def started(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[Path, Path | None], Start]]:
    """Return the start of the program on a data folder, ended after the test."""
    made: list[Start] = []

    def start(root: Path, file: Path | None = None) -> Start:
        one = Start(root, Memory(tmp_path / "window.ini"), [file] if file else [])
        one.begin()
        made.append(one)
        return one

    yield start
    for one in made:
        close_window(one.window)
        one.end()
        qtbot.addWidget(one.window)


def test_a_bundle_opened_with_the_program_is_taken_in_after_unlocking(
    started: Callable[[Path, Path | None], Start],
    joined: Workspace,
    province: Workspace,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    hand_up(joined, tmp_path / "up")
    take_in(province, sorted((tmp_path / "up").iterdir()))
    (sent,) = send_down(province, tmp_path / "down")
    start = started(joined.folder.root, sent.path)
    unlock = start.window
    assert isinstance(unlock, UnlockWindow)
    assert any(sent.path.name in text.text() for text in unlock.findChildren(Text))
    unlock.passphrase.line.setText(PASSPHRASE)
    QTest.keyClick(unlock.passphrase.line, Qt.Key.Key_Return)

    def taken_in() -> None:
        assert isinstance(start.window, MainFrame)
        words = [text.text() for text in start.window.findChildren(Text)]
        assert any(text.startswith("已接收第 1 包") for text in words)

    qtbot.waitUntil(taken_in, timeout=10_000)
    assert start.workspace is not None
    assert exchange_status(start.workspace).joined


def test_a_bug_in_opening_is_said_and_one_can_try_again(
    started: Callable[[Path, Path | None], Start],
    joined: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = started(joined.folder.root, None)
    unlock = start.window
    assert isinstance(unlock, UnlockWindow)
    monkeypatch.setattr("desktop.usecases.open_workspace.open_workspace", lambda *_: 1 // 0)
    unlock.passphrase.line.setText(PASSPHRASE)
    QTest.keyClick(unlock.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(unlock.findChildren(CrashDialog)), timeout=10_000)
    unlock.findChildren(CrashDialog)[0].accept()
    assert unlock.button.isEnabled()
    assert unlock.button.text() == "打开"


def test_data_whose_window_cannot_be_made_are_closed_and_one_can_try_again(
    started: Callable[[Path, Path | None], Start],
    joined: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    joined.store.close()
    start = started(joined.folder.root, None)
    unlock = start.window
    assert isinstance(unlock, UnlockWindow)
    made: list[Workspace] = []
    unlock.unlocked.connect(made.append)
    closed: list[Workspace] = []
    close = Workspace.close

    def counted(workspace: Workspace) -> None:
        closed.append(workspace)
        close(workspace)

    monkeypatch.setattr(Workspace, "close", counted)

    def unlock_it() -> None:
        unlock.passphrase.line.setText(PASSPHRASE)
        QTest.keyClick(unlock.passphrase.line, Qt.Key.Key_Return)

    with monkeypatch.context() as broken, qtbot.captureExceptions() as crashes:
        # by then the first page is there and has asked for rows
        broken.setattr("desktop.gui.window.BackupKeeper", lambda *_: 1 // 0)
        unlock_it()
        qtbot.waitUntil(lambda: closed == made != [], timeout=10_000)
    assert [kind for kind, *_ in crashes] == [ZeroDivisionError]
    assert start.window is unlock
    assert not unlock.findChildren(CrashDialog), "what was asked for came before the end"
    unlock_it()
    qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=10_000)
    assert start.workspace is made[-1] is not made[0]


def test_without_data_the_program_begins_with_the_assistant(
    started: Callable[[Path, Path | None], Start], enrolled: Enrolled, tmp_path: Path
) -> None:
    assert isinstance(started(tmp_path / "empty", None).window, AssistantWindow)
    window = started(tmp_path / "other", enrolled.path).window
    assert isinstance(window, AssistantWindow)
    assert isinstance(window.page(), FilePage)


def test_an_enrolment_is_not_needed_twice(
    started: Callable[[Path, Path | None], Start], joined: Workspace, enrolled: Enrolled
) -> None:
    window = started(joined.folder.root, enrolled.path).window
    assert isinstance(window, UnlockWindow)
    assert any("已经入网" in text.text() for text in window.findChildren(Text))


def test_what_is_asked_for_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("QINGQIAO_DATA", raising=False)
    assert window_request(["township", "status"]) is None
    assert window_request(["--help"]) is None
    bare = window_request([])
    assert bare is not None
    assert (bare.data, bare.files) == (None, ())
    with_data = window_request(["--data", str(tmp_path)])
    assert with_data is not None
    assert with_data.data == tmp_path
    with_files = window_request(["第一村 上报.QQB", "2.qqe"])
    assert with_files is not None
    assert with_files.files == (Path("第一村 上报.QQB"), Path("2.qqe"))
    assert window_request(["inspect", "2.qqb"]) is None
    monkeypatch.setenv("QINGQIAO_DATA", str(tmp_path))
    by_environment = window_request([])
    assert by_environment is not None
    assert by_environment.data == tmp_path

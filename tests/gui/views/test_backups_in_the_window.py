"""备份与恢复: made by hand, on closing and before a take-in; restored; a damaged one mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import BackupReason
from desktop.gui.app import Start
from desktop.gui.desk import Desk
from desktop.gui.dialogs.recover import RecoverDialog
from desktop.gui.dialogs.restore import RestoreDialog
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import Memory
from desktop.gui.views.exchange_down import TakeInCard
from desktop.gui.views.settings_backup import BackupCard
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorDialog
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.gui.window import open_main_window
from desktop.store.tables import Student
from desktop.usecases.backup import back_up as backing_up
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.kept import backups_in, write_note
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Workspace
from tests.gui.conftest import close_window
from tests.gui.views.conftest import PASSPHRASE, Said

Wait = Callable[[], None]


def press(button: Button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def enter(box: PassphraseBox, word: str) -> None:
    box.line.setText(word)
    box.changed.emit()


def names(workspace: Workspace) -> set[str]:
    with workspace.store.read() as reader:
        return {row.name for row in reader.find(Student)}


def add(workspace: Workspace, name: str) -> None:
    with workspace.store.write() as writer:
        writer.add(Student(name=name))


def reasons(workspace: Workspace) -> list[BackupReason]:
    return [one.note.reason for one in backups_in(workspace.folder.backups)]


@pytest.fixture
def office(joined: Workspace, jobs: JobRunner, said: Said) -> Desk:
    """Return the desk of a township that has keys of its own."""
    return Desk(joined, jobs, {}, said.toast, said.open_page)


def test_a_backup_by_hand_goes_to_the_second_place_as_well(
    office: Desk, said: Said, qtbot: QtBot, wait_idle: Wait, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    card = BackupCard(office, pick=lambda: stick)
    qtbot.addWidget(card)
    wait_idle()
    assert "还没有备份" in card.state.text()
    assert "还没有设第二位置" in card.place.text()
    press(card.choose)
    wait_idle()
    wait_idle()
    assert "手动" in card.state.text()
    assert str(stick) in card.place.text()
    assert "同一块磁盘" in card.place.text()
    (place,) = stick.iterdir()
    assert len(backups_in(place)) == 1
    stick.rename(tmp_path / "taken away")
    said.now += timedelta(days=8)
    press(card.now)
    wait_idle()
    wait_idle()
    assert "8 天" in card.reminder.words()
    assert card.error.isVisibleTo(card)
    press(card.forget)
    wait_idle()
    wait_idle()
    assert card.reminder.words() == ""
    assert "还没有设第二位置" in card.place.text()


def test_a_backup_is_restored_after_a_look_at_what_would_change(
    office: Desk, said: Said, qtbot: QtBot, wait_idle: Wait
) -> None:
    workspace = office.workspace
    back_up(workspace, BackupReason.ASKED)
    add(workspace, "后来的人")
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = RestoreDialog(office, parent=holder)
    dialog.open()
    wait_idle()
    assert not dialog.save_button.isEnabled()
    chosen = dialog.backups.list
    place = chosen.model().index(0, 0)  # as Qt does when the keys come to the list
    chosen.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.NoUpdate)
    wait_idle()
    assert chosen.item(0).isSelected(), "what would be restored is to be seen"
    said_so = dialog.changes.text()
    assert "大学生：现在 1 条，备份里 0 条（备份以后新增或改过 1 条）" in said_so
    assert "还没有上报的 1 条" in dialog.loss.words()
    enter(dialog.passphrase, "不是这个口令吧")
    press(dialog.save_button)
    wait_idle()
    assert dialog.passphrase.note()
    assert names(workspace) == {"后来的人"}
    enter(dialog.passphrase, PASSPHRASE)
    press(dialog.save_button)
    qtbot.waitUntil(lambda: bool(said.toasts), timeout=60_000)
    assert "已恢复" in said.toasts[-1]
    assert names(workspace) == set()
    assert reasons(workspace) == [BackupReason.RESTORE, BackupReason.ASKED]


def test_a_folder_that_is_no_backup_is_refused_in_the_dialog(
    office: Desk, qtbot: QtBot, wait_idle: Wait, tmp_path: Path
) -> None:
    made = back_up(office.workspace, BackupReason.ASKED).backup
    for at, (pc, later) in enumerate((("1", 0), ("2", 60), ("1", 120))):
        copied = tmp_path / "U" / f"青桥备份-{pc}" / str(at)
        shutil.copytree(made.folder, copied)
        write_note(copied, replace(made.note, number=at, made_at=made.note.made_at + later))
    chosen = [tmp_path, made.folder, tmp_path / "U"]
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = RestoreDialog(office, pick=lambda: chosen.pop(0), parent=holder)
    dialog.open()
    wait_idle()
    press(dialog.backups.other)
    assert "不是一份完整的青桥备份" in dialog.error.accessibleName()
    press(dialog.backups.other)
    wait_idle()
    assert "与现在的相同" in dialog.changes.text()
    enter(dialog.passphrase, PASSPHRASE)
    assert dialog.save_button.isEnabled()
    press(dialog.backups.other)
    wait_idle()
    shown = [dialog.backups.list.item(at).text()[-1] for at in range(3)]
    assert shown == ["2", "1", "0"], "the newest first, of whichever PC"
    assert dialog.backups.current() is None, "which PC's it is to be, only the clerk knows"
    assert not dialog.save_button.isEnabled()
    dialog.reject()


def closed(frame: MainFrame, wait_idle: Wait) -> bool:
    frame.close()
    if frame.isVisible():
        wait_idle()
    return not frame.isVisible()


def test_closing_backs_up_what_changed_and_then_closes(
    office: Desk, jobs: JobRunner, qtbot: QtBot, wait_idle: Wait
) -> None:
    frame = open_main_window(office.workspace, jobs, {})
    qtbot.addWidget(frame)
    frame.show()
    wait_idle()
    add(office.workspace, "新来的人")
    frame.close()
    assert frame.isVisible()
    qtbot.waitUntil(lambda: not frame.isVisible(), timeout=60_000)
    assert reasons(office.workspace) == [BackupReason.CLOSE]


def test_a_backup_that_fails_on_closing_is_told_once(
    office: Desk, jobs: JobRunner, qtbot: QtBot, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BackupError("备份没有做成：磁盘空间不足。", "请清理磁盘。")

    monkeypatch.setattr(backing_up, "write_backup", full)
    frame = open_main_window(office.workspace, jobs, {})
    qtbot.addWidget(frame)
    frame.show()
    wait_idle()
    add(office.workspace, "新来的人")
    assert not closed(frame, wait_idle)
    dialogs = frame.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    dialogs[0].accept()
    assert closed(frame, wait_idle)


def test_nothing_is_taken_in_without_a_backup_unless_the_clerk_says_so(
    office: Desk, qtbot: QtBot, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise BackupError("备份没有做成：磁盘空间不足。", "请清理磁盘。")

    card = TakeInCard(office, DriveWatch(list))
    qtbot.addWidget(card)
    add(office.workspace, "新来的人")
    with monkeypatch.context() as patched:
        patched.setattr(backing_up, "write_backup", full)
        card.take_in([tmp_path / "没有.qqb"])
        wait_idle()
        assert card.no_backup.isVisibleTo(card)
        assert card.said() == ""
        card.no_backup.retried.emit()
        wait_idle()
    assert not card.no_backup.isVisibleTo(card)
    assert any("没有.qqb" in line.text() for line in card.findChildren(Text))
    card.take_in([tmp_path / "没有.qqb"])
    wait_idle()
    assert reasons(office.workspace) == [BackupReason.TAKE_IN]


def test_a_damaged_database_is_mended_from_the_unlock_window(
    joined: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    root, twins = joined.folder.root, joined.twins
    add(joined, "张䶮")
    back_up(joined, BackupReason.ASKED)
    joined.close()
    content = bytearray(joined.folder.database.read_bytes())
    content[100:116] = bytes(16)
    joined.folder.database.write_bytes(content)
    start = Start(root, Memory(tmp_path / "window.ini"))
    window = start.window
    assert isinstance(window, UnlockWindow)
    start.begin()
    window.open_with(PASSPHRASE)
    qtbot.waitUntil(window.mend.isVisible, timeout=60_000)
    press(window.mend)
    (dialog,) = window.findChildren(RecoverDialog)
    qtbot.waitUntil(lambda: dialog.backups.list.count() == 1, timeout=60_000)
    dialog.backups.list.setCurrentRow(0)
    press(dialog.save_button)
    qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=60_000)
    qtbot.addWidget(start.window)
    assert start.workspace is not None
    assert names(start.workspace) == {"张䶮"}
    (kept,) = (root / "damaged").iterdir()
    assert (kept / "qingqiao.db").read_bytes() == bytes(content)
    close_window(start.window)
    start.end()
    open_workspace(root, PASSPHRASE, twins=twins).close()

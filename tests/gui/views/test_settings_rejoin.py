"""重新入网本机 in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.bundle.code import new_code
from desktop.gui.desk import Desk
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.jobs import JobRunner
from desktop.store.tables import Student
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.enrol import Enrolled, enrol
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import PASSPHRASE, TOWNSHIP, Said

Wait = Callable[[], None]


@pytest.fixture
def second(province: Workspace, tmp_path: Path) -> Enrolled:
    """Return another enrolment, for a PC that has joined with the first."""
    return enrol(province, TOWNSHIP, tmp_path / "第二份.qqe")


@pytest.fixture
def dialog(
    joined: Workspace, second: Enrolled, jobs: JobRunner, said: Said, qtbot: QtBot
) -> RejoinDialog:
    desk = Desk(joined, jobs, {}, said.toast, said.open_page)
    made = RejoinDialog(desk, lambda: second.path)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    return made


def fill(dialog: RejoinDialog, code: str, passphrase: str) -> None:
    dialog.choose.click()
    for line, words in ((dialog.code.line, code), (dialog.passphrase.line, passphrase)):
        line.setText(words)
        line.textEdited.emit(words)
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)


def test_this_pc_comes_back_with_its_rows(
    dialog: RejoinDialog, joined: Workspace, province: Workspace, second: Enrolled, wait_idle: Wait
) -> None:
    assert not dialog.save_button.isEnabled()
    with joined.store.write() as writer:
        writer.add(Student(name="刘洋"))
    fill(dialog, second.code, PASSPHRASE)
    wait_idle()
    assert not dialog.isVisible()
    (bundle,) = hand_up(joined, second.path.parent / "stick").bundles
    (received,) = take_in(province, [bundle.path])
    assert received.error is None
    with province.store.read() as reader:
        assert [row.name for row in reader.find(Student)] == ["刘洋"]
    again = open_workspace(joined.folder.root, PASSPHRASE)
    assert again.identity == joined.identity
    again.close()


def test_wrong_words_change_nothing(
    dialog: RejoinDialog, joined: Workspace, second: Enrolled, wait_idle: Wait
) -> None:
    before = joined.folder.keyring.read_bytes()
    fill(dialog, second.code, "不是这个口令呀呀")
    wait_idle()
    assert "口令不正确" in dialog.passphrase.note()
    fill(dialog, new_code(), PASSPHRASE)
    wait_idle()
    assert "不配套" in dialog.code.note()
    assert dialog.isVisible()
    assert joined.folder.keyring.read_bytes() == before


def test_another_file_is_named(dialog: RejoinDialog, second: Enrolled) -> None:
    second.path.write_bytes(b"PK")
    dialog.choose.click()
    assert dialog.error.isVisible()
    assert not dialog.save_button.isEnabled()

"""设置: what is changed stays changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.bundle.keyring import WrongPassphraseError, add_passphrase
from desktop.foundation.log import LOG, start_log, stop_log
from desktop.gui.desk import Desk
from desktop.gui.dialogs.settings_passphrase import PassphraseDialog
from desktop.gui.jobs import JobRunner
from desktop.gui.look import chosen_look
from desktop.gui.startup import Memory
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import tokens
from desktop.gui.views.settings import SettingsView
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.account.passphrase import WeakPassphraseError
from desktop.usecases.account.township_profile import show_profile
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import PASSPHRASE, Said

Wait = Callable[[], None]
NEW = "换一句更长的口令话"


@pytest.fixture
def usual_look(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp)


@pytest.fixture
def view(desk: Desk, qtbot: QtBot, wait_idle: Wait) -> SettingsView:
    made = SettingsView(desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    wait_idle()
    return made


def line(view: SettingsView, key: str) -> QLineEdit:
    control = view.profile.form.control(key)
    assert isinstance(control, QLineEdit)
    return control


def press(button: Button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_committee_is_shown_changed_and_kept(
    view: SettingsView, desk: Desk, said: Said, wait_idle: Wait
) -> None:
    assert line(view, "contact").text() == "周敏"
    assert not view.profile.save.isEnabled(), "nothing to save yet"
    line(view, "contact").setText("王㛃")
    line(view, "latitude").setText("36.7")
    press(view.profile.save)
    wait_idle()
    profile = show_profile(desk.workspace).profile
    assert (profile.contact, profile.latitude) == ("王㛃", 36.7)
    assert profile.committee == "解放路街道青年工作委员会"
    assert said.toasts == ["青工委信息已保存。"]
    assert not view.profile.save.isEnabled()


def test_half_a_place_is_said_beside_the_field(
    view: SettingsView, desk: Desk, wait_idle: Wait
) -> None:
    before = show_profile(desk.workspace)
    line(view, "longitude").clear()
    press(view.profile.save)
    wait_idle()
    words = [text.text() for text in view.profile.form.findChildren(Text)]
    assert "经度和纬度要同时填写，或两个都留空。" in words
    line(view, "latitude").setText("北纬")
    press(view.profile.save)
    wait_idle()
    assert show_profile(desk.workspace) == before


@pytest.mark.usefixtures("usual_look")
def test_the_look_changes_at_once_and_is_remembered(
    township: Workspace, jobs: JobRunner, said: Said, qtbot: QtBot, tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "window.ini")
    desk = Desk(township, jobs, memory, said.toast, said.open_page)
    view = SettingsView(desk)
    qtbot.addWidget(view)
    view.show()
    usual = tokens().body
    press(view.mode.buttons[1])
    press(view.scale.buttons[2])
    assert tokens().mode == "dark"
    assert tokens().body > usual
    assert chosen_look(Memory(tmp_path / "window.ini")) == ("dark", "大")
    again = SettingsView(desk)
    qtbot.addWidget(again)
    assert (again.mode.value(), again.scale.value()) == ("dark", "大")
    assert chosen_look({"look/mode": "nonsense"}) == ("light", "中")


@pytest.fixture
def dialog(joined: Workspace, jobs: JobRunner, said: Said, qtbot: QtBot) -> PassphraseDialog:
    made = PassphraseDialog(Desk(joined, jobs, {}, said.toast, said.open_page))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    return made


def fill(dialog: PassphraseDialog, old: str, new: str, again: str) -> None:
    for box, words in ((dialog.old, old), (dialog.first, new), (dialog.second, again)):
        box.line.setText(words)
        box.line.textEdited.emit(words)
    press(dialog.save_button)


def test_the_passphrase_is_changed(
    dialog: PassphraseDialog, joined: Workspace, said: Said, wait_idle: Wait
) -> None:
    file = joined.folder.keyring
    file.write_bytes(add_passphrase(file.read_bytes(), PASSPHRASE, "同事的备用口令", slot="同事"))
    fill(dialog, PASSPHRASE, NEW, NEW)
    wait_idle()
    assert not dialog.isVisible()
    assert said.toasts == ["口令已更换，下次打开时用新口令。"]
    for good in (NEW, "同事的备用口令"):
        open_workspace(joined.folder.root, good).close()
    with pytest.raises(WrongPassphraseError):
        open_workspace(joined.folder.root, PASSPHRASE)


def test_a_wrong_weak_or_different_passphrase_changes_nothing(
    dialog: PassphraseDialog, joined: Workspace, wait_idle: Wait
) -> None:
    before = joined.folder.keyring.read_bytes()
    fill(dialog, "不是这个口令呀呀", NEW, NEW)
    wait_idle()
    assert "口令不正确" in dialog.old.note()
    fill(dialog, PASSPHRASE, "12345678", "12345678")
    wait_idle()
    assert "不能只有数字" in dialog.first.note()
    fill(dialog, PASSPHRASE, NEW, f"{NEW}呀")
    wait_idle()
    assert dialog.second.note() == "两次输入的口令不一样。"
    fill(dialog, "", NEW, NEW)
    wait_idle()
    assert dialog.old.note() == "请输入现在的口令。"
    assert dialog.isVisible()
    assert joined.folder.keyring.read_bytes() == before


def test_a_weak_passphrase_is_refused_whoever_asks(joined: Workspace) -> None:
    before = joined.folder.keyring.read_bytes()
    with pytest.raises(WeakPassphraseError):
        change_passphrase(joined, PASSPHRASE, "12345678")
    assert joined.folder.keyring.read_bytes() == before


def test_the_log_is_written_and_let_go_of(tmp_path: Path) -> None:
    start_log(tmp_path / "log")
    LOG.error("a job crashed\n%s", "ValueError")
    stop_log()
    LOG.error("after the end")
    text = (tmp_path / "log" / "qingqiao.log").read_text(encoding="utf-8")
    assert "a job crashed\nValueError" in text
    assert "after the end" not in text
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    start_log(blocked / "log")
    LOG.error("nowhere to write, and no harm")
    stop_log()

"""关于: the licences, and 自检与诊断."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.desk import Desk
from desktop.gui.dialogs.self_test import SelfTestDialog
from desktop.gui.views.settings_about import AboutCard
from desktop.gui.widgets.text import Text
from desktop.usecases.selftest.run import Finding
from tests.gui.views.conftest import Said

Wait = Callable[[], None]
FOUND = (
    Finding("paper", "字体、PDF 与二维码", True, "都读得回来", 0.1),
    Finding("clock", "电脑时间", False, "电脑的时间是 1970-01-01，不会是对的。", 0.0),
)


@pytest.fixture
def dialog(
    desk: Desk, qtbot: QtBot, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> SelfTestDialog:
    monkeypatch.setattr("desktop.gui.dialogs.self_test.self_test", lambda *_, **__: FOUND)
    card = AboutCard(desk)
    qtbot.addWidget(card)
    card.show()
    card.check.click()
    (made,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SelfTestDialog)]
    wait_idle()
    return made


def words(dialog: SelfTestDialog) -> str:
    return "\n".join(text.text() for text in dialog.findChildren(Text))


def test_every_finding_is_shown_and_what_is_broken_is_counted(dialog: SelfTestDialog) -> None:
    assert "有 1 项异常" in words(dialog)
    assert "都读得回来" in words(dialog)
    assert "不会是对的" in words(dialog)
    dialog.accept()


def test_diagnostics_are_written_and_said(
    dialog: SelfTestDialog, said: Said, tmp_path: Path, wait_idle: Wait
) -> None:
    dialog.save(tmp_path / "诊断信息.zip")
    wait_idle()
    with zipfile.ZipFile(tmp_path / "诊断信息.zip") as parts:
        assert "异常  电脑时间" in parts.read("自检.txt").decode()
    assert "诊断信息.zip" in said.toasts[-1]
    dialog.accept()

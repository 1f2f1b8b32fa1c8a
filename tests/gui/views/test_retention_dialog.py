"""到期清单 in the window: looked at, confirmed by typing, erased, certified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from desktop.domain.account import Account, Role
from desktop.domain.retention import ERASED, DataKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.retention import RetentionDialog
from desktop.gui.views.settings_safety import SafetyCard
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.tables import Student
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import Said

Settle = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def dialog(
    qtbot: QtBot, desk: Desk, township: Workspace, said: Said, settle: Settle
) -> RetentionDialog:
    township.account = Account(1, "周敏", Role.ADMINISTRATOR)
    said.now = datetime.now(UTC) + timedelta(days=4 * 366)
    made = RetentionDialog(desk)
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def form() -> FormDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog)]
    return found


def names(township: Workspace) -> set[str]:
    with township.store.read() as reader:
        return {row.name for row in reader.find(Student)}


def test_what_is_due_is_named_with_its_reason(dialog: RetentionDialog) -> None:
    (listed,) = dialog.findChildren(QListWidget)
    assert listed.count() == 8
    assert "张䶮" in listed.item(0).text()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("36 个月" in text for text in said)


def test_erasing_wants_the_number_typed_and_shows_the_certificate(
    dialog: RetentionDialog, township: Workspace, said: Said, settle: Settle
) -> None:
    dialog.erase.click()
    asked = form()
    asked.form.set_values({"word": "清理"})
    asked.save_button.click()
    settle()
    assert ERASED not in names(township)
    asked.form.set_values({"word": "清理 8 条"})
    asked.save_button.click()
    settle()
    settle()
    assert names(township) == {ERASED}
    assert said.toasts == ["已清理 8 条，请打印销毁证明归档"]
    (paper,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperDialog)]
    assert "销毁证明" in paper.windowTitle()
    paper.close()
    assert DataKind.STUDENT not in dialog.boxes


def test_what_is_not_ticked_stays(dialog: RetentionDialog, said: Said) -> None:
    dialog.boxes[DataKind.STUDENT].setChecked(False)
    dialog.erase.click()
    assert said.toasts == ["没有勾选要清理的"]


def test_a_term_can_be_lengthened(dialog: RetentionDialog, settle: Settle) -> None:
    dialog.terms.click()
    asked = form()
    asked.form.set_values({DataKind.STUDENT.value: 60})
    asked.save_button.click()
    settle()
    settle()
    assert DataKind.STUDENT not in dialog.boxes


def test_a_clerk_may_look_and_not_erase(
    dialog: RetentionDialog, township: Workspace, settle: Settle
) -> None:
    township.account = Account(2, "李青", Role.CLERK)
    dialog.load()
    settle()
    assert not dialog.erase.isEnabled()
    assert "管理员" in dialog.erase.toolTip()


def test_the_settings_remind_of_what_is_due(
    qtbot: QtBot, desk: Desk, said: Said, settle: Settle
) -> None:
    said.now = datetime.now(UTC) + timedelta(days=4 * 366)
    card = SafetyCard(desk)
    qtbot.addWidget(card)
    card.show()
    settle()
    assert "8 条" in card.reminder.words()

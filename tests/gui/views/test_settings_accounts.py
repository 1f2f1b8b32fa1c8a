"""账户 on the page 设置: what an administrator does there, and what a clerk is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.account import Account, Role
from desktop.domain.retention import DataKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.accounts import (
    AddAccountDialog,
    ChangeAccountDialog,
    RemoveAccountDialog,
    ResetAccountDialog,
)
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.recovery_sheet import CheckSheetDialog, MakeSheetDialog
from desktop.gui.dialogs.retention import RetentionDialog
from desktop.gui.jobs import JobRunner
from desktop.gui.views.settings import SettingsView
from desktop.gui.views.settings_accounts import AccountsCard
from desktop.gui.views.today import TodayView
from desktop.gui.views.today_facts import read_today
from desktop.gui.widgets.text import Text
from desktop.store.tables import InsuredPerson
from desktop.usecases.account.check_sheet import check_sheet
from desktop.usecases.account.keep_accounts import add_account
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import PASSPHRASE, Said

HERS, OTHER = "趵突泉边柳色青青", "大明湖畔荷花又开"
Wait = Callable[[], None]


@pytest.fixture
def own(joined: Workspace, jobs: JobRunner, said: Said) -> Desk:
    add_account(joined, PASSPHRASE, "李青", Role.CLERK, HERS)
    return Desk(joined, jobs, {}, said.toast, said.open_page)


@pytest.fixture
def card(own: Desk, qtbot: QtBot, wait_idle: Wait) -> AccountsCard:
    made = AccountsCard(own)
    qtbot.addWidget(made)
    made.show()
    wait_idle()
    return made


def _words(card: AccountsCard) -> str:
    return "\n".join(text.text() for text in card.findChildren(Text) if not text.isHidden())


def _choose(card: AccountsCard, name: str, verb: str) -> None:
    (button,) = [
        one
        for one in card.findChildren(QPushButton)
        if one.accessibleName() == f"管理{name}的账户" and not one.isHidden()
    ]
    (menu,) = button.findChildren(QMenu)
    (action,) = [one for one in menu.actions() if one.text().startswith(verb)]
    action.trigger()


def _opens(workspace: Workspace, word: str) -> Account:
    opened = open_workspace(workspace.folder.root, word, twins=workspace.folder.root / "twins")
    opened.close()
    return opened.account


def test_an_administrator_adds_a_colleague(
    card: AccountsCard, own: Desk, said: Said, wait_idle: Wait
) -> None:
    card.add.click()
    (dialog,) = card.findChildren(AddAccountDialog)
    wait_idle()
    dialog.who.name.setText("王强")
    dialog.new.first.line.insert("王强20261126")
    assert "姓名" in dialog.new.first.note()
    dialog.new.first.line.selectAll()
    dialog.new.first.line.insert(OTHER)
    dialog.new.second.line.insert(OTHER)
    dialog.own.line.setText("不是这一句口令")
    dialog.save_button.click()
    wait_idle()
    assert "口令不正确" in dialog.own.note()
    dialog.own.line.setText(PASSPHRASE)
    dialog.save_button.click()
    wait_idle()
    assert said.toasts[-1].startswith("已增加 王强")
    assert "3 号  经办人" in _words(card)
    assert _opens(own.workspace, OTHER).name == "王强"


def test_an_administrator_resets_renames_and_removes(
    card: AccountsCard, own: Desk, said: Said, wait_idle: Wait
) -> None:
    _choose(card, "李青", "重设")
    (reset,) = card.findChildren(ResetAccountDialog)
    reset.new.first.line.insert(OTHER)
    reset.new.second.line.insert(OTHER)
    reset.own.line.setText(PASSPHRASE)
    reset.save()
    wait_idle()
    assert _opens(own.workspace, OTHER).name == "李青"
    _choose(card, "李青", "改")
    (change,) = card.findChildren(ChangeAccountDialog)
    change.who.name.setText("李青青")
    change.who.role.setCurrentText("管理员")
    change.own.line.setText(PASSPHRASE)
    change.save()
    wait_idle()
    wait_idle()
    assert "2 号  管理员" in _words(card)
    _choose(card, "李青青", "删除")
    (remove,) = card.findChildren(RemoveAccountDialog)
    remove.own.line.setText(PASSPHRASE)
    remove.save()
    wait_idle()
    assert said.toasts[-1] == "已删除李青青的账户。"
    assert [one.name for one in own.workspace.staff] == ["周敏"]


def test_the_sheet_is_made_shown_and_checked(
    card: AccountsCard, own: Desk, said: Said, wait_idle: Wait
) -> None:
    assert "还没有恢复单" in card.sheet.text()
    card.make.click()
    (dialog,) = card.findChildren(MakeSheetDialog)
    assert dialog.focusWidget() is dialog.own.line, "typing begins at once"
    QTest.keyClick(dialog.own.line, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.cancel_button
    dialog.own.line.setText(PASSPHRASE)
    dialog.save()
    wait_idle()
    (paper,) = card.findChildren(PaperDialog)
    wait_idle()
    names = [
        one.text().strip() for one in paper.findChildren(QPushButton) if one.isVisibleTo(paper)
    ]
    assert not [name for name in names if "保存" in name or "系统程序" in name]
    assert "打印…" in names
    paper.reject()
    assert "恢复单编号" in card.sheet.text()
    code = make_sheet(own.workspace, PASSPHRASE).code
    card.check.click()
    (check,) = card.findChildren(CheckSheetDialog)
    QTest.keyClicks(check.code.line, code)
    check.save()
    wait_idle()
    assert "有效" in said.toasts[-1]


def test_a_clerk_sees_why_not(own: Desk, joined: Workspace, qtbot: QtBot, wait_idle: Wait) -> None:
    joined.become(joined.staff[1])
    view = SettingsView(own)
    qtbot.addWidget(view)
    view.show()
    wait_idle()
    buttons = [view.accounts.add, view.accounts.make, view.rejoin, view.backup.restore]
    assert not [one.text() for one in buttons if one.isEnabled()]
    assert all("只有管理员可以" in one.toolTip() for one in buttons)
    assert view.passphrase.isEnabled()
    assert "只有管理员可以增加" in _words(view.accounts)


def test_the_idle_minutes_are_remembered(card: AccountsCard, own: Desk) -> None:
    card.minutes.setCurrentIndex(card.minutes.findData(0))
    card.minutes.activated.emit(0)
    assert own.memory["lock/minutes"] == "0"


def _said_today(workspace: Workspace) -> list[str]:
    return [one.text for one in read_today(workspace).todos if one.kind == "sheet"]


def test_the_first_page_asks_an_administrator_for_the_sheet(own: Desk) -> None:
    workspace, chief = own.workspace, own.workspace.account
    assert _said_today(workspace) == ["还没有打印恢复单"]
    sheet = make_sheet(workspace, PASSPHRASE)
    assert _said_today(workspace) == ["恢复单该核对了"]
    workspace.become(next(one for one in workspace.staff if one.role is Role.CLERK))
    assert not _said_today(workspace)
    workspace.become(chief)
    check_sheet(workspace, sheet.code)
    assert not _said_today(workspace)


def test_the_first_page_tells_an_administrator_what_is_past_its_term(
    own: Desk, qtbot: QtBot, wait_idle: Wait
) -> None:
    workspace = own.workspace
    ended = workspace.today() - timedelta(days=2)
    with workspace.store.write() as writer:
        for number in range(3):
            key = bytes([number]) * 16
            writer.add(InsuredPerson(activity_id=key, student_id=key, expires_on=ended))
    view = TodayView(own)
    qtbot.addWidget(view)
    wait_idle()
    view.todos.buttons["retention"].click()
    wait_idle()
    (dialog,) = view.findChildren(RetentionDialog)
    (kind,) = dialog.boxes
    (todo,) = [one for one in read_today(workspace).todos if one.kind == "retention"]
    assert (kind, todo.count, todo.text[:2]) == (DataKind.INSURED, 3, "3 ")
    dialog.close()
    workspace.become(next(one for one in workspace.staff if one.role is Role.CLERK))
    assert "retention" not in {one.kind for one in read_today(workspace).todos}

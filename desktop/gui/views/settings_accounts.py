"""账户: who opens this data folder, the recovery sheet, and when the window locks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QMenu, QWidget

from desktop.domain.account import Account, Deed
from desktop.gui.allowing import allow
from desktop.gui.desk import Desk
from desktop.gui.dialogs.accounts import (
    AddAccountDialog,
    ChangeAccountDialog,
    RemoveAccountDialog,
    ResetAccountDialog,
)
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.dialogs.recovery_sheet import CheckSheetDialog, MakeSheetDialog
from desktop.gui.locking import MINUTES, choose_lock_minutes, lock_minutes
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.account.check_sheet import SheetState, sheet_state

_VERBS: tuple[tuple[str, Callable[[Desk, Account, QWidget], JobDialog]], ...] = (
    ("改姓名或身份…", ChangeAccountDialog),
    ("重设口令…", ResetAccountDialog),
    ("删除…", RemoveAccountDialog),
)
"""What can be done with a colleague's account; with one's own only the first."""


class AccountsCard(Card):
    """The accounts, each with what an administrator can do with it."""

    def __init__(self, desk: Desk) -> None:
        self.add = Button("增加账户…", icon_name="plus", on_click=self._add)
        super().__init__("账户", trailing=self.add)
        self._desk = desk
        self._rows = QGridLayout()
        self._rows.setSpacing(tokens().s)
        self._rows.setColumnStretch(1, 1)
        self.body.addLayout(self._rows)
        self._shown: list[QWidget] = []
        self._why = Text("", "hint", wrap=True)
        self.sheet = Text("", "muted", wrap=True)
        self.make = Button("打印恢复单…", icon_name="printer", on_click=self._make)
        self.check = Button("核对恢复单…", icon_name="circle-check", on_click=self._check)
        self.minutes = QComboBox()
        self.minutes.setAccessibleName("自动锁定")
        self._lay_out()
        desk.jobs.data_changed.connect(self._changed)
        self._load()

    def _lay_out(self) -> None:
        self.body.addWidget(self._why)
        self.body.addWidget(self.sheet)
        row = QHBoxLayout()
        row.addWidget(self.make)
        row.addWidget(self.check)
        row.addStretch(1)
        self.body.addLayout(row)
        for minutes in MINUTES:
            self.minutes.addItem(f"{minutes} 分钟不用" if minutes else "不自动锁定", minutes)
        chosen = self.minutes.findData(lock_minutes(self._desk.memory))
        self.minutes.setCurrentIndex(max(0, chosen))
        self.minutes.activated.connect(self._choose_minutes)
        locking = QHBoxLayout()
        label = Text("自动锁定", "muted")
        label.setBuddy(self.minutes)
        locking.addWidget(label)
        locking.addWidget(self.minutes)
        locking.addStretch(1)
        self.body.addLayout(locking)
        note = "离开时也可以点右上角的姓名，或按 Ctrl+L 锁定；换同事也是这样。"
        self.body.addWidget(Text(note, "hint", wrap=True))

    def _changed(self, topics: frozenset[str]) -> None:
        if "setting" in topics:
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._show_staff()
        self._desk.jobs.run(lambda _: sheet_state(workspace), done=self._show_sheet)

    def _show_staff(self) -> None:
        for widget in self._shown:
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        own = self._desk.workspace.account
        for row, one in enumerate(self._desk.workspace.staff):
            mine = one.number == own.number
            words = f"{one.number} 号  {one.role.label}" + ("，正在使用" if mine else "")
            self._put(Text(one.name, "strong"), row, 0)
            self._put(Text(words, "muted"), row, 1)
            self._put(self._menu_button(one, mine=mine), row, 2)
        for deed, buttons in ((Deed.ACCOUNTS, [self.add]), (Deed.RECOVERY, [self.make])):
            for button in buttons:
                allow(button, own, deed)
        self._why.setText(own.why_not(Deed.ACCOUNTS))
        self._why.setVisible(bool(self._why.text()))

    def _put(self, widget: QWidget, row: int, column: int) -> None:
        self._shown.append(widget)
        self._rows.addWidget(widget, row, column)

    def _menu_button(self, one: Account, *, mine: bool) -> Button:
        """Return the button with what can be done with an account."""
        button = Button("管理", "quiet")
        button.setAccessibleName(f"管理{one.name}的账户")
        menu = QMenu(button)
        for words, dialog in _VERBS[: 1 if mine else len(_VERBS)]:
            menu.addAction(words, partial(self._ask, dialog, one))
        button.drop_down(menu)
        allow(button, self._desk.workspace.account, Deed.ACCOUNTS)
        return button

    def _ask(self, dialog: Callable[[Desk, Account, QWidget], JobDialog], one: Account) -> None:
        dialog(self._desk, one, self.window()).open()

    def _show_sheet(self, state: SheetState) -> None:
        if not state.number:
            words = "还没有恢复单：管理员都忘记口令时就打不开数据了。请打印一张，锁进保险柜。"
        elif state.due:
            words = f"恢复单编号 {state.number}，还没有核对过。请照着纸面输入一遍，确认有效。"
            if state.checked:
                words = f"恢复单编号 {state.number}，本学期还没有核对过，请取出来核对一次。"
        else:
            day = f"{state.checked:%Y-%m-%d}" if state.checked else ""
            words = f"恢复单编号 {state.number}，{day} 核对过。"
        self.sheet.setText(words)
        self.check.setVisible(bool(state.number))

    def _choose_minutes(self) -> None:
        choose_lock_minutes(self._desk.memory, int(self.minutes.currentData()))

    def _add(self) -> None:
        AddAccountDialog(self._desk, self.window()).open()

    def _make(self) -> None:
        MakeSheetDialog(self._desk, self.window()).open()

    def _check(self) -> None:
        CheckSheetDialog(self._desk, self.window()).open()

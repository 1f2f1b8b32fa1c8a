"""The dialogs of 账户: add, change, reset, remove; each asks for one's own passphrase."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.account import Account, Role
from desktop.gui.desk import Desk
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.theme import tokens
from desktop.gui.widgets.new_passphrase import NewPassphrase
from desktop.gui.widgets.text import Text
from desktop.usecases.account.forbidden_words import forbidden_words
from desktop.usecases.account.keep_accounts import (
    LONGEST_NAME,
    add_account,
    change_account,
    remove_account,
    reset_account,
)
from desktop.usecases.account.passphrase import Strength, names_to_avoid, strength


def judge(desk: Desk, name: Callable[[], str] = str) -> Callable[[str], Strength]:
    """Return how passphrases are judged here, `name` being typed beside them.

    The words to avoid are read behind the window; until then only common ones are known.
    """
    words: list[str] = []

    def load(_: object) -> tuple[str, ...]:
        strength("用来装载词表的一句话", names_to_avoid("词表"))
        return forbidden_words(desk.workspace)

    desk.jobs.run(load, done=words.extend)
    return lambda typed: strength(typed, (*words, *names_to_avoid(name())))


class WhoForm(QWidget):
    """Name and role."""

    def __init__(self, name: str = "", role: Role = Role.CLERK) -> None:
        super().__init__()
        self.name = QLineEdit(name)
        self.name.setAccessibleName("姓名")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText("真实姓名，记在修改记录里")
        self.role = QComboBox()
        self.role.setAccessibleName("身份")
        for one in (Role.CLERK, Role.ADMINISTRATOR):
            self.role.addItem(one.label, one)
        self.role.setCurrentText(role.label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().xs)
        for label, control in (("姓名", self.name), ("身份", self.role)):
            if column.count():
                column.addSpacing(tokens().s)
            words = Text(label, "muted")
            words.setBuddy(control)
            column.addWidget(words)
            column.addWidget(control)
        note = "管理员还可以管理账户、恢复单、恢复备份、重新入网、交接和到期清理。"
        column.addWidget(Text(note, "hint", wrap=True))
        self.setFocusProxy(self.name)

    def chosen_role(self) -> Role:
        """Return the role in the list."""
        return Role(self.role.currentData())


class AddAccountDialog(JobDialog):
    """增加账户."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            "增加账户",
            "每位同事用自己的账户打开这份数据，谁改了什么才分得清。"
            "请让本人在这里输入口令，不要代设。",
            "增加",
            parent,
        )
        self._desk = desk
        self.who = WhoForm()
        self.new = NewPassphrase(judge(desk, self.who.name.text), "新账户的口令")
        self.body.addWidget(self.who)
        self.body.addWidget(self.new)
        self.own = self.add_own_passphrase()
        self.who.name.returnPressed.connect(self.new.setFocus)
        self.new.submitted.connect(self.own.setFocus)

    def save(self) -> None:
        """Add the account."""
        if not self.new.show_problems():
            return
        workspace, own, word = self._desk.workspace, self.own.text(), self.new.text()
        name, role = self.who.name.text(), self.who.chosen_role()
        self.run(
            lambda _: add_account(workspace, own, name, role, word),
            self._done,
            self.own,
            ("setting",),
        )

    def _done(self, account: Account) -> None:
        self.accept()
        self._desk.toast(f"已增加 {account.name}的账户，打开青桥时选择“{account.number} 号”。")


class ResetAccountDialog(JobDialog):
    """重设口令, for a colleague who has forgotten."""

    def __init__(self, desk: Desk, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            f"重设{account.name}的口令",
            "原来的口令马上不能再用。请让本人在这里输入新口令。",
            "重设",
            parent,
        )
        self._desk, self._account = desk, account
        self.new = NewPassphrase(judge(desk))
        self.body.addWidget(self.new)
        self.own = self.add_own_passphrase()
        self.new.submitted.connect(self.own.setFocus)

    def save(self) -> None:
        """Reset the passphrase."""
        if not self.new.show_problems():
            return
        workspace, own, word = self._desk.workspace, self.own.text(), self.new.text()
        number = self._account.number
        self.run(lambda _: reset_account(workspace, own, number, word), self._done, self.own)

    def _done(self, account: Account) -> None:
        self.accept()
        self._desk.toast(f"已重设{account.name}的口令。")


class ChangeAccountDialog(JobDialog):
    """改名或改身份."""

    def __init__(self, desk: Desk, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(desk.jobs, "修改账户", "以前的记录仍署原来的姓名。", "保存", parent)
        self._desk, self._account = desk, account
        self.who = WhoForm(account.name, account.role)
        self.body.addWidget(self.who)
        self.own = self.add_own_passphrase()
        self.who.name.returnPressed.connect(self.own.setFocus)

    def save(self) -> None:
        """Save name and role."""
        workspace, own, number = self._desk.workspace, self.own.text(), self._account.number
        name, role = self.who.name.text(), self.who.chosen_role()
        self.run(
            lambda _: change_account(workspace, own, number, name, role),
            self._done,
            self.own,
            ("setting",),
        )

    def _done(self, account: Account) -> None:
        self.accept()
        self._desk.toast(f"已保存：{account.name}，{account.role.label}。")


class RemoveAccountDialog(JobDialog):
    """删除账户."""

    def __init__(self, desk: Desk, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            f"删除{account.name}的账户",
            "删除后，他的口令打不开这份数据；他写下的记录都在，仍署他的姓名。"
            "他若拷走过数据文件夹，那份拷贝仍打得开。",
            "删除",
            parent,
        )
        self._desk, self._account = desk, account
        self.own = self.add_own_passphrase()

    def save(self) -> None:
        """Remove the account."""
        workspace, own, number = self._desk.workspace, self.own.text(), self._account.number
        self.run(
            lambda _: remove_account(workspace, own, number), self._done, self.own, ("setting",)
        )

    def _done(self, account: Account) -> None:
        self.accept()
        self._desk.toast(f"已删除{account.name}的账户。")

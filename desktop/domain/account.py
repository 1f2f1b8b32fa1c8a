"""Who works on this PC, and what a role may do: the one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.terms import Term


class Role(Term):
    """What an account is for."""

    ADMINISTRATOR = "administrator", "管理员"
    CLERK = "clerk", "经办人"


class Deed(Term):
    """What not everybody may do; the label completes “只有管理员可以…”."""

    ACCOUNTS = "accounts", "增加、重设和删除账户"
    RECOVERY = "recovery", "打印恢复单、办理口令恢复"
    RESTORE = "restore", "恢复备份"
    REJOIN = "rejoin", "重新入网本机"
    HANDOVER = "handover", "办理换岗交接"
    RETENTION = "retention", "清理到期的个人信息"
    PROVINCE_KEYS = "province_keys", "备份、恢复和更换省级密钥"
    MOVE = "move", "搬动省级数据"


_MAY: dict[Role, frozenset[Deed]] = {
    Role.ADMINISTRATOR: frozenset(Deed),
    Role.CLERK: frozenset(),
}


@dataclass(frozen=True)
class Account:
    """A member of staff; `number` is never given twice in one data folder."""

    number: int
    name: str
    role: Role

    @property
    def slot(self) -> str:
        """The name of its key slot."""
        return str(self.number)

    @property
    def hint(self) -> str:
        """What tells the account before it is unlocked: no more than the surname."""
        return f"{self.name[:1]}＊＊"

    def may(self, deed: Deed) -> bool:
        """Tell whether this account may do it."""
        return deed in _MAY[self.role]

    def why_not(self, deed: Deed) -> str:
        """Return in words why this account may not do it; empty when it may."""
        return "" if self.may(deed) else f"只有管理员可以{deed.label}。"


NOBODY = Account(0, "", Role.CLERK)
"""Where nobody has unlocked anything."""


def last_administrator(accounts: tuple[Account, ...], number: int) -> bool:
    """Tell whether this account is the only one of an administrator."""
    return [one.number for one in accounts if one.role is Role.ADMINISTRATOR] == [number]

"""Add, rename, reset and remove the accounts of a data folder; the data stay as they are.

Each verb asks for the administrator's own passphrase: a window left open must not be enough. The
keys file is replaced in one step, so an account and its slot change together.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.bundle.keyring import KeyFile, Keyring, Opened
from desktop.bundle.slots import wrap
from desktop.domain.account import Account, Deed, Role, last_administrator
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes
from desktop.usecases.account.forbidden_words import forbidden_words
from desktop.usecases.account.passphrase import check_passphrase
from desktop.usecases.account.permission import NotAllowedError, require
from desktop.usecases.noting_accounts import noting, with_words
from desktop.usecases.replacing_keys import replace_keys
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace

LONGEST_NAME = 20


class AccountRuleError(QingqiaoError):
    """An account that may not be so."""


def add_account(workspace: Workspace, own: str, name: str, role: Role, passphrase: str) -> Account:
    """Let a member of staff open the data with a passphrase of their own.

    `own` is the passphrase of who asks. Raises `AccountRuleError`, `WeakPassphraseError`,
    `NotAllowedError`, `WrongPassphraseError`, `KeysChangedError`, `WriteError`; then nothing has
    changed. So do the others.
    """
    check_passphrase(passphrase, forbidden_words(workspace, name))
    keys, opened = unlocked_again(workspace, own, Deed.ACCOUNTS)
    _check_name(opened.keyring, name)
    keyring, account = opened.keyring.with_account(name.strip(), role)
    slot = wrap(opened.master, passphrase, account.slot, hint=account.hint)
    words = f"增加 {account.number} 号账户（{role.label}）"
    _write(workspace, keys, keys.put(slot), opened, with_words(keyring, words))
    return account


def reset_account(workspace: Workspace, own: str, number: int, passphrase: str) -> Account:
    """Let an account open with another passphrase; the former one opens nothing any more."""
    check_passphrase(passphrase, forbidden_words(workspace))
    keys, opened = unlocked_again(workspace, own, Deed.ACCOUNTS)
    account = _find(opened.keyring, number)
    slot = wrap(opened.master, passphrase, account.slot, hint=account.hint)
    keyring = with_words(opened.keyring, f"重设 {number} 号账户的口令")
    _write(workspace, keys, keys.put(slot), opened, keyring)
    return account


def change_account(workspace: Workspace, own: str, number: int, name: str, role: Role) -> Account:
    """Give an account another name or role; its passphrase stays."""
    keys, opened = unlocked_again(workspace, own, Deed.ACCOUNTS)
    before = _find(opened.keyring, number)
    _check_name(opened.keyring, name, but=number)
    if role is Role.CLERK and last_administrator(opened.keyring.accounts, number):
        raise _last_one("改成经办人")
    changed = replace(before, name=name.strip(), role=role)
    accounts = tuple(changed if one == before else one for one in opened.keyring.accounts)
    (slot,) = [one for one in keys.slots if one.name == changed.slot]
    keyring = replace(opened.keyring, accounts=accounts)
    words = f"修改 {number} 号账户（{role.label}）"
    named = keys.put(slot.with_hint(changed.hint))
    _write(workspace, keys, named, opened, with_words(keyring, words))
    return changed


def remove_account(workspace: Workspace, own: str, number: int) -> Account:
    """Take an account away; what it wrote stays under its name."""
    keys, opened = unlocked_again(workspace, own, Deed.ACCOUNTS)
    account = _find(opened.keyring, number)
    if last_administrator(opened.keyring.accounts, number):
        raise _last_one("删除")
    if number == workspace.account.number:
        raise AccountRuleError(
            "不能删除自己正在用的账户，没有删除，数据没有改动。", "请另一位管理员打开后删除。"
        )
    accounts = tuple(one for one in opened.keyring.accounts if one != account)
    keyring = replace(opened.keyring, accounts=accounts)
    keyring = with_words(keyring, f"删除 {number} 号账户")
    _write(workspace, keys, keys.drop(account.slot), opened, keyring)
    return account


def unlocked_again(workspace: Workspace, own: str, deed: Deed) -> tuple[KeyFile, Opened]:
    """Open the keys file as who unlocked the workspace, who must be allowed to do this still.

    Raises `NotAllowedError`, `WrongPassphraseError`.
    """
    require(workspace, deed)
    keys = KeyFile.read(read_bytes(workspace.folder.keyring, KEYRING_LIMIT))
    with workspace.tries.one(workspace.account.slot):
        opened = keys.unlock(own, workspace.account.slot)
    now = opened.keyring.account(opened.slot)
    if now is None or not now.may(deed):
        raise NotAllowedError(
            "您的账户已不再是管理员，没有办理，数据没有改动。", "请管理员用自己的账户打开后办理。"
        )
    return keys, opened


def _write(
    workspace: Workspace, before: KeyFile, keys: KeyFile, opened: Opened, keyring: Keyring
) -> None:
    with noting(workspace.store, opened.keyring, keyring):
        changed = keys.seal(opened.master, keyring).content()
        replace_keys(workspace.folder.keyring, before, changed)
        workspace.staff = keyring.accounts
        workspace.become(keyring.account(workspace.account.slot) or workspace.account)


def _find(keyring: Keyring, number: int) -> Account:
    account = keyring.account(str(number))
    if account is None:
        raise AccountRuleError(
            f"没有 {number} 号账户，数据没有改动。", "可能刚被另一位管理员删除，请刷新后再看。"
        )
    return account


def _check_name(keyring: Keyring, name: str, but: int = 0) -> None:
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise AccountRuleError(
            f"姓名要填 1—{LONGEST_NAME} 个字，没有保存。", "请填写真实姓名，它会记在修改记录里。"
        )
    if any(one.name == plain and one.number != but for one in keyring.accounts):
        raise AccountRuleError(
            f"已经有叫“{plain}”的账户，没有保存。", "同名的请加上区别，如“李青（团委）”。"
        )


def _last_one(what: str) -> AccountRuleError:
    return AccountRuleError(
        f"这是最后一位管理员，不能{what}，数据没有改动。", "请先把另一位同事设为管理员。"
    )

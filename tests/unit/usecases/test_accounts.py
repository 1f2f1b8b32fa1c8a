"""Accounts: added, reset, renamed and removed by an administrator, without touching the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.bundle.keyring import KeyFile, WrongPassphraseError
from desktop.bundle.slots import Slot, wrap
from desktop.domain.account import Account, Role
from desktop.foundation.folder_lock import FolderLock
from desktop.store import audit
from desktop.store.engine import DatabaseError
from desktop.store.store import Store
from desktop.usecases import noting_accounts, replacing_keys
from desktop.usecases.account import keep_accounts
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.account.keep_accounts import (
    AccountRuleError,
    add_account,
    change_account,
    remove_account,
    reset_account,
)
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.account.passphrase import WeakPassphraseError
from desktop.usecases.account.permission import NotAllowedError
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.init import init_province
from desktop.usecases.replacing_keys import KeysChangedError
from desktop.usecases.tries import FREE, TooSoonError, Tries
from desktop.usecases.workspace import Workspace

WORD, HERS, OTHER = "千佛山下读书声声", "趵突泉边柳色青青", "大明湖畔荷花又开"


@pytest.fixture
def chief(tmp_path: Path) -> Iterator[Workspace]:
    made = init_province(tmp_path / "data", WORD, operator="周敏")
    yield made
    made.close()


def _open(chief: Workspace, word: str, slot: str | None = None) -> Workspace:
    opened = open_workspace(chief.folder.root, word, slot=slot)
    opened.close()
    return opened


def test_a_colleague_opens_with_her_own_passphrase(chief: Workspace) -> None:
    before = chief.folder.database.read_bytes()
    added = add_account(chief, WORD, " 李青 ", Role.CLERK, HERS)
    assert added == Account(2, "李青", Role.CLERK)
    assert chief.staff == (chief.account, added)
    assert chief.folder.database.read_bytes() == before
    assert _open(chief, HERS).account == added
    assert _open(chief, HERS, "2").staff == chief.staff
    assert _open(chief, WORD, "1").account == chief.account
    with pytest.raises(WrongPassphraseError):
        _open(chief, HERS, "1")
    assert "李青".encode() not in chief.folder.keyring.read_bytes()


def test_a_reset_passphrase_takes_the_place_of_the_forgotten_one(chief: Workspace) -> None:
    add_account(chief, WORD, "李青", Role.CLERK, HERS)
    reset_account(chief, WORD, 2, OTHER)
    assert _open(chief, OTHER).account.name == "李青"
    with pytest.raises(WrongPassphraseError):
        _open(chief, HERS)


def test_a_removed_account_opens_nothing_and_its_number_is_not_given_again(
    chief: Workspace,
) -> None:
    add_account(chief, WORD, "李青", Role.CLERK, HERS)
    remove_account(chief, WORD, 2)
    with pytest.raises(WrongPassphraseError):
        _open(chief, HERS)
    assert add_account(chief, WORD, "王强", Role.CLERK, HERS).number == 3
    with pytest.raises(AccountRuleError, match="没有 2 号账户"):
        remove_account(chief, WORD, 2)


def test_the_last_administrator_stays(chief: Workspace) -> None:
    add_account(chief, WORD, "李青", Role.CLERK, HERS)
    with pytest.raises(AccountRuleError, match="最后一位管理员"):
        remove_account(chief, WORD, 1)
    with pytest.raises(AccountRuleError, match="最后一位管理员"):
        change_account(chief, WORD, 1, "周敏", Role.CLERK)
    change_account(chief, WORD, 2, "李青", Role.ADMINISTRATOR)
    with pytest.raises(AccountRuleError, match="自己正在用"):
        remove_account(chief, WORD, 1)
    hers = open_workspace(chief.folder.root, HERS)
    try:
        remove_account(hers, HERS, 1)
        with pytest.raises(AccountRuleError, match="最后一位管理员"):
            remove_account(hers, HERS, 2)
    finally:
        hers.close()
    with pytest.raises(WrongPassphraseError):
        _open(chief, WORD)


def test_a_new_name_signs_from_now_on(chief: Workspace) -> None:
    changed = change_account(chief, WORD, 1, "周敏敏", Role.ADMINISTRATOR)
    assert chief.account == changed
    assert chief.store.operator == "周敏敏"
    assert _open(chief, WORD).account.name == "周敏敏"
    (slot,) = KeyFile.read(chief.folder.keyring.read_bytes()).slots
    assert slot.hint == "周＊＊"


@pytest.mark.parametrize("name", ["", "  ", "周敏", "长" * 21, "李\n青"])
def test_a_name_that_will_not_do_changes_nothing(chief: Workspace, name: str) -> None:
    before = chief.folder.keyring.read_bytes()
    with pytest.raises(AccountRuleError):
        add_account(chief, WORD, name, Role.CLERK, HERS)
    with pytest.raises(WeakPassphraseError):
        add_account(chief, WORD, "李青", Role.CLERK, "12345678")
    assert chief.folder.keyring.read_bytes() == before


def test_a_clerk_may_change_nothing_but_her_own_passphrase(chief: Workspace) -> None:
    add_account(chief, WORD, "李青", Role.CLERK, HERS)
    before = chief.folder.keyring.read_bytes()
    hers = open_workspace(chief.folder.root, HERS)
    try:
        attempts: tuple[Callable[[], object], ...] = (
            partial(add_account, hers, HERS, "王强", Role.CLERK, OTHER),
            partial(reset_account, hers, HERS, 1, OTHER),
            partial(change_account, hers, HERS, 2, "李青", Role.ADMINISTRATOR),
            partial(remove_account, hers, HERS, 1),
            partial(make_sheet, hers, HERS),
        )
        for attempt in attempts:
            with pytest.raises(NotAllowedError, match="只有管理员"):
                attempt()
        assert chief.folder.keyring.read_bytes() == before
        change_passphrase(hers, HERS, OTHER)
    finally:
        hers.close()
    assert _open(chief, OTHER).account.name == "李青"


def test_a_window_left_open_is_not_enough(chief: Workspace) -> None:
    with pytest.raises(WrongPassphraseError):
        add_account(chief, "不是这一句口令", "李青", Role.CLERK, HERS)


@pytest.mark.parametrize(
    "guess",
    [
        lambda chief: change_passphrase(chief, OTHER, HERS),
        lambda chief: reset_account(chief, OTHER, 1, HERS),
        lambda chief: make_sheet(chief, OTHER),
    ],
    ids=["own", "account", "sheet"],
)
def test_who_guesses_at_a_window_left_open_waits(
    chief: Workspace, guess: Callable[[Workspace], object]
) -> None:
    for _ in range(FREE):
        with pytest.raises(WrongPassphraseError):
            guess(chief)
    with pytest.raises(TooSoonError):
        guess(chief)
    with pytest.raises(TooSoonError):
        change_passphrase(chief, WORD, HERS)


@pytest.mark.parametrize("weak", ["12345678", "周敏周敏周敏"])
def test_no_passphrase_becomes_a_weak_one(chief: Workspace, weak: str) -> None:
    before = chief.folder.keyring.read_bytes()
    for change in (
        lambda: change_passphrase(chief, WORD, weak),
        lambda: reset_account(chief, WORD, 1, weak),
    ):
        with pytest.raises(WeakPassphraseError):
            change()
    assert chief.folder.keyring.read_bytes() == before


def test_who_is_no_administrator_any_more_is_told_so(chief: Workspace) -> None:
    add_account(chief, WORD, "李青", Role.ADMINISTRATOR, HERS)
    hers = open_workspace(chief.folder.root, HERS)
    try:
        change_account(chief, WORD, 2, "李青", Role.CLERK)
        with pytest.raises(NotAllowedError, match="已不再是管理员"):
            remove_account(hers, HERS, 1)
    finally:
        hers.close()


def test_what_was_done_to_accounts_is_logged_even_when_the_disk_was_full(
    chief: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DatabaseError("磁盘空间不足")

    add_account(chief, WORD, "李青", Role.CLERK, HERS)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", full)
        remove_account(chief, WORD, 2)
        with pytest.raises(DatabaseError):
            reset_account(chief, WORD, 1, OTHER)
    change_account(chief, WORD, 1, "周敏敏", Role.ADMINISTRATOR)
    for _ in range(2):
        _open(chief, WORD)
    with chief.store.read() as reader:
        notes = [one.note for one in audit.entries(reader.connection) if one.act == "account"]
    assert notes == ["增加 2 号账户（经办人）", "删除 2 号账户", "修改 1 号账户（管理员）"]


def test_what_was_done_to_accounts_is_logged_even_when_it_was_cut_off(
    chief: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(noting_accounts, "note_accounts", lambda *_: None)  # the power went
        add_account(chief, WORD, "李青", Role.CLERK, HERS)
    for _ in range(2):
        _open(chief, WORD)
    with chief.store.read() as reader:
        notes = [one.note for one in audit.entries(reader.connection) if one.act == "account"]
    assert notes == ["增加 2 号账户（经办人）"]


def test_wrong_tries_are_logged_once_somebody_opens(chief: Workspace) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            _open(chief, OTHER, "1")
    monotonic = iter(range(0, 10_000, 1_000))
    waited = Tries(chief.folder.keyring, lambda: float(next(monotonic)))
    open_workspace(chief.folder.root, WORD, slot="1", tries=waited).close()
    with chief.store.read() as reader:
        notes = [one.note for one in audit.entries(reader.connection) if one.act == "unlock"]
    assert notes == ["打开之前口令输错 3 次"]


def test_of_two_who_change_accounts_at_once_neither_undoes_the_other(
    chief: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(master: bytes, passphrase: str, name: str, *, hint: str) -> Slot:
        monkeypatch.undo()
        add_account(chief, WORD, "王芳", Role.CLERK, OTHER)
        return wrap(master, passphrase, name, hint=hint)

    monkeypatch.setattr(keep_accounts, "wrap", meanwhile)
    with pytest.raises(KeysChangedError, match="没有办理"):
        add_account(chief, WORD, "李青", Role.CLERK, HERS)
    assert [one.name for one in _open(chief, OTHER).staff] == ["周敏", "王芳"]
    held = FolderLock(chief.folder.root / "keys.lock")
    assert held.take()
    monkeypatch.setattr(replacing_keys, "_TURNS", 1)
    with pytest.raises(KeysChangedError):
        make_sheet(chief, WORD)
    held.release()
    make_sheet(chief, WORD)

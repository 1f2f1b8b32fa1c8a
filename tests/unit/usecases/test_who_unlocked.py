"""Who unlocked the data: the account of a slot, and the name that every write bears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.bundle.keyring import KeyFile, open_keyring, seal_keyring
from desktop.domain.account import Account, Deed, Role
from desktop.store.tables import Community
from desktop.usecases.account.permission import NotAllowedError, require
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.init import init_province
from desktop.usecases.workspace import Workspace

WORD = "千佛山下读书声声"


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Workspace]:
    made = init_province(tmp_path / "data", WORD, operator="周敏")
    yield made
    made.close()


def test_the_first_account_is_an_administrator_and_signs_what_is_written(
    province: Workspace,
) -> None:
    assert province.account == Account(1, "周敏", Role.ADMINISTRATOR)
    with province.store.write() as writer:
        community = writer.add(Community(name="山大路社区"))
        writer.session.refresh(community)
        assert community.edited_by == "周敏"


def test_no_name_stands_in_the_clear(province: Workspace) -> None:
    content = province.folder.keyring.read_bytes()
    assert "周敏".encode() not in content
    (slot,) = KeyFile.read(content).slots
    assert (slot.name, slot.hint) == ("1", "周＊＊")


def test_keys_from_before_there_were_accounts_become_an_administrators(
    province: Workspace,
) -> None:
    file = province.folder.keyring
    keyring = open_keyring(file.read_bytes(), WORD)
    province.close()
    old = type(keyring)(keyring.data_key, keyring.identity)
    file.write_bytes(seal_keyring(old, WORD, slot="周敏"))
    for _ in range(2):
        opened = open_workspace(province.folder.root, WORD)
        opened.close()
        assert opened.account == Account(1, "周敏", Role.ADMINISTRATOR)
    assert "周敏".encode() not in file.read_bytes()


def test_two_openings_sign_with_their_own_names(province: Workspace) -> None:
    other = open_workspace(province.folder.root, WORD)
    other.store.operator = "李青"
    try:
        names = []
        for workspace in (province, other, province):
            with workspace.store.write() as writer:
                community = writer.add(Community(name="山大路社区"))
                writer.session.refresh(community)
                names.append(community.edited_by)
    finally:
        other.close()
    assert names == ["周敏", "李青", "周敏"]


def test_a_clerk_is_told_what_only_an_administrator_may_do(province: Workspace) -> None:
    for deed in Deed:
        require(province, deed)
    province.account = Account(2, "李青", Role.CLERK)
    with pytest.raises(NotAllowedError, match="只有管理员可以恢复备份") as refused:
        require(province, Deed.RESTORE)
    assert refused.value.hint

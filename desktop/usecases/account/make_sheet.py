"""The printed recovery sheet: made, and made anew."""

from __future__ import annotations

import secrets

from desktop.bundle.keyring import SHEET
from desktop.bundle.sheet_code import new_sheet_code
from desktop.bundle.slots import wrap
from desktop.documents.recovery_sheet import RecoverySheet
from desktop.domain.account import Deed
from desktop.store.tables import Township
from desktop.usecases.account.keep_accounts import unlocked_again
from desktop.usecases.noting_accounts import noting, with_words
from desktop.usecases.replacing_keys import replace_keys
from desktop.usecases.workspace import Workspace


def make_sheet(workspace: Workspace, own: str) -> RecoverySheet:
    """Make a new recovery sheet; an earlier one is void from now on.

    `own` is the passphrase of who asks. Raises `NotAllowedError`, `WrongPassphraseError`,
    `KeysChangedError`, `WriteError`.
    """
    keys, opened = unlocked_again(workspace, own, Deed.RECOVERY)
    code, number = new_sheet_code(), secrets.token_hex(2).upper()
    slot = wrap(opened.master, code.replace(" ", ""), SHEET, hint=number)
    keyring = with_words(opened.keyring, "制作恢复单")
    changed = keys.put(slot).seal(opened.master, keyring)
    with noting(workspace.store, opened.keyring, keyring):
        replace_keys(workspace.folder.keyring, keys, changed.content())
    return RecoverySheet(code, number, _place(workspace), workspace.today(), workspace.account.name)


def _place(workspace: Workspace) -> str:
    with workspace.store.read() as reader:
        code = reader.replica.township
        names = [row.name for row in reader.find(Township, code=code)]
    return names[0] if names else "团省委"

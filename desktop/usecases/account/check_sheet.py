"""The printed recovery sheet, tried out while it is not needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.bundle.keyring import KeyFile
from desktop.bundle.sheet_code import parse_sheet_code
from desktop.domain.audit import Act
from desktop.foundation.files import read_bytes
from desktop.store.tables import Setting
from desktop.usecases.account.recover import recover_by_sheet, sheet_number
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace

_CHECKED = "recovery/checked"
"""Setting: the number of the sheet that was last tried, and the day."""

CHECK_EVERY = timedelta(days=150)
"""About a term."""


@dataclass(frozen=True)
class SheetState:
    """Which sheet counts (no number: none was made), and whether it should be tried again."""

    number: str
    checked: date | None
    due: bool


def check_sheet(workspace: Workspace, digits: str) -> None:
    """Try whether the sheet at hand would open; raises as `recover_by_sheet`."""
    found = recover_by_sheet(workspace.folder.root, parse_sheet_code(digits), workspace.tries)
    said = f"{sheet_number(found.keys)} {workspace.today().isoformat()}"
    with workspace.store.write(Act.ACCOUNT) as writer:
        writer.session.merge(Setting(key=_CHECKED, value=said))
        writer.tell("核对恢复单")


def sheet_state(workspace: Workspace) -> SheetState:
    """Return which sheet counts."""
    keys = KeyFile.read(read_bytes(workspace.folder.keyring, KEYRING_LIMIT))
    number = sheet_number(keys)
    with workspace.store.read() as reader:
        found = reader.local(Setting, key=_CHECKED)
    of, day = found[0].value.split() if found else ("", "")
    checked = date.fromisoformat(day) if number and of == number else None
    due = checked is None or abs(workspace.today() - checked) > CHECK_EVERY
    return SheetState(number, checked, due)

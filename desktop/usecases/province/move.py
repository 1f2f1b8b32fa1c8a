"""Move the province's data from the file to a server, back, or to another server."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.domain.account import Deed
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, move_file, unused, write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.backup import release
from desktop.store.database import Place
from desktop.store.engine import DatabaseError
from desktop.store.moving import move
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.usecases.account.permission import require
from desktop.usecases.workspace import Workspace


class AlreadyThereError(QingqiaoError):
    """The data are where they are to be moved."""


@dataclass(frozen=True)
class Moved:
    """So many rows were moved from one place to another, given in words.

    `aside` is what the old database's file is called now; None where the old one is a server's, or
    another program still has it open.
    """

    rows: int
    before: str
    now: str
    aside: Path | None


def move_province(workspace: Workspace, store: str, progress: Progress = SILENT) -> Moved:
    """Move the data to a server's empty database, or to the folder's file where `store` is "".

    The workspace goes on with them there. Until every row has been read back and compared, and
    the folder says the new place in one step, the old one is in force; it is not removed.
    Raises `AlreadyThereError`, `AddressError`, `NotAllowedError`, `UnequalCopyError`,
    `DatabaseError`, `WriteError`, `Cancelled`.
    """
    require(workspace, Deed.MOVE)
    folder, old = workspace.folder, workspace.store
    place = ServerAddress.parse(store) if store else folder.database
    if place == old.place:
        raise AlreadyThereError("数据已经在那里，没有改动。", "不用再搬。")
    if isinstance(place, ServerAddress):
        switch = partial(write_bytes, folder.address, f"{place.text}\n".encode())
    else:
        _set_aside(workspace)  # one that is not in use, left by an earlier move
        switch = partial(move_file, folder.address, _spare(workspace, folder.address))
    rows = move(old, place, switch, progress)
    workspace.store = Store(place, old.key)
    workspace.become(workspace.account)
    with workspace.store.write(Act.MOVE) as writer:
        writer.tell(f"从{_words(old.place)}搬到{_words(place)}，{rows} 行，两边逐表核对一致")
    old.close()
    aside = None
    if place != folder.database:
        with suppress(DatabaseError, WriteError):  # another program has it open, and writes no more
            aside = _set_aside(workspace)
    return Moved(rows, _words(old.place), _words(place), aside)


def _set_aside(workspace: Workspace) -> Path | None:
    """Give the database file that is not in use another name; None: there is none."""
    file = workspace.folder.database
    if not file.exists():
        return None
    release(file, workspace.store.key)
    aside = _spare(workspace, file)
    move_file(file, aside)
    return aside


def _spare(workspace: Workspace, file: Path) -> Path:
    """Return a name for a file that is not in use any more."""
    target = file.with_name(f"{file.stem}-已搬走-{workspace.today()}{file.suffix}")
    return unused(target, "又")


def _words(place: Place) -> str:
    """Return a place as an operator knows it."""
    return place.text if isinstance(place, ServerAddress) else f"“{place}”"

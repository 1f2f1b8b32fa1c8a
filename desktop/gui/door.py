"""The way in: the unlock window with its accounts, and the ways back for who has forgotten."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.jobs import JobRunner

if TYPE_CHECKING:
    from desktop.usecases.account.recover import Recovered
    from desktop.usecases.tries import Tries
    from desktop.usecases.unlocking import Label
    from desktop.usecases.workspace import Workspace

_LAST = "account/last"


class Door(QObject):
    """Unlocks `root`; `memory` keeps which account did so last."""

    opened = Signal(object)
    """The `Workspace`."""
    damaged = Signal(str)
    """The passphrase is right, the database cannot be read, and the user asks to mend it."""

    def __init__(
        self,
        jobs: JobRunner,
        root: Path,
        memory: MutableMapping[str, str],
        note: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._root, self._memory = jobs, root, memory
        self._tries: Tries | None = None
        self.window = UnlockWindow(jobs, self._unlock, note, str(root))
        self.window.unlocked.connect(self._open)
        self.window.damaged.connect(self.damaged)
        self.window.forgotten.connect(self._forgotten)

    def prepare(self) -> None:
        """Offer the accounts; the window has been painted by then."""
        keys = self._root / "qingqiao.keys"
        self._jobs.run(lambda _: _read(keys), done=self._prepared, failed=_later, owner=self)

    def _prepared(self, read: tuple[tuple[Label, ...], Tries]) -> None:
        found, self._tries = read
        self.window.show_accounts(found, self._memory.get(_LAST, ""))

    def _unlock(self, passphrase: str, slot: str | None) -> Workspace:
        from desktop.usecases.open_workspace import open_workspace  # noqa: PLC0415 - behind the window

        return open_workspace(self._root, passphrase, slot=slot, tries=self._tries)

    def _open(self, workspace: Workspace) -> None:
        self._memory[_LAST] = workspace.account.slot
        self.opened.emit(workspace)

    def _forgotten(self) -> None:
        from desktop.gui.dialogs.forgotten import ForgottenDialog  # noqa: PLC0415 - rare
        from desktop.usecases.tries import Tries  # noqa: PLC0415 - as above

        tries = self._tries or Tries(self._root / "qingqiao.keys")
        dialog = ForgottenDialog(self._jobs, self._root, tries, parent=self.window)
        dialog.recovered.connect(self._renew)
        dialog.open()

    def _renew(self, recovered: Recovered) -> None:
        from desktop.gui.dialogs.forgotten import RenewDialog  # noqa: PLC0415 - read by now

        dialog = RenewDialog(self._jobs, recovered, parent=self.window)
        dialog.opened.connect(self._open)
        dialog.open()


def _read(keys: Path) -> tuple[tuple[Label, ...], Tries]:
    from desktop.usecases.tries import Tries  # noqa: PLC0415 - read behind the window
    from desktop.usecases.unlocking import labels  # noqa: PLC0415 - as above

    return labels(keys), Tries(keys)


def _later(_: QingqiaoError) -> None:
    """Say nothing: of a keys file that cannot be read one hears when a passphrase is tried."""

"""When the database is damaged: back to a backup, or what can still be read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.labels import RECORDS
from desktop.foundation.progress import Progress
from desktop.gui.dialogs.backup_list import BackupList, Pick, all_backups
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.button import Button
from desktop.usecases.backup.recover import Recovered, recover_from_backup, recover_what_is_left
from desktop.usecases.workspace import Folder

_NOTE = (
    "数据库文件已损坏。选最新的一份备份恢复：备份以后上报过的内容，"
    "会在下次上报、接收之后回来。损坏的文件会原样另存，不会删除。"
)


class RecoverDialog(JobDialog):
    """Open until the data are open again; `open()` it.

    Nothing here destroys the damaged files: they are copied into a folder of their own first.
    """

    recovered = Signal(object, str)
    """The `Workspace`, and in words what was done."""

    def __init__(
        self,
        jobs: JobRunner,
        root: Path,
        passphrase: str,
        pick: Pick | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(jobs, "修复数据", _NOTE, "恢复选中的备份", parent, letters=44)
        self._root, self._passphrase = root, passphrase
        self.backups = BackupList(pick)
        self.body.addWidget(self.backups)
        self.salvage = Button("没有合适的备份，抢救读得出的内容", on_click=self._salvage)
        self.footer.insertWidget(0, self.salvage)
        self.backups.chosen.connect(self.refresh)
        self.backups.refused.connect(self.error.show_error)
        folder = Folder(root)
        jobs.run(lambda _: all_backups(folder), done=self.backups.show_backups, owner=self)
        self.refresh()

    @property
    def ready(self) -> bool:
        """Whether a backup is chosen."""
        return self.backups.current() is not None

    def refresh(self) -> None:
        """Offer the other way as well."""
        super().refresh()
        self.salvage.setEnabled(not self.waiting)

    def save(self) -> None:
        """Go back to the backup that is chosen."""
        backup, root, word = self.backups.current(), self._root, self._passphrase
        assert backup is not None  # noqa: S101 - or it is not `ready`
        self._mend(lambda progress: recover_from_backup(root, backup, word, progress))

    def _salvage(self) -> None:
        root, word = self._root, self._passphrase
        self._mend(lambda progress: recover_what_is_left(root, word, progress))

    def _mend(self, work: Callable[[Progress], Recovered]) -> None:
        self.run(work, self._done, title="正在修复数据")

    def _done(self, done: Recovered) -> None:
        self.recovered.emit(done.workspace, _said(done))
        self.accept()


def _said(done: Recovered) -> str:
    words = "已恢复，损坏的文件另存在数据文件夹的 damaged 里；请上报一次，再接收回执。"
    if done.salvaged is None or not done.salvaged.incomplete:
        return words
    lost = "、".join(RECORDS.get(table, "基础数据") for table in done.salvaged.incomplete)
    return f"{words}没有读全的：{lost}。"

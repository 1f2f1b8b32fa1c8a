"""When the database is damaged: back to a backup, or what can still be read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.labels import RECORDS
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.dialogs.backup_list import BackupList, Pick, all_backups
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.usecases.backup.recover import Recovered, recover_from_backup, recover_what_is_left
from desktop.usecases.workspace import Folder

_NOTE = (
    "数据库文件已损坏。选最新的一份备份恢复：备份以后上报过的内容，"
    "会在下次上报、接收之后回来。损坏的文件会原样另存，不会删除。"
)


class RecoverDialog(FittedDialog):
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
        super().__init__("修复数据", _NOTE, letters=44, parent=parent)
        self._jobs, self._root, self._passphrase = jobs, root, passphrase
        self._waiting = False
        self.backups = BackupList(pick)
        self.go = Button("恢复选中的备份", "primary", on_click=self._restore)
        self.salvage = Button("没有合适的备份，抢救读得出的内容", on_click=self._salvage)
        self._cancel = Button("取消", on_click=self.reject)
        self.error = ErrorPanel()
        self._lay_out()
        self.backups.chosen.connect(self._refresh)
        self.backups.refused.connect(self.error.show_error)
        folder = Folder(root)
        jobs.run(lambda _: all_backups(folder), done=self.backups.show_backups, owner=self)
        self._refresh()

    def reject(self) -> None:
        """Close without changing; not while the data are being replaced."""
        if not self._waiting:
            super().reject()

    def _lay_out(self) -> None:
        self.column.addWidget(self.error)
        self.column.addWidget(self.backups)
        self.footer.addWidget(self.salvage)
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.go)

    def _refresh(self) -> None:
        self.go.setEnabled(self.backups.current() is not None and not self._waiting)

    def _restore(self) -> None:
        backup, root, word = self.backups.current(), self._root, self._passphrase
        if backup is not None:
            self._run(lambda progress: recover_from_backup(root, backup, word, progress))

    def _salvage(self) -> None:
        root, word = self._root, self._passphrase
        self._run(lambda progress: recover_what_is_left(root, word, progress))

    def _run(self, work: Callable[[Progress], Recovered]) -> None:
        self.error.show_error(None)
        self._wait(waiting=True)
        self._jobs.run(work, done=self._done, failed=self._failed, title="正在修复数据", owner=self)

    def _done(self, done: Recovered) -> None:
        self._wait(waiting=False)
        self.recovered.emit(done.workspace, _said(done))
        self.accept()

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        self.error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (self.backups, self.salvage, self._cancel):
            widget.setEnabled(not waiting)
        self.go.setText("正在修复…" if waiting else "恢复选中的备份")
        self._refresh()


def _said(done: Recovered) -> str:
    words = "已恢复，损坏的文件另存在数据文件夹的 damaged 里；请上报一次，再接收回执。"
    if done.salvaged is None or not done.salvaged.incomplete:
        return words
    lost = "、".join(RECORDS.get(table, "基础数据") for table in done.salvaged.incomplete)
    return f"{words}没有读全的：{lost}。"

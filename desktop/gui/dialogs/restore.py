"""恢复备份: choose one, see what it would change, and put it in the place of the present data."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.backup_words import loss_words, preview_words
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.backup_list import BackupList, Pick, all_backups
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.backup.kept import Backup
from desktop.usecases.backup.restore import Preview, Restored, preview, restore

_NOTE = "用一份备份换掉现在的数据。现在的数据会先另存成一份备份，随时可以再换回来。"
_CHOOSE = "选中一份备份，这里会说明恢复它会变什么。"


class RestoreDialog(JobDialog):
    """Open until a backup is in place; `open()` it. `pick` asks for a folder elsewhere."""

    def __init__(self, desk: Desk, pick: Pick | None = None, parent: QWidget | None = None) -> None:
        super().__init__(desk.jobs, "恢复备份", _NOTE, "恢复这份备份", parent, letters=42)
        self._desk = desk
        self._seen: Preview | None = None
        self.backups = BackupList(pick)
        self.changes = Text(_CHOOSE, "muted", wrap=True)
        self.loss = Banner("warning", "alert-triangle")
        self.passphrase = PassphraseBox("打开青桥的口令")
        for widget in (self.backups, self.changes, self.loss, self.passphrase):
            self.body.addWidget(widget)
        self.column.addStretch(1)
        self.backups.chosen.connect(self._look)
        self.backups.refused.connect(self.error.show_error)
        self.passphrase.changed.connect(self.refresh)
        self.passphrase.submitted.connect(self.press)
        self.refresh()
        folder = desk.workspace.folder
        desk.jobs.run(lambda _: all_backups(folder), done=self.backups.show_backups, owner=self)

    @property
    def ready(self) -> bool:
        """Whether it is known what the backup would change, and a passphrase is typed."""
        return self._seen is not None and bool(self.passphrase.text())

    def save(self) -> None:
        """Put the backup in the place of the present data."""
        assert self._seen is not None  # noqa: S101 - or it is not `ready`
        workspace, backup, word = self._desk.workspace, self._seen.backup, self.passphrase.text()
        self.run(
            lambda progress: restore(workspace, backup, word, progress),
            self._done,
            self.passphrase,
            TOPICS,
        )

    def _look(self, backup: Backup | None) -> None:
        workspace, self._seen = self._desk.workspace, None
        self.error.show_error(None)
        self.changes.setText("正在打开这份备份核对、比较…" if backup else _CHOOSE)
        self.loss.say("")
        self.refresh()
        if backup is None:
            return
        self._desk.jobs.run(
            lambda progress: preview(workspace, backup, progress),
            done=self._show,
            failed=self._unfit,
            owner=self,
        )

    def _show(self, seen: Preview) -> None:
        if seen.backup != self.backups.current():
            return  # the mark has moved on
        self._seen = seen
        self.changes.setText("\n".join(preview_words(seen)))
        self.loss.say(loss_words(seen))
        self.refresh()

    def _unfit(self, error: QingqiaoError) -> None:
        self.changes.setText("")
        self.error.show_error(error)

    def _done(self, _: Restored) -> None:
        self.accept()
        self._desk.toast("已恢复，恢复前的数据另存了一份；请到“上报接收”上报一次，再接收回执。")

"""恢复备份: choose one, see what it would change, and put it in the place of the present data."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.gui.backup_words import loss_words, preview_words
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.backup_list import BackupList, Pick, all_backups
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.backup.kept import Backup
from desktop.usecases.backup.restore import Preview, Restored, preview, restore

_NOTE = "用一份备份换掉现在的数据。现在的数据会先另存成一份备份，随时可以再换回来。"


class RestoreDialog(FittedDialog):
    """Open until a backup is in place; `open()` it. `pick` asks for a folder elsewhere."""

    def __init__(self, desk: Desk, pick: Pick | None = None, parent: QWidget | None = None) -> None:
        super().__init__("恢复备份", _NOTE, letters=42, parent=parent)
        self._desk = desk
        self._seen: Preview | None = None
        self._waiting = False
        self.backups = BackupList(pick)
        self.changes = Text("选中一份备份，这里会说明恢复它会变什么。", "muted", wrap=True)
        self.loss = Banner("warning", "alert-triangle")
        self.passphrase = PassphraseBox("打开青桥的口令")
        self.go = Button("恢复这份备份", "primary", on_click=self._go)
        self._cancel = Button("取消", on_click=self.reject)
        self.error = ErrorPanel()
        self._lay_out()
        self.backups.chosen.connect(self._look)
        self.backups.refused.connect(self.error.show_error)
        self.passphrase.changed.connect(self._refresh)
        self.passphrase.submitted.connect(self._go)
        self._refresh()
        folder = desk.workspace.folder
        desk.jobs.run(lambda _: all_backups(folder), done=self.backups.show_backups, owner=self)

    def reject(self) -> None:
        """Close without changing; not while the data are being replaced."""
        if not self._waiting:
            super().reject()

    def _lay_out(self) -> None:
        for widget in (self.error, self.backups, self.changes, self.loss, self.passphrase):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.go)

    def _look(self, backup: Backup) -> None:
        workspace, self._seen = self._desk.workspace, None
        self.error.show_error(None)
        self.changes.setText("正在打开这份备份核对、比较…")
        self.loss.say("")
        self._refresh()
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
        self._refresh()

    def _unfit(self, error: QingqiaoError) -> None:
        self.changes.setText("")
        self.error.show_error(error)

    def _refresh(self) -> None:
        ready = self._seen is not None and bool(self.passphrase.text())
        self.go.setEnabled(ready and not self._waiting)

    def _go(self) -> None:
        if not self.go.isEnabled() or self._seen is None:
            return
        workspace, backup, word = self._desk.workspace, self._seen.backup, self.passphrase.text()
        self.error.show_error(None)
        self._wait(waiting=True)
        self._desk.jobs.run(
            lambda progress: restore(workspace, backup, word, progress),
            done=self._done,
            failed=self._failed,
            topics=TOPICS,
            owner=self,
        )

    def _done(self, _: Restored) -> None:
        self._wait(waiting=False)
        self.accept()
        self._desk.toast("已恢复，恢复前的数据另存了一份；请到“上报接收”上报一次，再接收回执。")

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        if isinstance(error, WrongPassphraseError):
            self.passphrase.show_wrong("口令不正确，没有改动。请检查大小写和输入法。")
        else:
            self.error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (self.backups, self.passphrase, self._cancel):
            widget.setEnabled(not waiting)
        self.go.setText("正在恢复…" if waiting else "恢复这份备份")
        self._refresh()

"""On a PC without data: go on from a backup, e.g. on a stick, after the old PC broke."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.foundation.clock import Clock, system_clock
from desktop.gui.dialogs.backup_list import BackupList, Pick
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.usecases.backup.recover import Recovered, recover_from_backup

_NOTE = (
    "原来的电脑坏了、丢了，用备份在这台电脑上接着工作：备份以后上报过的内容，"
    "会在下次上报、接收之后回来。原来的电脑还在用的，不要这样做，请向团省委要入网文件。"
)


class BringBackDialog(JobDialog):
    """Puts a backup into the empty folder `root`; open until that is done, `open()` it."""

    brought_back = Signal(object)
    """The open `Workspace`."""

    def __init__(
        self,
        jobs: JobRunner,
        root: Path,
        clock: Clock = system_clock,
        pick: Pick | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(jobs, "从备份恢复", _NOTE, "恢复这份备份", parent, letters=44)
        self._root, self._clock = root, clock
        self.backups = BackupList(pick)
        self.passphrase = PassphraseBox("做备份时打开青桥的口令")
        for widget in (self.backups, self.passphrase):
            self.body.addWidget(widget)
        self.backups.chosen.connect(self._chosen)
        self.backups.refused.connect(self.error.show_error)
        self.passphrase.changed.connect(self.refresh)
        self.passphrase.submitted.connect(self.press)
        self.backups.other.setFocus()  # nothing is listed yet
        self.refresh()

    @property
    def ready(self) -> bool:
        """Whether a backup is chosen and a passphrase typed."""
        return self.backups.current() is not None and bool(self.passphrase.text())

    def save(self) -> None:
        """Put the backup that is chosen into the folder."""
        backup, root, clock = self.backups.current(), self._root, self._clock
        word = self.passphrase.text()
        assert backup is not None  # noqa: S101 - or it is not `ready`
        self.run(
            lambda progress: recover_from_backup(root, backup, word, progress, clock=clock),
            self._done,
            self.passphrase,
            title="正在恢复备份",
        )

    def _chosen(self) -> None:
        self.error.show_error(None)
        self.refresh()
        if self.backups.current() is not None:
            self.passphrase.line.setFocus()

    def _done(self, done: Recovered) -> None:
        self.brought_back.emit(done.workspace)
        self.accept()

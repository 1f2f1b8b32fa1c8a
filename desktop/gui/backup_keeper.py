"""Backups that nobody asks for: on closing, and once a day for those who never close."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer

from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.usecases.backup.back_up import back_up_if_changed
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.second_place import second_place
from desktop.usecases.workspace import Workspace

_AFTER_OPENING_MS = 5_000
"""The first page comes first."""

_A_DAY = timedelta(hours=20)


class BackupKeeper(QObject):
    """Belongs to a window and its workspace."""

    def __init__(self, frame: MainFrame, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__(frame)
        self._frame, self._workspace, self._jobs = frame, workspace, jobs
        self._failed = False
        frame.parting.connect(self._at_close)
        QTimer.singleShot(_AFTER_OPENING_MS, self, self.at_open)

    def at_open(self) -> None:
        """Make the day's backup if there is none, and say if the second place was long missed."""
        workspace = self._workspace
        self._jobs.run(
            lambda _: _daily(workspace), done=self._remind, failed=self._frame.show_error
        )

    def _remind(self, missed: int) -> None:
        if missed:
            self._frame.toast(
                f"已有 {missed} 天没有备份到第二位置，请插好 U 盘，到“设置”里点“立即备份”。"
            )

    def _at_close(self) -> None:
        """Back up first; once it has failed, the next try to close goes through."""
        workspace, failed = self._workspace, self._failed
        self._failed = False
        if failed or not workspace.store.unsaved:
            return
        self._jobs.run(
            lambda progress: back_up_if_changed(workspace, BackupReason.CLOSE, progress),
            failed=self._stay_open,
            title="正在备份",
            owner=self,
        )

    def _stay_open(self, error: QingqiaoError) -> None:
        self._failed = True
        if isinstance(error, Cancelled):
            self._frame.show_error(error)
        else:
            hint = f"{error.hint}要不备份就关闭，请再关闭一次。"
            self._frame.show_error(QingqiaoError(error.message, hint))


def _daily(workspace: Workspace) -> int:
    """Back up if the last one is not of today; return for how many days the second place waits."""
    newest = backups_in(workspace.folder.backups)[:1]
    age = [abs(workspace.now() - one.note.instant) for one in newest]
    if not age or age[0] > _A_DAY:
        back_up_if_changed(workspace, BackupReason.DAILY)
    place = second_place(workspace.folder)
    return place.days_missed(workspace.clock) if place else 0

"""The start of the window: unlock or join, then the pages."""

from __future__ import annotations

import importlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import __version__
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.log import LOG, start_log, stop_log
from desktop.foundation.paths import default_data, log_folder
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.jobs import JobRunner
from desktop.gui.look import chosen_look
from desktop.gui.startup import Memory, make_application
from desktop.gui.widgets.notices import ErrorDialog

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_AFTER_PAINT_MS = 50
"""A timer of 0 would still come before the first window's pixels."""

_BEHIND = (
    "desktop.usecases.workspace",
    "desktop.usecases.exchange.join",
    "desktop.usecases.exchange.status",
    "desktop.store.queries.dashboard",
)
"""The data layer, imported in the jobs' thread while the passphrase is typed."""


class Start(QObject):
    """Shows one window after the other: unlock or first run, then the main window.

    `file` is a bundle or an enrolment file that the program was opened with.
    """

    def __init__(self, root: Path, memory: Memory, file: Path | None = None) -> None:
        super().__init__()
        self._root, self._memory = root, memory
        self._file = file
        self._jobs = JobRunner(self)
        self.window: QWidget = self._first_window()
        self.workspace: Workspace | None = None
        self._jobs.crashed.connect(self._log_crash)

    def begin(self) -> None:
        """Show the first window, and read the data layer behind it.

        As for the commands, QINGQIAO_PASSPHRASE stands for typing the passphrase.
        """
        self.window.show()
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._preload)
        given = os.environ.get("QINGQIAO_PASSPHRASE")
        if given and isinstance(self.window, UnlockWindow):
            QTimer.singleShot(_AFTER_PAINT_MS, partial(self.window.open_with, given))

    def end(self) -> None:
        """Let work that changes data finish, then close the data."""
        self._jobs.drain()
        if self.workspace is not None:
            self.workspace.close()

    def _first_window(self) -> QWidget:
        suffix = self._file.suffix.lower() if self._file is not None else ""
        if (self._root / "qingqiao.db").exists():
            note = ""
            if self._file is not None and suffix == ".qqb":
                note = f"打开后将接收“{self._file.name}”。"
            elif suffix == ".qqe":
                note = "这台电脑已经入网，不需要再用入网文件，直接打开即可。"
            unlock = partial(_unlock, self._root)
            window = UnlockWindow(self._jobs, unlock, note, str(self._root))
            window.unlocked.connect(self._open)
            return window
        from desktop.gui.dialogs.assistant import AssistantWindow  # noqa: PLC0415 - once only

        file = self._file if suffix == ".qqe" else None
        assistant = AssistantWindow(self._jobs, self._root, file)
        assistant.finished.connect(self._open)
        return assistant

    def _preload(self) -> None:
        self._jobs.run(lambda _: _read_data_layer())

    def _open(self, workspace: Workspace) -> None:
        from desktop.gui.window import open_main_window, take_in_file  # noqa: PLC0415 - read by now
        from desktop.usecases.instance import RENEWED  # noqa: PLC0415 - as above

        self.workspace = workspace
        first, frame = self.window, open_main_window(workspace, self._jobs, self._memory)
        self.window = frame
        frame.show()
        if workspace.renewed:
            frame.toast(RENEWED)
        first.hide()  # only now: with no window left the program would end
        first.deleteLater()
        if self._file is not None and self._file.suffix.lower() == ".qqb":
            take_in_file(frame, self._file)

    def _log_crash(self, report: str) -> None:
        LOG.error("a job crashed\n%s", report)


def _unlock(root: Path, passphrase: str) -> Workspace:
    from desktop.usecases.workspace import open_workspace  # noqa: PLC0415 - read behind the window

    return open_workspace(root, passphrase)


def _read_data_layer() -> None:
    for name in _BEHIND:
        importlib.import_module(name)


def run(data: Path | None = None, file: Path | None = None) -> int:
    """Open the window on a data folder (None: this user's own); return the exit code."""
    start_log(log_folder())
    LOG.info("start %s", __version__)
    root = (data or default_data()).absolute()
    memory = Memory(root / "window.ini")
    app = make_application(*chosen_look(memory))
    try:
        return _run(app, root, memory, file)
    finally:
        LOG.info("end")
        stop_log()


def _run(app: QApplication, root: Path, memory: Memory, file: Path | None) -> int:
    if problem := _folder_problem(root):
        return _only_say(app, problem)
    lock = QLockFile(str(root / "window.lock"))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        what = f"收到的文件“{file.name}”" if file is not None else "要做的事"
        return _only_say(
            app,
            QingqiaoError("青桥已经打开了这份数据。", f"请在已打开的窗口里继续：{what}没有改动。"),
        )
    start = Start(root, memory, file)
    start.begin()
    try:
        return app.exec()
    finally:
        start.end()
        lock.unlock()


def _folder_problem(root: Path) -> QingqiaoError | None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return QingqiaoError(
            f"数据文件夹“{root}”打不开（{error.strerror}）。", "请检查 U 盘是否插好，或换一个位置。"
        )
    return None


def _only_say(app: QApplication, error: QingqiaoError) -> int:
    ErrorDialog(error).open()
    app.exec()
    return 1

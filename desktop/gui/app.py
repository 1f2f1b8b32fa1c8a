"""The start of the window: unlock or join, then the pages."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import __version__
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.folder_lock import FolderLock
from desktop.foundation.log import LOG, start_log, stop_log
from desktop.foundation.network_drives import on_network
from desktop.foundation.paths import default_data, log_folder
from desktop.foundation.system_words import system_words
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.door import Door
from desktop.gui.doorbell import Doorbell, ring
from desktop.gui.first_words import plans, stick_note
from desktop.gui.jobs import JobRunner
from desktop.gui.look import chosen_look
from desktop.gui.startup import Memory, begin_in_documents, make_application

if TYPE_CHECKING:
    from desktop.gui.frame import MainFrame
    from desktop.gui.locking import Lock
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

    `files` are bundles or an enrolment file that the program was opened with.
    """

    def __init__(self, root: Path, memory: Memory, files: Sequence[Path] = ()) -> None:
        super().__init__()
        self._root, self._memory = root, memory
        self._files: list[Path] = []
        self._jobs = JobRunner(self)
        self._door: Door | None = None
        self._lock: Lock | None = None
        self._aside = self._jobs
        self.window: QWidget = self._first_window()
        self.workspace: Workspace | None = None
        self._jobs.crashed.connect(self._log_crash)
        self._open_files(files)

    def begin(self) -> None:
        """Show the first window; behind it read the data layer and listen for second starts.

        As for the commands, QINGQIAO_PASSPHRASE stands for typing the passphrase.
        """
        self.window.show()
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._preload)
        given = os.environ.get("QINGQIAO_PASSPHRASE")
        if given and isinstance(self.window, UnlockWindow):
            QTimer.singleShot(_AFTER_PAINT_MS, partial(self.window.open_with, given))

    def end(self) -> None:
        """Let work that changes data finish, then close the data."""
        for jobs in (self._jobs, self._aside):
            jobs.drain()
        if self.workspace is not None and (self._lock is None or not self._lock.closed):
            self.workspace.close()

    def answer(self, files: Sequence[Path]) -> None:
        """Come to the front for a second start, and open what it was given."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)  # where the system lets no window come forward by itself
        self._open_files(files)

    def _first_window(self) -> QWidget:
        if (self._root / "qingqiao.db").exists():
            self._door = Door(self._jobs, self._root, self._memory, stick_note(self._root), self)
            self._door.opened.connect(self._open)
            self._door.damaged.connect(self._mend)
            return self._door.window
        from desktop.gui.dialogs.assistant import AssistantWindow  # noqa: PLC0415 - once only

        assistant = AssistantWindow(self._jobs, self._root)
        assistant.finished.connect(self._open)
        return assistant

    def _open_files(self, files: Sequence[Path]) -> None:
        """Open files in the window there is; the first windows keep bundles for the next one."""
        if not files:
            return
        self._files += [file for file in files if file not in self._files]
        enrolments = [file for file in files if file.suffix.lower() == ".qqe"]
        if self.workspace is not None:
            self._hand_over()
        elif isinstance(self.window, UnlockWindow):
            self.window.show_files(plans(self._files))
        elif enrolments:
            from desktop.gui.dialogs.assistant import AssistantWindow  # noqa: PLC0415 - read by now

            assert isinstance(self.window, AssistantWindow)  # noqa: S101 - the third of three
            self.window.open_file(enrolments[0])
            self._files = [file for file in self._files if file not in enrolments]

    def _hand_over(self) -> None:
        from desktop.gui.frame import MainFrame  # noqa: PLC0415 - read by now

        files, self._files = self._files, []
        if files and isinstance(self.window, MainFrame):
            self.window.opened.emit(files)

    def _preload(self) -> None:
        begin_in_documents()
        Doorbell(self._root, self).rung.connect(self.answer)
        if self._door is not None:
            self._door.prepare()
        self._jobs.run(lambda _: _read_data_layer())

    def _open(self, workspace: Workspace) -> None:
        from desktop.gui.window import open_main_window  # noqa: PLC0415 - read by now
        from desktop.usecases.instance import RENEWED  # noqa: PLC0415 - as above

        first = self.window
        try:
            frame = open_main_window(workspace, self._jobs, self._memory)
        except Exception:  # the first window stays, to try again
            self._jobs.run(lambda _: workspace.close())  # after what half a window has asked for
            raise
        self.window, self.workspace = frame, workspace
        self._guard(frame)
        frame.show()
        if workspace.renewed:
            frame.toast(RENEWED)
        first.hide()  # only now: with no window left the program would end
        first.deleteLater()
        self._hand_over()

    def _guard(self, frame: MainFrame) -> None:
        """Let the window lock when it is asked to, or after a while without anybody."""
        from desktop.gui.locking import IdleWatch  # noqa: PLC0415 - read by now

        frame.top_bar.lock_asked.connect(self.lock)
        IdleWatch(self._memory, frame).idle.connect(self.lock)

    def lock(self) -> None:
        """Close the data and ask for an account again; the program stays."""
        from desktop.gui.frame import MainFrame  # noqa: PLC0415 - read by now
        from desktop.gui.locking import Lock  # noqa: PLC0415 - as above

        frame = self.window
        if self._lock is not None or self.workspace is None or not isinstance(frame, MainFrame):
            return
        self._aside = JobRunner(self)  # the window's own jobs are held meanwhile
        self._aside.crashed.connect(self._log_crash)
        door = Door(
            self._aside, self._root, self._memory, "已锁定。输入口令，从刚才的地方继续。", self
        )
        door.opened.connect(self._unlocked)
        self._lock = Lock(frame, self.workspace, self._jobs, door.window)
        self.window, self._door = door.window, door
        door.prepare()

    def _unlocked(self, opened: Workspace) -> None:
        """Go on where the same account was, or begin anew for another one."""
        lock, former, door = self._lock, self.workspace, self.window
        self._lock = None
        if lock and former and opened.account.number == former.account.number:
            self.window = lock.resume(opened)
            door.hide()
            door.deleteLater()
            self._hand_over()
        else:
            if lock is not None:  # not so once the other one's window could not be made
                lock.give_up()
                self.workspace = None
            self._open(opened)
        self._aside.drain()

    def _mend(self, passphrase: str) -> None:
        from desktop.gui.dialogs.recover import RecoverDialog  # noqa: PLC0415 - read by now

        dialog = RecoverDialog(self._jobs, self._root, passphrase, parent=self.window)
        dialog.recovered.connect(self._recovered)
        dialog.open()

    def _recovered(self, workspace: Workspace, said: str) -> None:
        from desktop.gui.frame import MainFrame  # noqa: PLC0415 - read by now

        self._open(workspace)
        if isinstance(self.window, MainFrame):
            self.window.toast(said)

    def _log_crash(self, report: str) -> None:
        LOG.error("a job crashed\n%s", report)
        locked = self._lock is not None and self._lock.closed
        if self.workspace is None or locked:  # the main window shows its own
            from desktop.gui.widgets.notices import CrashDialog  # noqa: PLC0415 - rare

            CrashDialog(report, self.window).open()


def _read_data_layer() -> None:
    for name in _BEHIND:
        importlib.import_module(name)
    gc.freeze()  # all this stays: to look through it each time would halt the window for 0.1 s


def run(data: Path | None = None, files: Sequence[Path] = ()) -> int:
    """Open the window on a data folder (None: this user's own); return the exit code.

    Where a window is open on it already, that one comes to the front and opens the files.
    """
    start_log(log_folder())
    LOG.info("start %s", __version__)
    root = (data or default_data()).absolute()
    try:
        return _run(root, [one.absolute() for one in files])
    finally:
        LOG.info("end")
        stop_log()


def _run(root: Path, files: Sequence[Path]) -> int:
    lock = FolderLock(root / "window.lock")
    try:
        _check_place(root)
        first = lock.take()
    except OSError as error:
        return _only_say(
            QingqiaoError(
                f"数据文件夹“{root}”打不开（{system_words(error)}）。",
                "请检查 U 盘是否插好、文件夹是否可以写入，或换一个位置。",
            )
        )
    except QingqiaoError as error:
        return _only_say(error)
    if not first:
        return 0 if ring(root, files) else _only_say(_SILENT)
    memory = Memory(root / "window.ini")
    app = make_application(*chosen_look(memory))
    start = Start(root, memory, files)
    start.begin()
    try:
        return app.exec()
    finally:
        start.end()
        lock.release()


_SILENT = QingqiaoError(
    "青桥已经打开了这份数据，但是没有回应。文件和数据都没有改动。",
    "请切换到已打开的青桥窗口继续；如果它一直没有反应，请结束它（或重启电脑）后再打开，数据不会丢失。",
)


def _check_place(root: Path) -> None:
    """Make the folder; raises `OSError`, and `QingqiaoError` where no data may lie."""
    if on_network(root):
        raise QingqiaoError(
            f"数据文件夹“{root}”在网络共享上，青桥没有打开它，数据没有改动。",
            "几台电脑经网络同时读写会损坏数据库。请把整个文件夹移到本机磁盘再打开；"
            "几台电脑合用，请各自入网，用上报和下发交换。",
        )
    root.mkdir(parents=True, exist_ok=True)


def _only_say(error: QingqiaoError) -> int:
    from desktop.gui.widgets.notices import ErrorDialog  # noqa: PLC0415 - rare

    app = make_application()
    ErrorDialog(error).open()
    app.exec()
    return 1

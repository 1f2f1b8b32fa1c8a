"""The window locked: nobody at work, no key in memory, and what was half typed still there."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.desk import TOPICS
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.usecases.workspace import Workspace

_MINUTES = "lock/minutes"
_USUAL = 15

MINUTES = (5, 10, 15, 30, 60, 0)
"""What can be chosen; 0: never."""

_ACTS = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


def lock_minutes(memory: MutableMapping[str, str]) -> int:
    """Return after how many idle minutes the window locks; 0: never."""
    said = memory.get(_MINUTES, "")
    return int(said) if said.isdigit() else _USUAL


def choose_lock_minutes(memory: MutableMapping[str, str], minutes: int) -> None:
    """Remember the choice; it counts from the next act on."""
    memory[_MINUTES] = str(minutes)


class IdleWatch(QObject):
    """Tells when nobody has touched any window of ours for so many minutes."""

    idle = Signal()

    def __init__(self, memory: MutableMapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._memory = memory
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)  # noqa: S101 - there is a window
        app.focusWindowChanged.connect(self._watch)
        self.touched()

    def touched(self) -> None:
        """Begin to count anew."""
        minutes = lock_minutes(self._memory)
        if minutes:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what comes to a window from outside."""
        if event.type() in _ACTS:
            self.touched()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        """Look at this window as well; installing twice is once."""
        if window is not None:
            window.installEventFilter(self)
            self.touched()


class Lock(QObject):
    """One locking of a frame, from the hiding of its windows to `resume` or `give_up`.

    `door` is the window that asks for a passphrase meanwhile, with jobs of its own.
    """

    def __init__(
        self, frame: MainFrame, workspace: Workspace, jobs: JobRunner, door: UnlockWindow
    ) -> None:
        super().__init__(frame)
        self._workspace, self._jobs, self._door = workspace, jobs, door
        jobs.hold()
        door.show()  # first: with no window left the program would end
        self._hidden = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not door
        ]
        self._frame = frame
        for widget in self._hidden:
            widget.hide()
        self.closed = False
        if jobs.at_rest:
            self._close()
        else:
            door.hold_on("正在完成手头的工作…")
            jobs.idle.connect(self._close)

    def resume(self, opened: Workspace) -> MainFrame:
        """Let the same account go on where it was; returns the window."""
        self._workspace.resume(opened)
        for widget in self._hidden:
            widget.show()
        self._jobs.go_on()
        self._jobs.data_changed.emit(frozenset(TOPICS))
        return self._frame

    def give_up(self) -> None:
        """Drop what the former account had open: another one works here now."""
        for widget in self._hidden:
            if widget is not self._frame:
                _drop(widget)
        self._frame.discard()
        self._jobs.go_on(drop=True)

    def _close(self) -> None:
        if not self.closed:
            self.closed = True
            self._workspace.lock()
            self._door.hold_on("")


def _drop(widget: QWidget) -> None:
    widget.close()
    widget.deleteLater()

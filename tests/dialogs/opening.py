"""How a dialog opens: what makes it, and what is pressed in it then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QPushButton, QWidget

from desktop.gui.widgets.drop_curtain import DropCurtain
from desktop.gui.widgets.job_bar import JobBar
from tests.dialogs.scene import Scene

W = TypeVar("W", bound=QWidget)


class Opening:
    """`make` returns a dialog, or opens one itself by a job; then each of `then` in turn.

    Of those, words are on a button that is pressed; a function is given the dialog in front.
    """

    def __init__(
        self,
        make: Callable[[Scene], QWidget | None],
        *then: str | Callable[[QWidget], object],
    ) -> None:
        self._make, self._then = make, then

    def open(self, scene: Scene, settle: Callable[[], None]) -> QWidget:
        """Return what is in front in the end; `settle` waits for the jobs."""
        assert front() is None, f"something else is open: {_words(front())}"
        made = self._make(scene)
        if isinstance(made, QDialog):
            made.open()
        elif made is not None:
            made.show()
        settle()
        for step in self._then:
            shown = front() or made
            assert shown is not None, "nothing opened"
            if isinstance(step, str):
                _button(shown, step).click()
            else:
                step(shown)
            settle()
        shown = front() or made
        assert shown is not None, "nothing opened"
        return shown


def front() -> QWidget | None:
    """Return the menu or list that has popped up, else the dialog in front."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def close(shown: QWidget) -> None:
    """Close a dialog, and those behind it; the main window stays, as it was."""
    if isinstance(shown, QMainWindow):
        for passing in (*shown.findChildren(JobBar), *shown.findChildren(DropCurtain)):
            passing.hide()
    else:
        shown.hide()
        shown.deleteLater()
    while (behind := front()) is not None:
        behind.hide()
        behind.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _words(shown: QWidget | None) -> list[str]:
    return [one.text() for one in shown.findChildren(QLabel)] if shown else []


def _button(dialog: QWidget, words: str) -> QPushButton:
    shown = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
    named = [one for one in shown if one.text().strip() == words]
    assert named, f"no button “{words}” among {[one.text() for one in shown]}"
    return named[0]

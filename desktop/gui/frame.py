"""The main window: navigation, top bar, pages made when first shown, jobs at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.drop_area import local_paths
from desktop.gui.widgets.drop_curtain import DropCurtain
from desktop.gui.widgets.job_bar import JobBar
from desktop.gui.widgets.navigation import Entry, Navigation
from desktop.gui.widgets.notices import CrashDialog, ErrorDialog, Toast
from desktop.gui.widgets.tab_order import focus_first, pass_on
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.top_bar import TopBar

SMALLEST = QSize(1000, 580)
"""Fits a 1366x768 screen at 125 % with the task bar."""
_COMFORTABLE = QSize(1440, 900)
_BY_NUMBER = 9


@dataclass(frozen=True)
class PageSpec:
    """One entry of the navigation; `make` is called when it is first opened."""

    key: str
    title: str
    icon_name: str
    make: Callable[[], QWidget]
    at_foot: bool = False


class MainFrame(QMainWindow):
    """Shows pages; errors of jobs without a place of their own become dialogs here."""

    page_shown = Signal(str)
    search_requested = Signal(str)
    """The text in the search box, each time the typing pauses and on Enter."""
    undo_requested = Signal()
    """Ctrl+Z, unless a text is being written: that takes it itself."""
    opened = Signal(object)
    """list[pathlib.Path] dropped anywhere on the window, or that the program was opened with."""

    parting = Signal()
    """The user closes the window: a job started now is finished first."""

    def __init__(
        self,
        jobs: JobRunner,
        pages: Sequence[PageSpec],
        press: JobRunner | None = None,
        title: str = "青桥",
    ) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._jobs = jobs
        self._runners = (jobs,) if press is None else (jobs, press)
        self._specs = {spec.key: spec for spec in pages}
        self.page = ""
        """The key of the page that is open."""
        self._made: dict[str, QWidget] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._closing = False
        self._stack = QStackedWidget()
        self.navigation = Navigation(
            [Entry(spec.key, spec.title, spec.icon_name, spec.at_foot) for spec in pages]
        )
        self.top_bar = TopBar()
        self._lay_out()
        self._toast = Toast(self._stack)
        self._curtain = DropCurtain(self._stack)
        self.setAcceptDrops(True)
        self._connect()
        self._fit_screen()
        if pages:
            self.show_page(pages[0].key)

    def show_page(self, key: str) -> QWidget:
        """Open a page, making it if need be, and return it; keys on the last one go along."""
        along = self._stack.isAncestorOf(self.focusWidget())
        if key not in self._made:
            page = self._specs[key].make()
            self._made[key] = page
            # with large text on a small screen a page scrolls rather than being cut
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setWidget(page)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._areas[key] = area
            self._stack.addWidget(area)
        page = self._made[key]
        self._stack.setCurrentWidget(self._areas[key])
        for over in (self._toast, self._curtain):
            over.raise_()  # the stack has put the page above them
        self.navigation.select(key)
        self.page = key
        self.page_shown.emit(key)
        if along:
            _start_in(page)
        return page

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Tell that something was done; with `undo`, offer 撤销."""
        self._toast.show_message(text, undo)

    def show_error(self, error: QingqiaoError) -> None:
        """Show an expected error; a cancel the user asked for is only a toast."""
        self._closing = False
        if isinstance(error, Cancelled):
            self.toast(error.message)
        else:
            ErrorDialog(error, self).open()

    def show_crash(self, report: str) -> None:
        """Show that the program itself went wrong."""
        self._closing = False
        CrashDialog(report, self).open()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on as the window is laid out."""
        return pass_on(self, forward=forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, whatever page is shown."""
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._curtain.lift()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go back to the page."""
        self._curtain.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._curtain.hide()
        event.acceptProposedAction()
        self.opened.emit(local_paths(event.mimeData()))

    def discard(self) -> None:
        """Go without a word: somebody else works here now; prints go on to their end."""
        for runner in self._runners[1:]:
            runner.drain()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once work that changes data or prints is done, then end the jobs' threads."""
        if not self._closing:
            self.parting.emit()
        if any(runner.busy for runner in self._runners):
            self._closing = True
            self.toast("正在完成手头的工作，完成后自动关闭；也可以先点“取消”。")
            event.ignore()
            return
        for runner in self._runners:
            runner.drain()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.top_bar)
        main.addWidget(self._stack, 1)
        for runner in self._runners:
            main.addWidget(JobBar(runner))
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(main, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.show_page)
        for runner in self._runners:
            runner.failed.connect(self.show_error)
            runner.crashed.connect(self.show_crash)
            runner.idle.connect(self._close_now)
        self.top_bar.search.changed.connect(self.search_requested)
        self.top_bar.search.confirmed.connect(self.search_requested)
        self._shortcut("Ctrl+K", self._focus_search)
        self._shortcut("Ctrl+L", self.top_bar.lock_asked.emit)
        self._shortcut("Ctrl+Z", self.undo_requested.emit)
        for number, key in enumerate(list(self._specs)[:_BY_NUMBER], start=1):
            self._shortcut(f"Alt+{number}", partial(self._turn_to, key))
            self.navigation.set_tip(key, f"Alt+{number}")

    def _turn_to(self, key: str) -> None:
        """Open a page and bring the keys to it."""
        _start_in(self.show_page(key))

    def _shortcut(self, keys: str, run: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _focus_search(self) -> None:
        self.top_bar.search.setFocus()
        self.top_bar.search.selectAll()

    def _fit_screen(self) -> None:
        room = self.screen().availableGeometry()
        self.setMinimumSize(SMALLEST.boundedTo(room.size()))
        size = _COMFORTABLE.boundedTo(room.size())
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        self.setGeometry(place)

    def _close_now(self) -> None:
        if self._closing:
            self.close()


def _start_in(page: QWidget) -> None:
    """Bring the keys to the list of a page, where it has one, or to what comes first."""
    tables = (one for one in page.findChildren(TableView) if one.isVisible())
    focus_first(next(tables, None) or page)

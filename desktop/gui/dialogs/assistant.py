"""The first-run assistant: from an enrolment file and its code to a township at work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.dialogs.assistant_code import CodePage
from desktop.gui.dialogs.assistant_page import Page
from desktop.gui.dialogs.assistant_pages import (
    AccountPage,
    DonePage,
    FilePage,
    WelcomePage,
)
from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.job_bar import JobBar
from desktop.gui.widgets.panels import MarkLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.account.passphrase import Strength, names_to_avoid, strength

if TYPE_CHECKING:
    from desktop.bundle.enrolment import EnrolmentNotice
    from desktop.usecases.exchange.join import Joined
    from desktop.usecases.workspace import Workspace

T = TypeVar("T")

_STEPS = ("欢迎", "入网文件", "口令码", "姓名和口令", "完成")
_FILE, _ACCOUNT = 1, 3
_SHOWN_COMMUNITIES = 8


class AssistantWindow(QWidget):
    """Makes `root` the data folder of a township; nothing is written before the last step.

    `file` is an enrolment file that the user opened the program with.
    """

    finished = Signal(object)
    """The open `Workspace`, when 开始使用 is pressed."""

    def __init__(
        self,
        jobs: JobRunner,
        root: Path,
        file: Path | None = None,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__()
        self._jobs, self._root, self._clock = jobs, root, clock
        self._workspace: Workspace | None = None
        self._waiting = False
        self.setWindowTitle("入网 · 青桥")  # Qt adds the program's name to any other ending
        self.file_page, self.code_page = FilePage(), CodePage()
        self.account_page = AccountPage(self._judge)
        self._stack = QStackedWidget()
        self._marks: list[Text] = []
        self.back = Button("上一步", icon_name="chevron-left", on_click=self._go_back)
        self.next = Button("下一步", "primary", on_click=self.go_on)
        self.bring_back = Button("从备份恢复…", icon_name="history", on_click=self._bring_back)
        for page in (WelcomePage(), self.file_page, self.code_page, self.account_page):
            self._add(page)
        self._lay_out()
        self.file_page.chosen.connect(self._read)
        self._show(0)
        if file is not None:
            self.open_file(file)

    def _judge(self, passphrase: str) -> Strength:
        """Judge a passphrase; the name that was typed is what a colleague would try first."""
        return strength(passphrase, names_to_avoid(self.account_page.name.text()))

    def open_file(self, file: Path) -> None:
        """Go on with this enrolment file, unless one was opened already."""
        if self._stack.currentIndex() <= _FILE and not self._waiting:
            self._show(_FILE)
            self._read(file)

    def page(self) -> Page:
        """Return the page that is shown."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)  # noqa: S101 - only pages are added
        return page

    def go_on(self) -> None:
        """Do what the page asks for, then show the next one; the error stays on the page."""
        if self._waiting or not self.page().ready:
            return
        if self._workspace is not None:
            self.finished.emit(self._workspace)
        elif self.page() is self.code_page:
            self._open_file()
        elif self.page() is self.account_page:
            self._join()
        else:
            self._show(self._stack.currentIndex() + 1)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Do not leave while the data folder is being made."""
        if self._jobs.busy:
            event.ignore()
        else:
            super().closeEvent(event)

    def _add(self, page: Page) -> None:
        self._stack.addWidget(page)
        page.ready_changed.connect(self._refresh)
        page.submitted.connect(self.go_on)

    def _lay_out(self) -> None:
        space = tokens()
        side = QFrame()
        side.setProperty("panel", "side")
        side.setFixedWidth(round(space.body * 13))
        steps = QVBoxLayout(side)
        steps.setContentsMargins(space.xl, space.xl, space.m, space.xl)
        steps.setSpacing(space.m)
        brand = QHBoxLayout()
        brand.addWidget(MarkLabel(28))
        brand.addWidget(Text("青桥", "title"), 1)
        steps.addLayout(brand)
        steps.addSpacing(space.m)
        for number, name in enumerate(_STEPS, start=1):
            mark = Text(f"{number}  {name}", "muted")
            self._marks.append(mark)
            steps.addWidget(mark)
        steps.addStretch(1)
        inside = QWidget()
        framed = QVBoxLayout(inside)
        framed.setContentsMargins(space.xl * 2, space.xl * 2, space.xl * 2, space.l)
        framed.addWidget(self._stack)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        footer = QFrame()
        footer.setProperty("panel", "footer")
        buttons = QHBoxLayout(footer)
        buttons.setContentsMargins(space.xl, space.m, space.xl, space.m)
        buttons.addWidget(self.back)
        buttons.addWidget(self.bring_back)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(area, 1)
        main.addWidget(JobBar(self._jobs))
        main.addWidget(footer)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addLayout(main, 1)
        room = self.screen().availableGeometry()
        self.resize(
            min(round(space.body * 60), room.width()), min(round(space.body * 38), room.height())
        )

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        for number, mark in enumerate(self._marks):
            mark.setProperty("role", "strong" if number == at else "muted")
            mark.style().unpolish(mark)
            mark.style().polish(mark)
        self._refresh()
        control = self.page().first_control() or self.next
        # the page is laid out first, else the focus goes to a control that is not yet visible
        QTimer.singleShot(0, control, control.setFocus)

    def _refresh(self) -> None:
        at = self._stack.currentIndex()
        self.back.setVisible(0 < at <= _ACCOUNT)
        self.back.setEnabled(not self._waiting)
        self.bring_back.setVisible(at == 0)
        self.next.setEnabled(self.page().ready and not self._waiting)
        words = "开始使用" if self._workspace is not None else "下一步"
        self.next.setText("入网" if self.page() is self.account_page else words)

    def _bring_back(self) -> None:
        from desktop.gui.dialogs.bring_back import BringBackDialog  # noqa: PLC0415 - rare

        dialog = BringBackDialog(self._jobs, self._root, self._clock, parent=self)
        dialog.brought_back.connect(self.finished)
        dialog.open()

    def _go_back(self) -> None:
        self._show(self._stack.currentIndex() - 1)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self._stack.setEnabled(not waiting)
        self._refresh()

    def _read(self, path: Path) -> None:
        today = local_day(self._clock())

        def work(_: Progress) -> EnrolmentNotice:
            from desktop.usecases.exchange.join import (  # noqa: PLC0415 - after the paint
                EnrolmentExpiredError,
                read_enrolment,
            )

            notice = read_enrolment(path)
            if notice.expires < today:
                raise EnrolmentExpiredError(
                    f"这个入网文件已于 {_day(notice.expires)}过期，没有改动任何数据。",
                    f"这台电脑的日期是 {_day(today)}，请先核对；确已过期，请团省委重新发放。",
                )
            return notice

        def done(notice: EnrolmentNotice) -> None:
            self._wait(waiting=False)
            self.file_page.show_notice(path, notice.township, notice.name, notice.expires)
            self.next.setFocus()

        self._run(work, done, self.file_page.show_wrong)

    def _open_file(self) -> None:
        """Try the code on the file, so that a wrong one is said where it is typed."""
        path, code = self.file_page.path, self.code_page.code()
        if path is None:
            return

        def work(_: Progress) -> None:
            from desktop.bundle.enrolment import open_enrolment  # noqa: PLC0415 - after the paint
            from desktop.foundation.files import read_bytes  # noqa: PLC0415 - as above
            from desktop.usecases.exchange.join import ENROLMENT_LIMIT  # noqa: PLC0415 - as above

            open_enrolment(read_bytes(path, ENROLMENT_LIMIT), code)
            strength("为下一页装载词表", names_to_avoid("词表"))

        def done(_: None) -> None:
            self._wait(waiting=False)
            self._show(_ACCOUNT)

        self._run(work, done, self.code_page.show_wrong)

    def _join(self) -> None:
        path, code, root, clock = (
            self.file_page.path,
            self.code_page.code(),
            self._root,
            self._clock,
        )
        passphrase, name = self.account_page.first.text(), self.account_page.name.text().strip()
        if path is None:
            return
        self.account_page.error.show_error(None)

        def work(progress: Progress) -> tuple[Joined, list[str]]:
            from desktop.store.queries import communities  # noqa: PLC0415 - after the paint
            from desktop.usecases.exchange.join import join  # noqa: PLC0415 - as above

            joined = join(
                path, code, root, passphrase, operator=name, clock=clock, progress=progress
            )
            with joined.workspace.store.read() as reader:
                shown = communities.page(reader, limit=_SHOWN_COMMUNITIES)
            return joined, [community.name for community in shown]

        self._run(work, self._joined, self.account_page.error.show_error, title="正在入网")

    def _joined(self, result: tuple[Joined, list[str]]) -> None:
        joined, names = result
        self._workspace = joined.workspace
        self._add(DonePage(joined.township_name, names, joined.communities, str(self._root)))
        self._wait(waiting=False)
        self._show(self._stack.count() - 1)

    def _run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        wrong: Callable[[QingqiaoError], None],
        title: str = "",
    ) -> None:
        def failed(error: QingqiaoError) -> None:
            self._wait(waiting=False)
            wrong(error)

        self._wait(waiting=True)
        self._jobs.run(work, done=done, failed=failed, title=title, owner=self)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"

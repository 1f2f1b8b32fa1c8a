"""项目与活动: from a project both sides own to an activity that is held, entered and closed."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.sheet_batch import open_sheet_batch
from desktop.gui.views.activities_actions import ActivityActions
from desktop.gui.views.activities_board import BoardView
from desktop.gui.views.activities_calendar import CalendarView
from desktop.gui.views.activities_detail import first_open_safeguard
from desktop.gui.views.activities_entry import EntryView
from desktop.gui.views.activities_list import ActivitiesPage
from desktop.gui.views.activities_planning import Planning
from desktop.gui.views.activities_project_page import ProjectsPage
from desktop.gui.views.activities_steps import next_step
from desktop.gui.views.attendances import AttendancesPage
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.sections import Section, Sections

LIST, CALENDAR, BOARD, PROJECTS, ENTRY = "list", "calendar", "board", "projects", "entry"
ATTENDANCES = "attendances"

Page = TypeVar("Page", bound=QWidget)


class ActivitiesView(QWidget):
    """The page: activities as a list, a calendar and a board; projects; sheets to be entered."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._planning = Planning(desk, self)
        self._actions = ActivityActions(desk, self, self._planning)
        self._no_activity = EmptyState("calendar-event", "还没有活动", "", "新建活动")
        self._no_project = EmptyState("calendar", "还没有项目", "", "新建项目")
        self._planning.loaded.connect(self._lead)
        self.sections = Sections(
            (
                Section(LIST, "活动", self._list),
                Section(CALENDAR, "日历", self._calendar),
                Section(BOARD, "看板", lambda switch: BoardView(desk, switch, self._open)),
                Section(PROJECTS, "项目", self._project_list),
                Section(ENTRY, "签到录入", self._entry),
                Section(ATTENDANCES, "签到记录", self._attendances),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sections)
        QShortcut(QKeySequence("Ctrl+N"), self, self._new)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._next)

    @property
    def activities(self) -> ActivitiesPage:
        """The list of activities."""
        return self._made(LIST, ActivitiesPage)

    @property
    def projects(self) -> ProjectsPage:
        """The list of projects."""
        return self._made(PROJECTS, ProjectsPage)

    @property
    def calendar(self) -> CalendarView:
        """The month."""
        return self._made(CALENDAR, CalendarView)

    @property
    def board(self) -> BoardView:
        """The columns by state."""
        return self._made(BOARD, BoardView)

    @property
    def entry(self) -> EntryView:
        """The sheets to be entered."""
        return self._made(ENTRY, EntryView)

    @property
    def attendances(self) -> AttendancesPage:
        """Everybody's every attendance."""
        return self._made(ATTENDANCES, AttendancesPage)

    def show_rows(self, ids: tuple[bytes, ...] = (), section: str = LIST) -> None:
        """Show just the activities with these ids, all when there are none.

        Of the attendances, all those of the one student or activity with this id.
        """
        self.show_section(section)
        if section == LIST:
            self.activities.show_only(ids)
        elif section == ATTENDANCES and ids:
            self.attendances.show_of(ids[0], "选中的")

    def show_section(self, key: str) -> None:
        """Show one of the sections."""
        self.sections.show_section(key)

    def _made(self, key: str, kind: type[Page]) -> Page:
        shown = self.sections.currentWidget()
        page = self.sections.show_section(key)
        self.sections.setCurrentWidget(shown)
        assert isinstance(page, kind)  # noqa: S101 - what the section makes
        return page

    def _list(self, switch: QWidget) -> ActivitiesPage:
        page = ActivitiesPage(self._desk, switch, self._actions, self._no_activity)
        page.add_tool(
            Button(
                "批量签到表",
                "quiet",
                icon_name="signature",
                on_click=lambda: open_sheet_batch(self._desk, self.window()),
                tip="把几个活动的签到表合成一份打印",
            )
        )
        page.action_clicked.connect(self._planning.new_activity)
        page.row_activated.connect(self._planning.edit_activity)
        return page

    def _calendar(self, switch: QWidget) -> CalendarView:
        planned = partial(self._planning.new_activity, None)
        return CalendarView(self._desk, switch, self._open, planned)

    def _project_list(self, switch: QWidget) -> ProjectsPage:
        return ProjectsPage(self._desk, switch, self._planning, self._no_project)

    def _entry(self, switch: QWidget) -> EntryView:
        return EntryView(self._desk, switch, partial(self.show_section, LIST))

    def _attendances(self, switch: QWidget) -> AttendancesPage:
        return AttendancesPage(self._desk, switch, partial(self.show_section, ENTRY))

    def _open(self, activity_id: bytes) -> None:
        self.show_rows((activity_id,))

    def _lead(self) -> None:
        """Let the empty states lead to what has to be there first."""
        if not self._planning.pairings:
            lead = ("还没有结对", "活动在结对之间开展：先提出结对，双方同意后生效。", "去结对")
            self._no_activity.show_words(*lead)
            self._no_project.show_words(*lead)
            return
        self._no_project.show_words(
            "还没有项目", "为一个结对立项，写明双方负责人，双方确认后开展活动。", "新建项目"
        )
        if self._planning.projects:
            self._no_activity.show_words(
                "还没有活动", "填好时间、地点和报到方式，再报名、落实保障、打印签到表。", "新建活动"
            )
        else:
            self._no_activity.show_words("还没有项目", "先为一个结对立项，再安排活动。", "新建项目")

    def _new(self) -> None:
        shown = self.sections.currentWidget()
        if isinstance(shown, ProjectsPage):
            self._planning.new_project()
        elif isinstance(shown, CalendarView):
            self._planning.new_activity(None, shown.day())
        else:
            self._planning.new_activity()

    def _next(self) -> None:
        """Do what is next for the selected activity."""
        page = self.sections.currentWidget()
        line = page.table.selected_row() if isinstance(page, ActivitiesPage) else None
        if line is None:
            return
        deed = next_step(line).deed
        if deed == "safeguards":
            first = first_open_safeguard(self.activities)
            if first is not None:
                first.setFocus()
        elif deed is not None:
            self._actions.do(line, deed)

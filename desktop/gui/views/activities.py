"""项目与活动: from a project both sides own to an activity that is held and closed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.terms import (
    ActivityState,
    PairingState,
    ProjectKind,
    Side,
    Theme,
)
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_form import activity_dialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.project_form import project_dialog
from desktop.gui.dialogs.said_form import said_dialog
from desktop.gui.dialogs.sheet_batch import open_sheet_batch
from desktop.gui.rows_model import RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.views import activities_projects, activities_rows
from desktop.gui.views.activities_actions import ActivityActions
from desktop.gui.views.activities_detail import activity_pane, first_open_safeguard
from desktop.gui.views.activities_photos import PhotoSection
from desktop.gui.views.activities_rows import ActivityLine
from desktop.gui.views.activities_steps import next_step
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import pairings, projects
from desktop.store.queries.pairings import PairingRow
from desktop.store.queries.projects import ProjectRow
from desktop.usecases.activity.create_project import confirm_project

TOPICS = ("activity", "attendance", "certificate", "pairing", "exchange")

_THEMES = (("", "全部主题"), *((theme.value, theme.label) for theme in Theme))
_STATES = (("", "全部状态"), *((state.value, state.label) for state in ActivityState))
_KINDS = (("", "全部类别"), *((kind.value, kind.label) for kind in ProjectKind))


class ActivitiesView(QWidget):
    """The page 项目与活动: two lists, of activities and of projects."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pairings: list[PairingRow] = []
        self._projects: list[ProjectRow] = []
        self._buttons: tuple[list[Button], list[Button]] = ([], [])
        self._actions = ActivityActions(desk, self, self._edit)
        self._no_activity = EmptyState("calendar-event", "还没有活动", "", "新建活动")
        self._no_project = EmptyState("calendar", "还没有项目", "", "新建项目")
        self.activities = self._activities_page()
        self.projects = self._projects_page()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.activities)
        self._stack.addWidget(self.projects)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        desk.jobs.data_changed.connect(self._data_changed)
        QShortcut(QKeySequence("Ctrl+N"), self, self._new)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._next)
        self._load()

    def show_rows(self, ids: tuple[bytes, ...] = ()) -> None:
        """Show just the activities with these ids, all when there are none."""
        self.show_list(0)
        self.activities.show_only(ids)

    def show_list(self, which: int) -> None:
        """Show the activities (0) or the projects (1)."""
        self._stack.setCurrentIndex(which)

    def _header(self, which: int, subtitle: str) -> PageHeader:
        """Return a list's header, with the switch to the other list."""
        titles = ("活动", "项目")
        header = PageHeader(titles[which], subtitle, action=f"新建{titles[which]}")
        for place, words in enumerate(titles):
            button = Button(words, "nav", on_click=partial(self.show_list, place))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(place == which)
            # it leads away, so when the list is shown again it still has to name this one
            button.clicked.connect(partial(self._mark, which))
            header.add(button)
            self._buttons[which].append(button)
        return header

    def _mark(self, which: int) -> None:
        self._buttons[which][which].setChecked(True)

    def _activities_page(self) -> ListDetailPage[ActivityLine]:
        workspace = self._desk.workspace

        def rows(query: RowsQuery) -> RowsPage[ActivityLine]:
            with workspace.store.read() as reader:
                return activities_rows.fetch(reader, query)

        page = ListDetailPage(
            self._header(0, "保障落实了才能开始；签到录完了才好颁发证书"),
            RowsModel(activities_rows.COLUMNS, rows, by_jobs(self._desk.jobs)),
            name="activities",
            memory=self._desk.memory,
            empty=self._no_activity,
            detail=self._activity_detail,
            menu=self._actions.menu,
            filters=[Filter("state", "状态", _STATES), Filter("theme", "主题", _THEMES)],
            search="搜索编号、名称、项目、地点",
            jobs=self._desk.jobs,
            topics=TOPICS,
            unit="个",
        )
        add_list_tools(self._desk, page, "活动")
        page.add_tool(
            Button(
                "批量签到表",
                "quiet",
                icon_name="signature",
                on_click=lambda: open_sheet_batch(self._desk, self.window()),
                tip="把几个活动的签到表合成一份打印",
            )
        )
        page.action_clicked.connect(self._new_activity)
        page.row_activated.connect(self._edit)
        return page

    def _projects_page(self) -> ListDetailPage[ProjectRow]:
        workspace = self._desk.workspace

        def rows(query: RowsQuery) -> RowsPage[ProjectRow]:
            with workspace.store.read() as reader:
                return activities_projects.fetch(reader, query)

        page = ListDetailPage(
            self._header(1, "由结对双方共同策划、共同负责"),
            RowsModel(activities_projects.COLUMNS, rows, by_jobs(self._desk.jobs)),
            name="projects",
            memory=self._desk.memory,
            empty=self._no_project,
            detail=self._project_detail,
            menu=self._project_menu,
            filters=[Filter("kind", "类别", _KINDS), Filter("theme", "主题", _THEMES)],
            search="搜索项目、社区、团支部",
            jobs=self._desk.jobs,
            topics=TOPICS,
            unit="个",
        )
        add_list_tools(self._desk, page, "项目")
        page.action_clicked.connect(self._new_project)
        page.row_activated.connect(self._edit_project)
        return page

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> tuple[list[PairingRow], list[ProjectRow]]:
            with workspace.store.read() as reader:
                active = {"state": PairingState.ACTIVE}
                return pairings.page(reader, only=active), projects.page(reader)

        self._desk.jobs.run(load, done=self._take, owner=self)

    def _take(self, loaded: tuple[list[PairingRow], list[ProjectRow]]) -> None:
        """Let the empty states lead to what has to be there first."""
        self._pairings, self._projects = loaded
        if not self._pairings:
            lead = ("还没有结对", "活动在结对之间开展：先提出结对，双方同意后生效。", "去结对")
            self._no_activity.show_words(*lead)
            self._no_project.show_words(*lead)
            return
        self._no_project.show_words(
            "还没有项目", "为一个结对立项，写明双方负责人，双方确认后开展活动。", "新建项目"
        )
        if self._projects:
            self._no_activity.show_words(
                "还没有活动", "填好时间、地点和报到方式，再报名、落实保障、打印签到表。", "新建活动"
            )
        else:
            self._no_activity.show_words("还没有项目", "先为一个结对立项，再安排活动。", "新建项目")

    def _new(self) -> None:
        if self._stack.currentIndex():
            self._new_project()
        else:
            self._new_activity()

    def _new_activity(self) -> None:
        if not self._projects:
            self._new_project()
            return
        row = self.projects.table.selected_row() if self._stack.currentIndex() else None
        activity_dialog(
            self._desk,
            self._projects,
            self._pairings,
            project_id=row.id if row else None,
            parent=self.window(),
        ).open()

    def _new_project(self) -> None:
        if not self._pairings:
            self._desk.open_page("pairings", ())
            return
        project_dialog(self._desk, self._pairings, parent=self.window()).open()

    def _edit(self, line: ActivityLine) -> None:
        if line.is_over:
            return
        activity_dialog(
            self._desk,
            self._projects,
            self._pairings,
            activity=line.row,
            linked=[one.id for one in line.pairings],
            parent=self.window(),
        ).open()

    def _edit_project(self, row: ProjectRow) -> None:
        project_dialog(self._desk, self._pairings, project=row, parent=self.window()).open()

    def _next(self) -> None:
        """Do what is next for the selected activity."""
        line = self.activities.table.selected_row()
        if line is None or self._stack.currentIndex():
            return
        deed = next_step(line).deed
        if deed == "safeguards":
            first = first_open_safeguard(self.activities)
            if first is not None:
                first.setFocus()
        elif deed is not None:
            self._actions.do(line, deed)

    def _activity_detail(self, line: ActivityLine) -> QWidget:
        actions = self._actions
        return activity_pane(
            line,
            actions.menu(line),
            partial(actions.do, line),
            partial(actions.secure, line),
            PhotoSection(self._desk, line.row.id),
        )

    def _project_menu(self, row: ProjectRow) -> Sequence[MenuItem]:
        return (
            MenuItem("新建活动…", partial(self._new_activity_of, row), "plus"),
            MenuItem("修改…", partial(self._edit_project, row), "pencil"),
        )

    def _new_activity_of(self, row: ProjectRow) -> None:
        activity_dialog(
            self._desk, self._projects, self._pairings, project_id=row.id, parent=self.window()
        ).open()

    def _project_detail(self, row: ProjectRow) -> QWidget:
        return activities_projects.project_pane(row, self._project_menu(row), self._confirm)

    def _confirm(self, row: ProjectRow, side: Side) -> None:
        said_dialog(
            self._desk,
            side,
            partial(confirm_project, self._desk.workspace, row.id),
            what=f"项目“{row.name}”：双方共同策划、共同负责。",
            owner=row.community_owner if side is Side.COMMUNITY else row.campus_owner,
            parent=self.window(),
        ).open()

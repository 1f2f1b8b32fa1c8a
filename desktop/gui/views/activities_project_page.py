"""The list 项目: who owns it, who joined, what both sides said and what they have of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ProjectKind, Side, Theme
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_budget import budget_dialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.project_clubs import open_clubs
from desktop.gui.dialogs.project_form import project_results_dialog
from desktop.gui.dialogs.said_form import said_dialog
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views import activities_projects
from desktop.gui.views.activities_planning import TOPICS, Planning
from desktop.gui.views.activities_projects import ProjectLine
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.usecases.activity.create_project import confirm_project

_THEMES = (("", "全部主题"), *((theme.value, theme.label) for theme in Theme))
_KINDS = (("", "全部类别"), *((kind.value, kind.label) for kind in ProjectKind))


class ProjectsPage(ListDetailPage[ProjectLine]):
    """The list with its pane."""

    def __init__(self, desk: Desk, switch: QWidget, planning: Planning, empty: EmptyState) -> None:
        self._desk, self._planning = desk, planning
        fetch = partial(activities_projects.fetch, desk.workspace)
        header = PageHeader("项目", "由结对双方共同策划、共同负责、共享成果", action="新建项目")
        header.add_switch(switch)
        super().__init__(
            header,
            RowsModel(activities_projects.COLUMNS, fetch, by_jobs(desk.jobs)),
            name="projects",
            memory=desk.memory,
            empty=empty,
            detail=self._pane_of,
            menu=self.menu,
            filters=[Filter("kind", "类别", _KINDS), Filter("theme", "主题", _THEMES)],
            search="搜索项目、社区、团支部",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="个",
        )
        add_list_tools(desk, self, "项目")
        self.action_clicked.connect(planning.new_project)
        self.row_activated.connect(lambda line: planning.edit_project(line.row))

    def menu(self, line: ProjectLine) -> Sequence[MenuItem]:
        """Return what can be done with a project."""
        row, desk = line.row, self._desk
        return (
            MenuItem("新建活动…", partial(self._planning.new_activity, row.id), "plus"),
            MenuItem("修改…", partial(self._planning.edit_project, row), "pencil"),
            MenuItem("参加的社团…", lambda: open_clubs(desk, row, self.window()), "users"),
            MenuItem(
                "经费物资…",
                lambda: budget_dialog(desk, row.name, self.window(), project_id=row.id).open(),
                "folder-open",
            ),
            MenuItem(
                "共享成果…",
                lambda: project_results_dialog(desk, row, self.window()).open(),
                "trophy",
            ),
        )

    def _pane_of(self, line: ProjectLine) -> QWidget:
        return activities_projects.project_pane(line, self.menu(line), self._confirm)

    def _confirm(self, line: ProjectLine, side: Side) -> None:
        row = line.row
        said_dialog(
            self._desk,
            side,
            partial(confirm_project, self._desk.workspace, row.id),
            what=f"项目“{row.name}”：双方共同策划、共同负责。",
            owner=row.community_owner if side is Side.COMMUNITY else row.campus_owner,
            parent=self.window(),
        ).open()

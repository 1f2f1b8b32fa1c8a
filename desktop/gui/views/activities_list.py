"""The list 活动."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ActivityState, Theme
from desktop.gui.desk import Desk
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views import activities_rows
from desktop.gui.views.activities_actions import ActivityActions
from desktop.gui.views.activities_conduct import ConductSection
from desktop.gui.views.activities_detail import activity_pane
from desktop.gui.views.activities_planning import TOPICS
from desktop.gui.views.activities_rows import ActivityLine
from desktop.gui.views.photo_albums import activity_album
from desktop.gui.views.photos import PhotoSection
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.usecases.activity.import_activities import ACTIVITY_IMPORT

_THEMES = (("", "全部主题"), *((theme.value, theme.label) for theme in Theme))
_STATES = (("", "全部状态"), *((state.value, state.label) for state in ActivityState))


class ActivitiesPage(ListDetailPage[ActivityLine]):
    """The list with its pane."""

    def __init__(
        self, desk: Desk, switch: QWidget, actions: ActivityActions, empty: EmptyState
    ) -> None:
        self._desk, self._actions = desk, actions
        workspace = desk.workspace

        header = PageHeader("活动", "保障落实了才能开始；签到录完了才好颁发证书", action="新建活动")
        header.add_switch(switch)
        header.add(
            Button(
                "导入",
                icon_name="file-import",
                on_click=lambda: ImportDialog(desk, ACTIVITY_IMPORT, self.window()).open(),
                tip="一个学期的活动计划，填在一张表里，一次导入",
            )
        )
        super().__init__(
            header,
            RowsModel(
                activities_rows.COLUMNS,
                partial(activities_rows.fetch, workspace.store),
                by_jobs(desk.jobs),
            ),
            name="activities",
            memory=desk.memory,
            empty=empty,
            detail=self._pane_of,
            menu=actions.menu,
            filters=[Filter("state", "状态", _STATES), Filter("theme", "主题", _THEMES)],
            search="搜索编号、名称、项目、地点",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="个",
        )
        add_list_tools(desk, self, "活动", partial(activities_rows.export, workspace))

    def _pane_of(self, line: ActivityLine) -> QWidget:
        actions = self._actions
        return activity_pane(
            line,
            actions.menu(line),
            partial(actions.do, line),
            partial(actions.secure, line),
            (
                ConductSection(self._desk, line.row, partial(actions.do, line)),
                PhotoSection(self._desk, activity_album(self._desk.workspace, line.row.id)),
            ),
        )

"""调研摸排: the form to take along, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.survey_form import TOPIC, survey_dialog
from desktop.gui.listing import chosen, long_list
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.communities import CommunityRow
from desktop.store.queries.grounds import SURVEYS, SurveyRow
from desktop.usecases.ground.record_survey import delete_survey
from desktop.usecases.paper.draft_survey import draft_survey

COLUMNS = (
    Column[SurveyRow](
        "community", "社区（村）", lambda row: row.community, 170, sort_key="community"
    ),
    Column[SurveyRow](
        "day", "摸排日期", lambda row: str(row.surveyed_on or ""), 104, sort_key="surveyed_on"
    ),
    Column[SurveyRow]("scenes", "实践场景", lambda row: _line(row.scenes), 170),
    Column[SurveyRow]("resources", "资源保障", lambda row: _line(row.resources), 170),
    Column[SurveyRow]("intents", "结对意愿", lambda row: _line(row.intents), 170),
    Column[SurveyRow]("told_by", "受访人", lambda row: row.told_by, 84, sort_key="told_by"),
    Column[SurveyRow]("surveyor", "摸排人", lambda row: row.surveyor, 84, sort_key="surveyor"),
)


def _line(text: str) -> str:
    return "；".join(text.split("\n"))


class SurveysView(QWidget):
    """The list of surveys on the page 需求与阵地; `communities` gives those to choose from."""

    def __init__(
        self,
        desk: Desk,
        communities: Callable[[], Sequence[CommunityRow]],
        switch: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._communities = desk, communities
        header = PageHeader("调研摸排", "先摸清需求，再谈结对", action="录入摸排表")
        header.add_switch(switch)
        header.add(Button("打印空白表", icon_name="printer", on_click=partial(self._print, None)))

        def fetch(query: RowsQuery) -> RowsPage[SurveyRow]:
            return long_list(SURVEYS, query, chosen(query, {})).page(desk.workspace.store, query)

        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, fetch, by_jobs(desk.jobs)),
            name="surveys",
            memory=desk.memory,
            empty=EmptyState(
                "list-search",
                "还没有摸排表",
                "打印空白表带去社区，填好后照着录入；需求会同时登记好。",
                "录入摸排表",
            ),
            detail=self._detail,
            menu=self._menu,
            search="搜索社区、场景、资源、意愿",
            jobs=desk.jobs,
            topics=(TOPIC, "exchange"),
            unit="份",
        )
        add_list_tools(desk, self.page, "调研摸排")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.action_clicked.connect(lambda: self._form(None))
        self.page.row_activated.connect(self._form)

    def _form(self, row: SurveyRow | None) -> None:
        survey_dialog(self._desk, self._communities(), row, parent=self.window()).open()

    def _print(self, community_id: bytes | None) -> None:
        draft = partial(draft_survey, self._desk.workspace, community_id)
        open_draft(self._desk, draft, self.window())

    def _detail(self, row: SurveyRow) -> QWidget:
        pane = DetailPane(row.community, caption=f"{row.surveyed_on or ''} 摸排")
        pane.add_facts((("受访人", row.told_by), ("摸排人", row.surveyor)))
        for title, words in (
            ("实践场景", row.scenes),
            ("资源保障", row.resources),
            ("结对意愿", row.intents),
        ):
            if words:
                pane.add_section(title)
                pane.add_text(words)
        pane.add_actions(self._menu(row))
        return pane

    def _menu(self, row: SurveyRow) -> Sequence[MenuItem]:
        return (
            MenuItem("修改…", partial(self._form, row), "pencil"),
            MenuItem("再打印一张…", partial(self._print, row.community_id), "printer"),
            MenuItem("删除", partial(self._delete, row), "trash"),
        )

    def _delete(self, row: SurveyRow) -> None:
        self._desk.act(
            lambda _: delete_survey(self._desk.workspace, row.id),
            lambda _: f"已删除{row.community}的摸排表",
            topics=(TOPIC,),
        )

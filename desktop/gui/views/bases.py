"""实践阵地: where students may practise, by the six kinds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.terms import BaseKind
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.base_form import TOPIC, base_dialog
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.listing import chosen, long_list, rows_of
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.grounds import BASES, BaseRow
from desktop.store.tables import Community
from desktop.usecases.ground.import_bases import BASE_IMPORT
from desktop.usecases.ground.keep_base import delete_base
from desktop.usecases.ground.known_communities import community_names
from desktop.usecases.workspace import Workspace
from desktop.workbooks import grounds
from desktop.workbooks.form import write_form

_EVERYWHERE = "全镇街"


class BasesView(QWidget):
    """The list of bases on the page 需求与阵地."""

    def __init__(self, desk: Desk, switch: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names: dict[bytes, str] = {}
        header = PageHeader("实践阵地", "社区里可以安排大学生的地方", action="登记阵地")
        header.add_switch(switch)
        header.add(Button("导入", icon_name="file-import", on_click=self._import))
        kinds = [("", "全部类别"), *((kind.value, kind.label) for kind in BaseKind)]
        self.page = ListDetailPage(
            header,
            RowsModel(self._columns(), self._fetch, by_jobs(desk.jobs)),
            name="bases",
            memory=desk.memory,
            empty=EmptyState(
                "map-pin",
                "还没有实践阵地",
                "登记园区、企业、党群服务中心等地方，安排活动时就有场地可选。",
                "登记阵地",
            ),
            detail=self._detail,
            menu=self._menu,
            filters=[Filter("kind", "类别", kinds)],
            search="搜索名称、地址、联系人",
            jobs=desk.jobs,
            topics=(TOPIC, "exchange"),
            unit="处",
        )
        add_list_tools(desk, self.page, "实践阵地", partial(export, desk.workspace))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.action_clicked.connect(lambda: self._form(None))
        self.page.row_activated.connect(self._form)

    def _columns(self) -> Sequence[Column[BaseRow]]:
        return (
            Column("name", "名称", lambda row: row.name, 180, sort_key="name"),
            Column("kind", "类别", lambda row: row.kind.label, 122, sort_key="kind"),
            Column("communities", "所属社区", self._communities, 190, tooltip=self._communities),
            Column(
                "capacity",
                "容纳",
                lambda row: f"{row.capacity} 人" if row.capacity else "",
                72,
                "right",
                sort_key="capacity",
                value=lambda row: row.capacity or None,
            ),
            Column("contact", "联系人", lambda row: row.contact, 84, sort_key="contact"),
            Column("phone", "电话", lambda row: row.phone, 116),
            Column("address", "地址", lambda row: row.address, 170, sort_key="address"),
        )

    def _fetch(self, query: RowsQuery) -> RowsPage[BaseRow]:
        store = self._desk.workspace.store
        with store.read() as reader:
            self._names = {row.id: row.name for row in reader.find(Community)}
        return long_list(BASES, query, chosen(query, {"kind": BaseKind})).page(store, query)

    def _communities(self, row: BaseRow) -> str:
        return community_names(self._names, row.communities) or _EVERYWHERE

    def _form(self, row: BaseRow | None) -> None:
        base_dialog(self._desk, self._names, row, self.window()).open()

    def _import(self) -> None:
        ImportDialog(self._desk, BASE_IMPORT, self.window()).open()

    def _detail(self, row: BaseRow) -> QWidget:
        pane = DetailPane(row.name, caption=row.kind.label)
        pane.add_facts(
            (
                ("所属社区", self._communities(row)),
                ("地址", row.address),
                ("同时容纳", f"{row.capacity} 人" if row.capacity else ""),
                ("联系人", " ".join(part for part in (row.contact, row.phone) if part)),
            )
        )
        if row.note:
            pane.add_text(row.note)
        pane.add_actions(self._menu(row))
        return pane

    def _menu(self, row: BaseRow) -> Sequence[MenuItem]:
        return (
            MenuItem("修改…", partial(self._form, row), "pencil"),
            MenuItem("删除", partial(self._delete, row), "trash"),
        )

    def _delete(self, row: BaseRow) -> None:
        self._desk.act(
            lambda _: delete_base(self._desk.workspace, row.id),
            lambda _: f"已删除阵地“{row.name}”",
            topics=(TOPIC,),
        )


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the bases that `query` lists so that they can be imported again; return how many."""
    progress.step(0, 0, "读取阵地")
    with workspace.store.read() as reader:
        names = {row.id: row.name for row in reader.find(Community)}
        rows = rows_of(BASES.page, reader, query, chosen(query, {"kind": BaseKind}))
    keys = [column.key for column in grounds.BASES.columns]
    write_form(
        path,
        grounds.BASES,
        (
            (
                row.id,
                {key: getattr(row, key) for key in keys}
                | {
                    "kind": row.kind.label,
                    "communities": community_names(names, row.communities),
                    "capacity": row.capacity or None,
                },
            )
            for row in rows
        ),
    )
    return len(rows)

"""社区需求: what the communities look for, and which of them look for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.terms import NeedState, PostKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.appointment_form import open_appointment
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.need_form import need_dialog
from desktop.gui.dialogs.pairing_start import propose_to_branch
from desktop.gui.rows_model import RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.views.bases import BasesView
from desktop.gui.views.needs_detail import need_pane
from desktop.gui.views.needs_rows import COLUMNS, WITHOUT, NeedLine, export, fetch
from desktop.gui.views.surveys import SurveysView
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.sections import Section, Sections
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import communities, needs
from desktop.store.queries.communities import CommunityRow
from desktop.usecases.pairing.change_need_state import change_need_state
from desktop.usecases.pairing.import_needs import NEED_IMPORT

TOPICS = ("need", "pairing", "exchange", "setting")

_SUBTITLE = "有需求才结对：先登记社区要什么，再为它找团支部"
_STATES = (
    ("", "全部状态"),
    *((state.value, state.label) for state in NeedState),
    (WITHOUT, "无需求的社区"),
)
_SAID = {
    NeedState.OPEN: "已恢复征集",
    NeedState.MET: "已标为满足",
    NeedState.WITHDRAWN: "已撤回需求",
}


class NeedsView(QWidget):
    """The page 需求."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._communities: list[CommunityRow] = []
        self._priorities: tuple[str, ...] = ()
        self.sections = Sections(
            (
                Section("needs", "需求", self._needs),
                Section("bases", "阵地", partial(BasesView, desk)),
                Section("surveys", "摸排", partial(SurveysView, desk, lambda: self._communities)),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sections)
        desk.jobs.data_changed.connect(self._data_changed)
        self._load_communities()

    def _needs(self, switch: QWidget) -> ListDetailPage[NeedLine]:
        desk = self._desk
        workspace = desk.workspace

        def rows(query: RowsQuery) -> RowsPage[NeedLine]:
            with workspace.store.read() as reader:
                return fetch(reader, query, workspace.today())

        header = PageHeader("社区需求", _SUBTITLE, action="登记需求")
        header.add_switch(switch)
        header.add(Button("导入", icon_name="file-import", on_click=self._import))
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, rows, by_jobs(desk.jobs)),
            name="needs",
            memory=desk.memory,
            empty=EmptyState(
                "building-community",
                "还没有社区名录",
                "社区（村）名录由团省委下发。请先到“上报接收”接收下发的文件。",
            ),
            detail=self._detail,
            menu=self._menu,
            filters=[
                Filter("community", "社区（村）", [("", "全部社区")]),
                Filter("state", "状态", _STATES),
            ],
            search="搜索社区、标题、说明、专长",
            jobs=desk.jobs,
            topics=TOPICS,
        )
        add_list_tools(desk, self.page, "社区需求", partial(export, workspace))
        self.page.action_clicked.connect(self._record)
        self.page.row_activated.connect(self._open)
        return self.page

    def show_rows(self, ids: tuple[bytes, ...] = (), section: str = "needs") -> None:
        """Show just the rows with these ids, all when there are none, of a list of this page."""
        shown = self.sections.show_section(section)
        page = shown if isinstance(shown, ListDetailPage) else getattr(shown, "page", None)
        if isinstance(page, ListDetailPage):
            page.show_only(ids)

    def _import(self) -> None:
        ImportDialog(self._desk, NEED_IMPORT, self.window()).open()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load_communities()

    def _load_communities(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> tuple[list[CommunityRow], tuple[str, ...]]:
            with workspace.store.read() as reader:
                return communities.page(reader), needs.priorities(reader)

        self._desk.jobs.run(load, done=self._take_communities)

    def _take_communities(self, read: tuple[list[CommunityRow], tuple[str, ...]]) -> None:
        found, self._priorities = read
        self._communities = found
        options = [(one.id.hex(), _words(one)) for one in found]
        self.page.set_options("community", [("", f"全部社区（{len(found)}）"), *options])
        if self.page.header.action is not None:
            self.page.header.action.setEnabled(bool(found))

    def _record(self) -> None:
        line = self.page.table.selected_row()
        community_id = None if line is None else line.community_id
        self._fill_in(community_id)

    def _fill_in(self, community_id: bytes | None) -> None:
        need_dialog(
            self._desk,
            self._communities,
            self._priorities,
            community_id=community_id,
            parent=self.window(),
        ).open()

    def _open(self, line: NeedLine) -> None:
        if line.need is None:
            self._fill_in(line.community_id)
        elif line.need.state is not NeedState.WITHDRAWN:
            need_dialog(
                self._desk,
                self._communities,
                self._priorities,
                need=line.need,
                parent=self.window(),
            ).open()

    def _change(self, line: NeedLine, then: NeedState) -> None:
        if line.need is None:
            return
        workspace, need_id = self._desk.workspace, line.need.id
        self._desk.act(
            lambda _: change_need_state(workspace, need_id, then),
            lambda _: _SAID[then],
            topics=("need",),
        )

    def _menu(self, line: NeedLine) -> Sequence[MenuItem]:
        if line.need is None:
            return (
                MenuItem("登记需求…", partial(self._open, line), "plus"),
                self._responsible_item(line),
            )
        withdrawn = line.need.state is NeedState.WITHDRAWN
        why = "已撤回的需求请先恢复征集" if withdrawn else ""
        items = [
            MenuItem("修改…", partial(self._open, line), "pencil", not withdrawn, why),
            self._pair_item(line),
        ]
        for then, words, icon_name in (
            (NeedState.MET, "标为已满足", "circle-check"),
            (NeedState.OPEN, "恢复征集", "refresh"),
            (NeedState.WITHDRAWN, "撤回", "ban"),
        ):
            fits = then is not line.need.state and not (withdrawn and then is NeedState.MET)
            if fits:
                items.append(MenuItem(words, partial(self._change, line, then), icon_name))
        return [*items, self._responsible_item(line)]

    def _responsible_item(self, line: NeedLine) -> MenuItem:
        given = {"kind": PostKind.RESPONSIBLE, "serves": line.community}
        add = partial(open_appointment, self._desk, self, given=given)
        return MenuItem("登记责任人…", add, "user")

    def _pair_item(self, line: NeedLine) -> MenuItem:
        need = line.need
        possible = need is not None and need.state is NeedState.OPEN and not line.expired
        why = "只能为征集中、没有过期的需求提出结对"
        return MenuItem(
            "为它结对…", partial(self._pair, line), "affiliate", possible, "" if possible else why
        )

    def _pair(self, line: NeedLine) -> None:
        if line.need is not None:
            propose_to_branch(self._desk, self.window(), need_id=line.need.id)

    def _detail(self, line: NeedLine) -> QWidget:
        return need_pane(line, self._menu(line))


def _words(community: CommunityRow) -> str:
    return (
        f"{community.name} · {community.needs} 个"
        if community.needs
        else f"{community.name} · 无需求"
    )

"""结对: proposed, agreed by both sides, in force; of communities and of the township."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.terms import PairingLevel, PairingState, Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.consent_form import consent_dialog
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.pairing_forms import contact_dialog, reason_dialog
from desktop.gui.dialogs.pairing_start import propose_to_branch, propose_to_department
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views.appointments import AppointmentsView
from desktop.gui.views.branches import branches_page
from desktop.gui.views.pairings_detail import pairing_pane
from desktop.gui.views.pairings_rows import COLUMNS, PairingLine, export, fetch
from desktop.gui.views.photo_albums import paper_album
from desktop.gui.views.photos import PhotoSection
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.sections import Section, Sections
from desktop.gui.widgets.table_view import MenuItem
from desktop.usecases.pairing.change_pairing_state import PairingChanged, activate_pairing
from desktop.usecases.pairing.import_contacts import CONTACT_IMPORT
from desktop.usecases.paper.draft_pairing import draft_pairing
from desktop.usecases.paper.print_draft import PaperKind

TOPICS = ("pairing", "need", "activity", "exchange")

_OVER = frozenset({PairingState.ENDED, PairingState.DECLINED})

_LEVELS = [("", "两级结对"), *((one.value, one.label) for one in PairingLevel)]
_STATES = [
    ("", "全部状态"),
    (PairingState.PROPOSED.value, "待确认、待生效"),
    *((one.value, one.label) for one in PairingState if one is not PairingState.PROPOSED),
]


class PairingsView(QWidget):
    """The page 结对."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sections = Sections(
            (
                Section("pairings", "结对", self._pairings),
                Section("branches", "团支部", partial(branches_page, desk)),
                Section("appointments", "聘任", partial(AppointmentsView, desk)),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sections)

    def show_rows(self, ids: tuple[bytes, ...] = (), section: str = "pairings") -> None:
        """Show just the rows with these ids, all when there are none, of a list of this page."""
        shown = self.sections.show_section(section)
        page = shown.page if isinstance(shown, AppointmentsView) else shown
        if isinstance(page, ListDetailPage):
            page.show_only(ids)

    def _pairings(self, switch: QWidget) -> ListDetailPage[PairingLine]:
        desk = self._desk
        workspace = desk.workspace
        header = PageHeader("结对", "双方都确认后才能生效；不搞摊派、不搞拉郎配", action="提出结对")
        self.department_button = Button(
            "与院系结对", icon_name="school", on_click=self._propose_to_department
        )
        header.add_switch(switch)
        header.add(self.department_button)
        header.add(
            Button(
                "导入联络人",
                icon_name="file-import",
                on_click=lambda: ImportDialog(desk, CONTACT_IMPORT, self.window()).open(),
                tip="已有结对的高校联络人和电话，填在一张表里，一次导入",
            )
        )
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="pairings",
            memory=desk.memory,
            empty=EmptyState(
                "affiliate",
                "还没有结对",
                "先登记社区的需求，再从附近的团支部里选一个，提出结对。",
                "提出结对",
            ),
            detail=self._detail,
            menu=self._menu,
            filters=[
                Filter("level", "层级", _LEVELS),
                Filter("state", "状态", _STATES),
            ],
            search="搜索社区、团支部、院系、高校",
            jobs=desk.jobs,
            topics=TOPICS,
        )
        add_list_tools(desk, self.page, "结对", partial(export, workspace))
        self.page.action_clicked.connect(self._propose)
        return self.page

    def _propose(self) -> None:
        propose_to_branch(self._desk, self.window())

    def _propose_to_department(self) -> None:
        propose_to_department(self._desk, self.window())

    def _detail(self, line: PairingLine) -> QWidget:
        actions = [item for item in self._menu(line) if not item.text.startswith("登记")]
        return pairing_pane(line, actions, self._consent, self._papers)

    def _papers(self, consent_id: bytes) -> PhotoSection:
        return PhotoSection(self._desk, paper_album(self._desk.workspace, consent_id))

    def _menu(self, line: PairingLine) -> Sequence[MenuItem]:
        state = line.row.state
        items: list[MenuItem] = []
        if state is PairingState.PROPOSED:
            missing = "、".join(side.label for side in line.missing)
            why = f"还缺{missing}的确认" if missing else ""
            items.append(
                MenuItem("生效", partial(self._activate, line), "circle-check", line.row.ready, why)
            )
            items += [
                MenuItem(
                    f"登记{side.label}{'同意' if agreed else '不同意'}…",
                    partial(self._consent, line, side, agreed),
                    "check" if agreed else "x",
                )
                for side in line.missing
                for agreed in (True, False)
            ]
            if line.refused:
                then = PairingState.DECLINED
                items.append(MenuItem("记为未同意…", partial(self._stop, line, then), "x"))
        if state is PairingState.SUSPENDED:
            items.append(MenuItem("恢复结对", partial(self._activate, line), "refresh"))
        if state is PairingState.ACTIVE:
            to_activities = partial(self._desk.open_page, "activities", ())
            items.append(MenuItem("去安排活动", to_activities, "calendar-event"))
            items.append(
                MenuItem("中止…", partial(self._stop, line, PairingState.SUSPENDED), "clock")
            )
            if line.row.level is PairingLevel.COMMUNITY:
                items.append(MenuItem("找接续的团支部…", partial(self._succeed, line), "users"))
        if state in {PairingState.ACTIVE, PairingState.SUSPENDED}:
            items.append(MenuItem("结束…", partial(self._stop, line, PairingState.ENDED), "ban"))
        if state not in _OVER:
            items.append(self._paper(line, PaperKind.CONFIRMATION))
            items.append(self._paper(line, PaperKind.AGREEMENT))
            items.append(MenuItem("改联络人…", partial(self._edit_contact, line), "pencil"))
        return items

    def _paper(self, line: PairingLine, kind: PaperKind) -> MenuItem:
        workspace = self._desk.workspace
        draft = partial(draft_pairing, workspace, line.row.id, kind)
        return MenuItem(
            f"打印{kind}…", lambda: open_draft(self._desk, draft, self.window()), "printer"
        )

    def _consent(self, line: PairingLine, side: Side, agreed: bool) -> None:
        consent_dialog(
            self._desk,
            line.row.id,
            side,
            agreed=agreed,
            partners=f"{line.community} — {line.campus}（{line.row.university}）",
            parent=self.window(),
        ).open()

    def _activate(self, line: PairingLine) -> None:
        workspace = self._desk.workspace

        def told(changed: PairingChanged) -> str:
            back = changed.before is PairingState.SUSPENDED
            return "已恢复结对" if back else "结对已生效"

        self._desk.act(
            lambda _: activate_pairing(workspace, line.row.id), told, topics=("pairing",)
        )

    def _stop(self, line: PairingLine, then: PairingState) -> None:
        said = line.refusal if then is PairingState.DECLINED else ""
        reason_dialog(self._desk, line.row.id, then, self.window(), reason=said).open()

    def _succeed(self, line: PairingLine) -> None:
        propose_to_branch(self._desk, self.window(), need_id=line.row.need_id)

    def _edit_contact(self, line: PairingLine) -> None:
        contact_dialog(self._desk, line.row, self.window()).open()

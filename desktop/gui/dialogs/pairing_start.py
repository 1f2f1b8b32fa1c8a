"""Opens the dialog of 提出结对: for a need and a branch, or for the township and a department."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.domain.suggestion import urgency
from desktop.domain.terms import NeedState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.pairing_partners import Partner, branch_fetch, department_fetch
from desktop.gui.dialogs.pairing_proposal import ProposalDialog, Words
from desktop.gui.fields import ChoiceField, Values
from desktop.store.queries import needs
from desktop.store.queries.needs import NeedRow
from desktop.usecases.pairing.propose_pairing import BranchProposal, DepartmentProposal

_BRANCH = Words(
    "提出结对：社区—团支部",
    "先选需求，附近的团支部按距离、负担、主题、专业和人数排好，每一行都说明为什么；"
    "只是推荐，选谁由您定，双方都确认了才能生效。",
    "团支部",
    "人数",
    "搜索团支部、院系、高校",
    "请在右边选一个团支部",
    "还没有团支部名录",
)
_DEPARTMENT = Words(
    "提出结对：镇街—院系",
    "由近到远列出附近的院系。提出后，双方都确认了才能生效。",
    "院系",
    "团支部",
    "搜索院系、高校",
    "请在右边选一个院系",
    "还没有院系名录",
)


def propose_to_branch(desk: Desk, parent: QWidget | None, *, need_id: bytes | None = None) -> None:
    """Open the dialog once the open needs are known, for `need_id` when given.

    Without any open need, show the page on which to record one.
    """
    workspace = desk.workspace

    def load(_: object) -> list[NeedRow]:
        today = workspace.today()
        with workspace.store.read() as reader:
            rows = needs.page(reader, only={"state": NeedState.OPEN})
            wanted = needs.priorities(reader)
        valid = [row for row in rows if row.valid_until is None or row.valid_until >= today]
        return sorted(valid, key=lambda row: urgency(row.priorities, row.valid_until, wanted))

    def show(rows: list[NeedRow]) -> None:
        if rows:
            _branch_dialog(desk, rows, need_id, parent).open()
            return
        desk.open_page("needs", ())
        desk.toast("还没有征集中的需求：请先在这里登记社区的需求，再提出结对")

    desk.jobs.run(load, done=show, owner=parent)


def _branch_dialog(
    desk: Desk, rows: Sequence[NeedRow], need_id: bytes | None, parent: QWidget | None
) -> ProposalDialog:
    by_id = {row.id: row for row in rows}
    if len(rows) == 1:
        need_id = rows[0].id
    chosen = [None if need_id is None else by_id.get(need_id)]

    def chosen_need() -> bytes | None:
        need = chosen[0]
        return None if need is None else need.id

    def propose(values: Values, partner: Partner) -> BranchProposal:
        need = by_id[values["need_id"]]
        return BranchProposal(
            need.community_id,
            partner.id,
            need.id,
            values["distance_reason"],
            values["campus_contact"],
            values["campus_phone"],
        )

    field = ChoiceField(
        "need_id",
        "社区的需求",
        required=True,
        options=[(row.id, _words(row)) for row in rows],
        hint="只列出征集中、没有过期的需求，服务中心工作的、快到期的在前",
    )
    dialog = ProposalDialog(
        desk,
        _BRANCH,
        fields=(field,),
        fetch=branch_fetch(desk.workspace, chosen_need),
        propose=propose,
        parent=parent,
    )

    def need_changed() -> None:
        now = by_id[dialog.form.values()["need_id"]] if dialog.form.is_valid else None
        if now != chosen[0]:
            chosen[0] = now
            dialog.model.refresh()

    dialog.form.changed.connect(need_changed)
    if chosen[0] is not None:
        dialog.form.set_values({"need_id": need_id})
    return dialog


def _words(row: NeedRow) -> str:
    serves = f"（{'、'.join(row.priorities.splitlines())}）" if row.priorities else ""
    return f"{row.community} · {row.title}{serves}"


def propose_to_department(desk: Desk, parent: QWidget | None) -> None:
    """Open the dialog in which the township proposes to a department."""

    def propose(values: Values, partner: Partner) -> DepartmentProposal:
        return DepartmentProposal(
            partner.id,
            values["distance_reason"],
            values["campus_contact"],
            values["campus_phone"],
        )

    ProposalDialog(
        desk,
        _DEPARTMENT,
        fields=(),
        fetch=department_fetch(desk.workspace),
        propose=propose,
        parent=parent,
    ).open()

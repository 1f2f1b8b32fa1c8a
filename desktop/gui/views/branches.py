"""团支部: which are paired, and how often each was out this semester."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import BranchKind, PairingState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.pairing_start import propose_to_branch
from desktop.gui.listing import chosen, long_list
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import Kind
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import branches, pairings
from desktop.store.queries.branches import BranchLoad
from desktop.store.queries.definitions import definitions
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace

TOPICS = ("pairing", "activity", "roster", "exchange")

_LOADS: dict[str, tuple[str, Kind]] = {
    "below": ("次数不足", "warning"),
    "within": ("次数合适", "success"),
    "above": ("次数偏多", "danger"),
}
_SCOPES: dict[str, dict[str, object]] = {
    "paired": {"paired": True},
    "near": {"near": True},
    "all": {},
}


def load_words(row: BranchLoad) -> tuple[str, Kind]:
    """Return how the branch stands this semester, in a word and its colour."""
    return _LOADS[row.load] if row.paired else ("未结对", "neutral")


COLUMNS = (
    Column[BranchLoad](
        "branch",
        "团支部",
        lambda row: row.branch,
        190,
        sort_key="branch",
        tooltip=lambda row: f"{row.university} {row.department} {row.branch}",
    ),
    Column[BranchLoad](
        "load",
        "本学期",
        lambda row: load_words(row)[0],
        92,
        kind=lambda row: load_words(row)[1],
        sort_key="activities",
    ),
    Column[BranchLoad](
        "activities", "活动", lambda row: f"{row.activities} 次", 64, "right", "activities"
    ),
    Column[BranchLoad](
        "pairings", "结对", lambda row: f"{row.pairings} 个", 64, "right", "pairings"
    ),
    Column[BranchLoad](
        "students", "名册", lambda row: f"{row.students} 人", 72, "right", "students"
    ),
    Column[BranchLoad](
        "university", "高校", lambda row: row.university, 130, sort_key="university"
    ),
    Column[BranchLoad](
        "department", "院系", lambda row: row.department, 130, sort_key="department"
    ),
    Column[BranchLoad]("kind", "类别", lambda row: row.kind.label, 64, sort_key="kind"),
    Column[BranchLoad]("grade", "年级", lambda row: row.grade, 76, sort_key="grade"),
)


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[BranchLoad]:
    """Return a page of branches; rows asked for by id are shown whatever the scope."""
    today = workspace.today()
    with workspace.store.read() as reader:
        listing = branches.listing(semester_bounds(today), definitions(reader, today).band)
    only = chosen(query, {"load": str, "kind": BranchKind})
    if "id" not in only:
        only |= _SCOPES[query.choices.get("scope") or "paired"]
    return long_list(listing, query, only).page(workspace.store, query)


def branches_page(desk: Desk, switch: QWidget) -> ListDetailPage[BranchLoad]:
    """Return the list of branches, with the switch of the page 结对 in its header."""
    header = PageHeader("团支部", "次数太少没有实效，太多增加学生负担")
    header.add_switch(switch)
    page = ListDetailPage(
        header,
        RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
        name="branches",
        memory=desk.memory,
        empty=EmptyState(
            "users",
            "还没有结对中的团支部",
            "结对生效以后，团支部和本学期的次数列在这里。",
            "提出结对",
        ),
        detail=partial(_pane, desk),
        menu=partial(_menu, desk),
        filters=_FILTERS,
        search="搜索团支部、院系、高校",
        jobs=desk.jobs,
        topics=TOPICS,
        unit="个",
    )
    add_list_tools(desk, page, "团支部")
    page.action_clicked.connect(lambda: propose_to_branch(desk, page.window()))
    return page


_FILTERS = (
    Filter(
        "scope",
        "范围",
        (
            ("paired", "结对中的团支部"),
            ("near", "已结对高校的全部"),
            ("all", "名录里的全部"),
        ),
    ),
    Filter("load", "本学期", (("", "全部次数"), *((key, one[0]) for key, one in _LOADS.items()))),
    Filter("kind", "类别", (("", "全部类别"), *((kind.value, kind.label) for kind in BranchKind))),
)


def _pane(desk: Desk, row: BranchLoad) -> QWidget:
    words, kind = load_words(row)
    caption = " · ".join(part for part in (row.university, row.department) if part)
    pane = DetailPane(row.branch, state=words, kind=kind, caption=caption)
    pane.add_facts(
        (
            ("类别", row.kind.label),
            ("年级", row.grade),
            ("人数", f"{row.headcount} 人" if row.headcount else ""),
            ("名册", f"{row.students} 人"),
            ("结对中", f"{row.pairings} 个"),
            ("本学期", f"{row.activities} 次"),
        )
    )
    pane.add_actions(_menu(desk, row))
    return pane


def _menu(desk: Desk, row: BranchLoad) -> Sequence[MenuItem]:
    return (
        MenuItem(
            "看它的结对",
            partial(_open, desk, "pairings", _pairings, row),
            "heart-handshake",
            bool(row.pairings),
            "" if row.pairings else "它没有结对中的结对",
        ),
        MenuItem(
            "看它的活动",
            partial(_open, desk, "activities", _activities, row),
            "calendar-event",
            bool(row.activities),
            "" if row.activities else "本学期没有活动",
        ),
    )


def _open(desk: Desk, page: str, find: Find, row: BranchLoad) -> None:
    workspace = desk.workspace

    def work(_: object) -> tuple[bytes, ...]:
        with workspace.store.read() as reader:
            return find(reader, row, workspace.today())

    desk.jobs.run(work, done=lambda ids: desk.open_page(page, ids))


Find = Callable[[Reader, BranchLoad, date], tuple[bytes, ...]]


def _pairings(reader: Reader, row: BranchLoad, _: date) -> tuple[bytes, ...]:
    only: dict[str, object] = {"branch_id": row.id, "state": PairingState.ACTIVE}
    return tuple(one.id for one in pairings.page(reader, only=only))


def _activities(reader: Reader, row: BranchLoad, today: date) -> tuple[bytes, ...]:
    band = definitions(reader, today).band
    return branches.activities(reader, row.id, semester_bounds(today), band)

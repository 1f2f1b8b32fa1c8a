"""What the page 需求 lists: every need, and every community that has none open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.domain.terms import NeedState
from desktop.foundation.progress import Progress
from desktop.gui.listing import chosen, page_of, rows_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.store.queries import appointments, communities, needs
from desktop.store.queries.needs import NeedRow
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace
from desktop.workbooks.form import write_form
from desktop.workbooks.grounds import NEEDS

WITHOUT = "without"
"""The choice of state that shows just the communities without an open need."""

_KINDS: dict[NeedState, Kind] = {
    NeedState.OPEN: "success",
    NeedState.MET: "info",
    NeedState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class NeedLine:
    """A need, or None for a community without an open one."""

    community_id: bytes
    community: str
    need: NeedRow | None = None
    expired: bool = False
    responsible: str = ""
    """Who answers for pairings there, with the telephone."""

    @property
    def id(self) -> bytes:
        """By which the list knows the need, or the community without one, again."""
        return self.community_id if self.need is None else self.need.id

    @property
    def title(self) -> str:
        """What stands for it in the list."""
        return "暂无征集中的需求" if self.need is None else self.need.title

    @property
    def state(self) -> str:
        """Its state in a word."""
        if self.need is None:
            return "无需求"
        return "已过期" if self.expired else self.need.state.label

    @property
    def kind(self) -> Kind:
        """The colour of the state."""
        if self.need is None or self.expired:
            return "warning"
        return _KINDS[self.need.state]

    @property
    def headcount(self) -> str:
        """The people wanted, in words."""
        if self.need is None:
            return ""
        return f"{self.need.headcount} 人" if self.need.headcount else "不限"

    @property
    def validity(self) -> str:
        """From when until when, in words."""
        return "" if self.need is None else validity(self.need.valid_from, self.need.valid_until)


def validity(first: date | None, last: date | None) -> str:
    """Return a span of days in words."""
    if last is None:
        return f"{first} 起长期" if first else "长期"
    return f"{first} 至 {last}" if first else f"至 {last}"


COLUMNS = (
    Column[NeedLine]("community", "社区", lambda line: line.community, 176, sort_key="community"),
    Column[NeedLine](
        "title",
        "标题",
        lambda line: line.title,
        172,
        sort_key="title",
        tooltip=lambda line: line.title,
    ),
    Column[NeedLine](
        "theme",
        "主题",
        lambda line: line.need.theme.label if line.need else "",
        106,
        sort_key="theme",
    ),
    Column[NeedLine](
        "state", "状态", lambda line: line.state, 84, sort_key="state", kind=lambda line: line.kind
    ),
    Column[NeedLine](
        "headcount", "人数", lambda line: line.headcount, 62, "right", sort_key="headcount"
    ),
    Column[NeedLine](
        "mode",
        "报到方式",
        lambda line: line.need.mode.label if line.need else "",
        122,
        sort_key="mode",
    ),
    Column[NeedLine]("validity", "有效期", lambda line: line.validity, 200, sort_key="valid_until"),
)


def fetch(reader: Reader, query: RowsQuery, today: date) -> RowsPage[NeedLine]:
    """Return a page: the needs as sorted, then the communities without an open one."""
    lines: list[NeedLine] = []
    total = 0
    if query.choices.get("state") != WITHOUT:
        found = page_of(needs.page, needs.count, reader, query, _only(query))
        total = found.total
        lines = [_line(row, today) for row in found.rows]
    bare = _bare(reader, query)
    start = max(0, query.offset - total)
    lines += bare[start : start + query.limit - len(lines)]
    people = appointments.responsible(reader, today)
    named = [replace(line, responsible="；".join(people.get(line.community, ()))) for line in lines]
    return RowsPage(named, total + len(bare))


def _only(query: RowsQuery) -> dict[str, object]:
    only = chosen(query, {"state": NeedState})
    if community := query.choices.get("community"):
        only["community_id"] = bytes.fromhex(community)
    return only


def _bare(reader: Reader, query: RowsQuery) -> list[NeedLine]:
    if query.choices.get("ids") or query.choices.get("state") not in {None, "", WITHOUT}:
        return []
    only: dict[str, object] = {"needs": 0}
    if community := query.choices.get("community"):
        only["id"] = bytes.fromhex(community)
    found = communities.page(reader, text=query.text, only=only)
    return [NeedLine(one.id, one.name) for one in found]


def _line(row: NeedRow, today: date) -> NeedLine:
    late = row.valid_until is not None and row.valid_until < today
    return NeedLine(row.community_id, row.community, row, late and row.state is NeedState.OPEN)


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the needs that `query` lists so that they can be imported again; return how many."""
    progress.step(0, 0, "读取需求")
    lines: Sequence[NeedRow] = ()
    if query.choices.get("state") != WITHOUT:
        with workspace.store.read() as reader:
            lines = rows_of(needs.page, reader, query, _only(query))
    keys = [column.key for column in NEEDS.columns]
    write_form(
        path,
        NEEDS,
        (
            (
                row.id,
                {key: getattr(row, key) for key in keys}
                | {
                    "theme": row.theme.label,
                    "mode": row.mode.label,
                    "state": row.state.label,
                    "headcount": row.headcount or None,
                },
            )
            for row in lines
        ),
    )
    return len(lines)

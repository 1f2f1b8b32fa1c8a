"""What the page 活动 lists, and the words for an activity's time and people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.domain.activity import HARD_SAFEGUARDS, is_over
from desktop.domain.terms import ActivityState, SafeguardKind, Side, Theme
from desktop.foundation.clock import local_time
from desktop.foundation.progress import Progress
from desktop.gui.listing import chosen, long_list, rows_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.store.queries import activities, attendances
from desktop.store.queries.activities import ACTIVITIES, ActivityRow, LinkedPairing, SafeguardRow
from desktop.store.store import Reader, Store
from desktop.usecases.activity.import_activities import sides_of
from desktop.usecases.pairing.known_pairings import known_pairings
from desktop.usecases.workspace import Workspace
from desktop.workbooks.activities import ACTIVITY_PLAN
from desktop.workbooks.form import write_form
from desktop.workbooks.sheet import Value

STATE_KINDS: dict[ActivityState, Kind] = {
    ActivityState.PLANNED: "info",
    ActivityState.ONGOING: "warning",
    ActivityState.CLOSED: "success",
    ActivityState.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class ActivityLine:
    """An activity with its checklist and pairings.

    `entered` are the people signed in or off, `unsigned` the sides whose word on the summary of
    a closed activity is not there.
    """

    row: ActivityRow
    safeguards: tuple[SafeguardRow, ...]
    pairings: tuple[LinkedPairing, ...]
    entered: int
    unsigned: tuple[Side, ...]

    @property
    def id(self) -> bytes:
        """By which the list knows the activity again."""
        return self.row.id

    @property
    def kind(self) -> Kind:
        """The colour of the state."""
        return STATE_KINDS[self.row.state]

    @property
    def open_hard(self) -> tuple[SafeguardKind, ...]:
        """The compulsory safeguards that are not seen to yet, in their order."""
        done = {one.kind for one in self.safeguards if one.done}
        return tuple(kind for kind in SafeguardKind if kind in HARD_SAFEGUARDS - done)

    @property
    def is_over(self) -> bool:
        """Whether the plan stands and nobody enrols any more."""
        return is_over(self.row.state)


def span(starts: datetime | None, ends: datetime | None) -> str:
    """Return when an activity is, e.g. 2026-11-21 09:00—11:00."""
    if starts is None or ends is None:
        return "待定"
    begin, end = local_time(starts), local_time(ends)
    until = f"{end:%H:%M}" if begin.date() == end.date() else f"{end:%m-%d %H:%M}"
    return f"{begin:%Y-%m-%d %H:%M}—{until}"


def people(row: ActivityRow) -> str:
    """Return enrolled and present, e.g. 12 / 10."""
    came = "—" if row.state is ActivityState.PLANNED else f"{row.present}"
    return f"{row.enrolled} / {came}"


COLUMNS = (
    Column[ActivityLine](
        "title",
        "名称",
        lambda line: line.row.title,
        200,
        sort_key="title",
        tooltip=lambda line: line.row.title,
    ),
    Column[ActivityLine](
        "state",
        "状态",
        lambda line: line.row.state.label,
        78,
        sort_key="state",
        kind=lambda line: line.kind,
    ),
    Column[ActivityLine](
        "when",
        "时间",
        lambda line: span(line.row.starts_at, line.row.ends_at),
        186,
        sort_key="starts_at",
    ),
    Column[ActivityLine]("number", "编号", lambda line: line.row.number, 150, sort_key="number"),
    Column[ActivityLine](
        "people", "报名 / 到场", lambda line: people(line.row), 92, "right", sort_key="enrolled"
    ),
    Column[ActivityLine](
        "project",
        "项目",
        lambda line: line.row.project,
        124,
        sort_key="project",
        tooltip=lambda line: line.row.project,
    ),
    Column[ActivityLine]("theme", "主题", lambda line: line.row.theme.label, 108, sort_key="theme"),
    Column[ActivityLine](
        "mode", "报到方式", lambda line: line.row.mode.label, 122, sort_key="mode"
    ),
    Column[ActivityLine](
        "place",
        "地点",
        lambda line: line.row.place,
        150,
        sort_key="place",
        tooltip=lambda line: line.row.place,
    ),
)


_FILTERS = {"state": ActivityState, "theme": Theme}


def fetch(store: Store, query: RowsQuery) -> RowsPage[ActivityLine]:
    """Return a page of activities."""
    return long_list(ACTIVITIES, query, chosen(query, _FILTERS)).told(_lines).page(store, query)


def _lines(reader: Reader, rows: Sequence[ActivityRow]) -> list[ActivityLine]:
    ids = [row.id for row in rows]
    checklists = activities.safeguards_of(reader, ids)
    pairings = activities.pairings_of(reader, ids)
    signed = activities.signed_by(reader, ids)
    return [
        ActivityLine(
            row,
            tuple(checklists[row.id]),
            tuple(pairings[row.id]),
            _entered(reader, row),
            _unsigned(row, signed[row.id]),
        )
        for row in rows
    ]


def _entered(reader: Reader, row: ActivityRow) -> int:
    if row.state is not ActivityState.ONGOING:  # only then it decides what is to be done next
        return 0
    return sum(one.presence is not None for one in attendances.grid(reader, row.id))


def _unsigned(row: ActivityRow, signed: Collection[Side]) -> tuple[Side, ...]:
    if row.state is not ActivityState.CLOSED:
        return ()
    return tuple(side for side in Side if side not in signed)


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the activities that `query` lists as a plan that can be imported again."""
    progress.step(0, 0, "读取活动")
    with workspace.store.read() as reader:
        rows = rows_of(activities.page, reader, query, chosen(query, _FILTERS))
        plans, known = activities.plans(reader), known_pairings(reader)
    sides = [sides_of(known, plans[row.id].pairing_ids) for row in rows]
    write_form(
        path,
        ACTIVITY_PLAN,
        ((row.id, _planned(row, *both)) for row, both in zip(rows, sides, strict=True)),
    )
    return len(rows)


def _planned(row: ActivityRow, communities: str, campuses: str) -> dict[str, Value]:
    when: dict[str, Value] = {}
    if row.starts_at is not None and row.ends_at is not None:
        starts, ends = local_time(row.starts_at), local_time(row.ends_at)
        when = {"day": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
        if ends.date() != starts.date():
            when["last_day"] = ends.date()
    return when | {
        "title": row.title,
        "project": row.project,
        "communities": communities,
        "campuses": campuses,
        "place": row.place,
        "theme": row.theme.label,
        "mode": row.mode.label,
        "capacity": row.capacity or None,
        "leader": row.leader,
        "leader_phone": row.leader_phone,
    }

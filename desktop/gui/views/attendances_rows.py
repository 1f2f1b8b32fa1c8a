"""What the list 签到记录 shows: everybody's every attendance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.indicators import day_start, semester_bounds
from desktop.domain.terms import Presence
from desktop.foundation.clock import local_time
from desktop.gui.listing import LongList
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.gui.views.roster_rows import hours
from desktop.gui.widgets.list_detail import Filter
from desktop.store.queries import attendance_list
from desktop.store.queries.attendance_filter import Wanted
from desktop.store.queries.attendance_list import REF_SIZE, AttendanceRow, Sums
from desktop.usecases.workspace import Workspace

TERM, LAST_TERM, MONTH, ALL, PICK = "term", "last", "month", "all", "pick"
ODD = "odd"

WHEN = (
    (TERM, "本学期"),
    (LAST_TERM, "上学期"),
    (MONTH, "最近 30 天"),
    (ALL, "全部日期"),
    (PICK, "选日期…"),
)
FILTERS = (
    Filter("when", "活动日期", WHEN),
    Filter(
        "state",
        "状态",
        (("", "全部状态"), *((one.value, one.label) for one in Presence), (ODD, "时长要核对")),
    ),
)

_KINDS: dict[Presence, Kind] = {
    Presence.PRESENT: "success",
    Presence.LEAVE: "neutral",
    Presence.ABSENT: "warning",
}


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both in it; None: no bound."""

    first: date | None
    last: date | None

    @property
    def value(self) -> str:
        """As a choice of the filter."""
        return f"{self.first or ''}/{self.last or ''}"

    @property
    def words(self) -> str:
        """On the screen."""
        return f"{self.first or '最早'}—{self.last or '今天以后'}"


def state_kind(row: AttendanceRow) -> Kind:
    """Return the colour of the state."""
    return _KINDS[row.presence]


def day(row: AttendanceRow) -> str:
    """Return the day of the activity, "" where it is not known."""
    return f"{local_time(row.starts_at):%Y-%m-%d}" if row.starts_at else ""


def clock(instant: datetime | None) -> str:
    """Return hours and minutes, "" for none."""
    return f"{local_time(instant):%H:%M}" if instant else ""


COLUMNS = (
    Column[AttendanceRow]("name", "姓名", lambda row: row.name, 92, sort_key="name"),
    Column[AttendanceRow]("day", "活动日期", day, 96, sort_key="starts_at"),
    Column[AttendanceRow](
        "title",
        "活动",
        lambda row: row.title,
        150,
        sort_key="title",
        tooltip=lambda row: f"{row.title}　{row.number}",
    ),
    Column[AttendanceRow](
        "state",
        "状态",
        lambda row: row.presence.label,
        70,
        sort_key="presence",
        kind=state_kind,
    ),
    Column[AttendanceRow](
        "minutes",
        "时长",
        lambda row: hours(row.minutes) if row.presence is Presence.PRESENT else "",
        100,
        "right",
        sort_key="minutes",
        value=lambda row: round(row.minutes / 60, 2),
    ),
    Column[AttendanceRow](
        "student_number", "学号", lambda row: row.student_number, 104, sort_key="student_number"
    ),
    Column[AttendanceRow]("branch", "团支部", lambda row: row.branch, 170, sort_key="branch"),
    Column[AttendanceRow](
        "university", "高校", lambda row: row.university, 110, sort_key="university"
    ),
    Column[AttendanceRow]("check_in", "签到", lambda row: clock(row.check_in), 64, hidden=True),
    Column[AttendanceRow]("check_out", "签退", lambda row: clock(row.check_out), 64, hidden=True),
    Column[AttendanceRow](
        "number", "编号", lambda row: row.number, 150, sort_key="number", hidden=True
    ),
    Column[AttendanceRow](
        "source", "来源", lambda row: row.source.label, 92, sort_key="source", hidden=True
    ),
    Column[AttendanceRow]("edited_by", "经办人", lambda row: row.edited_by, 80, hidden=True),
)


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[AttendanceRow]:
    """Return a page of attendances."""
    asked = wanted(query, workspace.today())
    return LongList(
        lambda reader, limit: attendance_list.first(reader, asked, limit) or None,
        lambda reader: attendance_list.order(reader, asked),
        attendance_list.rows,
        REF_SIZE,
        lambda reader: _words(attendance_list.sums(reader, asked)),
    ).page(workspace.store, query)


def wanted(query: RowsQuery, today: date) -> Wanted:
    """Return what the search and the filters ask for."""
    since, until = _bounds(query.choices.get("when", TERM), today)
    state = query.choices.get("state", "")
    of = query.choices.get("of", "")
    return Wanted(
        text=query.text,
        since=since,
        until=until,
        of=bytes.fromhex(of) or None,
        presence=Presence(state) if state and state != ODD else None,
        odd=state == ODD,
        sort=query.sort_key,
        descending=query.descending,
    )


def _bounds(when: str, today: date) -> tuple[datetime | None, datetime | None]:
    if when == TERM:
        return semester_bounds(today)
    if when == LAST_TERM:
        return semester_bounds(local_time(semester_bounds(today)[0]).date() - timedelta(days=1))
    if when == MONTH:
        return day_start(today - timedelta(days=30)), None
    first, _, last = when.partition("/")
    return (
        day_start(date.fromisoformat(first)) if "/" in when and first else None,
        day_start(date.fromisoformat(last) + timedelta(days=1)) if last else None,
    )


def _words(sums: Sums) -> str:
    return f"合计：到场 {sums.present:,} 人次　时长 {hours(sums.minutes)}"

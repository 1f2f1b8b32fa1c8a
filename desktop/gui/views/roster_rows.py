"""What the page 名册 lists: students, with what they did in this township."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import Gender, Leaving
from desktop.foundation.progress import Progress
from desktop.gui.listing import chosen, long_list, rows_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.widgets.list_detail import Filter
from desktop.store.queries import students
from desktop.store.queries.listing import Listing
from desktop.store.queries.students import StudentRow
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import RosterRow, write_roster


def hours(minutes: int) -> str:
    """Return whole minutes as hours and minutes in words."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return f"{whole} 小时"
    return f"{whole} 小时 {rest} 分" if whole else f"{rest} 分"


def gender(row: StudentRow) -> str:
    """Return the gender in a word, "" when it is not known."""
    return "" if row.gender is Gender.UNKNOWN else row.gender.label


def leaving(row: StudentRow) -> str:
    """Return whether a student is here still, and since when not."""
    return f"{row.leaving.label} {row.left_on}" if row.left_on else row.leaving.label


COLUMNS = (
    Column[StudentRow]("name", "姓名", lambda row: row.name, 96, sort_key="name"),
    Column[StudentRow](
        "number", "学号", lambda row: row.student_number, 124, sort_key="student_number"
    ),
    Column[StudentRow]("gender", "性别", gender, 60, sort_key="gender"),
    Column[StudentRow](
        "university", "高校", lambda row: row.university, 116, sort_key="university"
    ),
    Column[StudentRow](
        "department", "院系", lambda row: row.department, 120, sort_key="department"
    ),
    Column[StudentRow]("branch", "团支部", lambda row: row.branch, 176, sort_key="branch"),
    Column[StudentRow]("phone", "手机号", lambda row: row.phone, 116, sort_key="phone"),
    Column[StudentRow](
        "source", "来源", lambda row: row.source, 92, sort_key="source", hidden=True
    ),
    Column[StudentRow](
        "activities",
        "活动次数",
        lambda row: f"{row.activities} 次",
        88,
        "right",
        sort_key="activities",
        value=lambda row: row.activities,
    ),
    Column[StudentRow](
        "term",
        "本学期",
        lambda row: f"{row.term_activities} 次",
        80,
        "right",
        sort_key="term_activities",
        value=lambda row: row.term_activities,
    ),
    Column[StudentRow](
        "term_hours",
        "本学期时长",
        lambda row: hours(row.term_minutes),
        110,
        "right",
        sort_key="term_minutes",
        hidden=True,
    ),
    Column[StudentRow]("grade", "年级", lambda row: row.grade, 80, sort_key="grade", hidden=True),
    Column[StudentRow]("leaving", "状态", leaving, 110, sort_key="leaving", hidden=True),
    Column[StudentRow](
        "hours", "累计时长", lambda row: hours(row.minutes), 110, "right", sort_key="minutes"
    ),
)


_LOADS: dict[str, Collection[int]] = {"0": (0,), "1": (1,), "2": (2, 3), "4": range(4, 100)}

FILTERS = (
    Filter(
        "leaving",
        "状态",
        [
            (Leaving.NONE.value, "在读"),
            (Leaving.GRADUATED.value, "毕业"),
            (Leaving.AWAY.value, "离开"),
            ("all", "全部"),
        ],
    ),
    Filter(
        "load",
        "本学期次数",
        [
            ("", "本学期不限"),
            ("0", "本学期 0 次"),
            ("1", "本学期 1 次"),
            ("2", "本学期 2—3 次"),
            ("4", "本学期 4 次及以上"),
        ],
    ),
)


def only(query: RowsQuery) -> dict[str, object]:
    """Return the filters in force; rows that were asked for by name are shown whatever they are."""
    found = chosen(query, {})
    leaving_now = query.choices.get("leaving", Leaving.NONE.value)
    if leaving_now != "all" and "id" not in found:
        found["leaving"] = Leaving(leaving_now)
    if load := query.choices.get("load"):
        found["term_activities"] = _LOADS[load]
    return found


def listing(workspace: Workspace) -> Listing[StudentRow]:
    """Return the list of students with what they did in this semester."""
    return students.in_semester(semester_bounds(workspace.today()))


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[StudentRow]:
    """Return a page of students."""
    return long_list(listing(workspace), query, only(query)).page(workspace.store, query)


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the students that `query` lists as a roster that can be imported again.

    Returns how many; raises `WriteError`, `WorkbookError`.
    """
    progress.step(0, 0, "读取名册")
    with workspace.store.read() as reader:
        rows = rows_of(listing(workspace).page, reader, query, only(query))
    progress.step(0, 0, "写入工作簿")
    write_roster(path, map(_roster_row, rows))
    return len(rows)


def _roster_row(row: StudentRow) -> RosterRow:
    return RosterRow(
        row.name,
        row.student_number,
        row.university,
        row.department,
        row.branch,
        row.phone,
        gender(row),
        row.source,
        row.id,
    )

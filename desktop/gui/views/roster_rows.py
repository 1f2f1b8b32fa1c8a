"""What the page 名册 lists: students, with what they did in this township."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.terms import Gender
from desktop.foundation.progress import Progress
from desktop.gui.listing import chosen, page_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.store.queries import students
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


COLUMNS = (
    Column[StudentRow]("name", "姓名", lambda row: row.name, 144, sort_key="name"),
    Column[StudentRow](
        "number", "学号", lambda row: row.student_number, 110, sort_key="student_number"
    ),
    Column[StudentRow]("gender", "性别", gender, 60, sort_key="gender"),
    Column[StudentRow](
        "university", "高校", lambda row: row.university, 116, sort_key="university"
    ),
    Column[StudentRow](
        "department", "院系", lambda row: row.department, 104, sort_key="department"
    ),
    Column[StudentRow]("branch", "团支部", lambda row: row.branch, 124, sort_key="branch"),
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
        "hours", "累计时长", lambda row: hours(row.minutes), 110, sort_key="minutes"
    ),
)


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[StudentRow]:
    """Return a page of students."""
    with workspace.store.read() as reader:
        return page_of(students.page, students.count, reader, query, chosen(query, {}))


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the students that `query` lists as a roster that can be imported again.

    Returns how many; raises `WriteError`, `WorkbookError`.
    """
    progress.step(0, 0, "读取名册")
    with workspace.store.read() as reader:
        rows = students.page(
            reader,
            sort=query.sort_key,
            descending=query.descending,
            text=query.text,
            only=chosen(query, {}),
        )
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

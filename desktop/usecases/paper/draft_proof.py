"""实践证明: what a student did here, for the university to count."""

from __future__ import annotations

from desktop.documents.blocks import Column, Table
from desktop.documents.certificate import hours
from desktop.documents.page import MM, chinese_date
from desktop.foundation.clock import local_day
from desktop.foundation.errors import QingqiaoError
from desktop.store.queries import attendances, students
from desktop.store.queries.attendances import Attended
from desktop.store.store import MissingRowError
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_COLUMNS = (
    Column("序号", 11, "centre"),
    Column("活动", 72),
    Column("日期", 34, "centre"),
    Column("时长", 30, "centre"),
)


class NothingAttendedError(QingqiaoError):
    """A proof of practice for one who has not taken part."""


def draft_proof(workspace: Workspace, student_id: bytes) -> Draft:
    """Return a student's proof of practice; raises `NothingAttendedError`, `MissingRowError`."""
    with workspace.store.read() as reader:
        found = students.page(reader, only={"id": student_id})
        if not found:
            raise MissingRowError("这名学生不在名册里，没有打印。", "请刷新名册后重选。")
        (row,) = found
        attended = attendances.attended(reader, student_id)
        values = common(workspace, reader)
    if not attended:
        raise NothingAttendedError(
            "这名学生还没有到场记录，开不出实践证明。", "请先在“项目与活动”里录入签到。"
        )
    total = sum(one.minutes for one in attended)
    days = [local_day(one.starts_at) for one in attended if one.starts_at]
    values |= {
        "姓名": row.name,
        "学号": row.student_number,
        "高校": row.university,
        "院系": row.department,
        "团支部": row.branch,
        "起": chinese_date(min(days)) if days else "",
        "止": chinese_date(max(days)) if days else "",
        "次数": str(len(attended)),
        "时长": hours(total),
    }
    return Draft(
        PaperKind.PROOF,
        values,
        people=1,
        about=f"{row.name}：{len(attended)} 次，共 {hours(total)}",
        file_name=f"实践证明_{row.name}_{row.student_number}",
        asked=("日期",),
        attached={"活动": _table(attended, total)},
    )


def _table(attended: list[Attended], total: int) -> Table:
    rows = tuple(
        (
            str(number),
            one.title,
            chinese_date(local_day(one.starts_at)) if one.starts_at else "",
            hours(one.minutes),
        )
        for number, one in enumerate(attended, start=1)
    )
    return Table(_COLUMNS, rows, 7.5 * MM, total=("", "合计", "", hours(total)))

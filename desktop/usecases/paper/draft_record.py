"""个人实践记录: all that a student did here, semester by semester, and what was given for it."""

from __future__ import annotations

from itertools import groupby

from desktop.documents.blocks import Column, Fact, Facts, Table
from desktop.documents.certificate import hours
from desktop.documents.page import MM, chinese_date
from desktop.domain.activity import semester_of
from desktop.domain.terms import CertificateState, Leaving
from desktop.foundation.clock import local_day
from desktop.store.queries import students
from desktop.store.queries.attendances import Attended
from desktop.store.queries.history import Given, history
from desktop.store.queries.students import StudentRow
from desktop.store.store import MissingRowError
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_PRACTICE = (
    Column("学期", 58),
    Column("活动", 56),
    Column("日期", 36, "centre"),
    Column("时长", 32, "centre"),
)
_CERTIFICATES = (
    Column("证书编号", 70),
    Column("颁发日期", 40, "centre"),
    Column("时长", 30, "centre"),
    Column("状态", 30, "centre"),
)


def draft_record(workspace: Workspace, student_id: bytes) -> Draft:
    """Return a student's whole record; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        found = students.page(reader, only={"id": student_id})
        if not found:
            raise MissingRowError("这名学生不在名册里，没有打印。", "请刷新名册后重选。")
        (row,) = found
        past = history(reader, student_id)
        values = common(workspace, reader)
    total = sum(one.minutes for one in past.attended)
    return Draft(
        PaperKind.RECORD,
        values | {"姓名": row.name},
        people=1,
        about=f"{row.name}：{len(past.attended)} 次，共 {hours(total)}",
        file_name=f"个人实践记录_{row.name}_{row.student_number}",
        asked=("日期",),
        attached={
            "基本情况": _person(row),
            "实践经历": _practice(past.attended, total),
            "证书": _given(past.given),
        },
    )


def semester_name(attended: Attended) -> str:
    """Return the semester that an activity belongs to, "" when it has no date."""
    return semester_of(local_day(attended.starts_at))[0] if attended.starts_at else ""


def _person(row: StudentRow) -> Facts:
    left = f"{row.leaving.label}（{chinese_date(row.left_on)}）" if row.left_on else ""
    return Facts(
        (
            (Fact("姓名", row.name), Fact("学号", row.student_number)),
            (Fact("高校", row.university), Fact("院系", row.department)),
            (Fact("团支部", row.branch), Fact("状态", left or Leaving(row.leaving).label)),
        )
    )


def _practice(attended: list[Attended], total: int) -> Table:
    rows = []
    for name, group in groupby(attended, key=semester_name):
        for at, one in enumerate(group):
            day = chinese_date(local_day(one.starts_at)) if one.starts_at else ""
            rows.append((name if at == 0 else "", one.title, day, hours(one.minutes)))
    count = f"{len(attended)} 次"
    return Table(_PRACTICE, tuple(rows), 7.5 * MM, total=("合计", count, "", hours(total)))


def _given(given: list[Given]) -> Table:
    rows = tuple(
        (
            one.serial,
            chinese_date(one.on) if one.on else "",
            hours(one.minutes),
            "" if one.state == CertificateState.ISSUED else one.state.label,
        )
        for one in given
    )
    return Table(_CERTIFICATES, rows or (("无", "", "", ""),), 7.5 * MM)

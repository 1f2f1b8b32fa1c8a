"""打印签到表."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desktop.documents.fonts import undrawable
from desktop.documents.sign_in_sheet import (
    Column,
    SheetRow,
    SignInSheet,
    paginate,
    render_sheet,
)
from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import ActivityState
from desktop.foundation.clock import BEIJING
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.letterhead import letterhead
from desktop.store.store import Reader
from desktop.store.tables import Activity, SheetPage
from desktop.usecases.workspace import Workspace

COLUMNS = (
    Column.NUMBER,
    Column.NAME,
    Column.BRANCH,
    Column.STUDENT_NUMBER,
    Column.CHECK_IN,
    Column.CHECK_OUT,
    Column.LEAVE,
    Column.ABSENT,
)
"""Only what signing in needs: no phone numbers on a sheet that goes round."""

SAFETY_NOTE = "遵守交通规则，服从带队老师和社区工作人员安排；如遇紧急情况请立即联系随队负责人。"


@dataclass(frozen=True)
class SheetOptions:
    """How a sheet is laid out."""

    columns: tuple[Column, ...] = COLUMNS
    walk_in_rows: int = 4
    landscape: bool = False
    safety_note: str = SAFETY_NOTE


@dataclass(frozen=True)
class SheetMade:
    """The sheet as PDF; `undrawable` are the names with characters that print as 〓."""

    pdf: bytes
    version: int
    pages: int
    students: int
    undrawable: tuple[str, ...]


_STANDARD = SheetOptions()


def make_sheet(
    workspace: Workspace,
    activity_id: bytes,
    options: SheetOptions = _STANDARD,
    progress: Progress = SILENT,
) -> SheetMade:
    """Make the next version of an activity's sheet and remember who stands on which page.

    Raises `ActivityRuleError` for a cancelled activity or an empty list, `MissingRowError`.
    """
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if activity.state is ActivityState.CANCELLED:
            raise ActivityRuleError("活动已取消，不再打印签到表。", "请选择要开展的活动。")
        students = attendances.grid(writer, activity_id)
        if not students:
            raise ActivityRuleError("还没有人报名，签到表是空的。", "请先按团支部或逐人报名。")
        progress.step(1, 3, "排版")
        version = attendances.last_version(writer, activity_id) + 1
        sheet = _sheet(
            writer, activity, students, options, version=version, printed_on=workspace.today()
        )
        pages = paginate(sheet)
        for number, indices in enumerate(pages, start=1):
            writer.add(
                SheetPage(
                    activity_id=activity_id,
                    version=version,
                    page=number,
                    pages=len(pages),
                    students=b"".join(students[index].student_id for index in indices),
                    printed_at=workspace.now(),
                )
            )
        progress.step(2, 3, "生成 PDF")
        return SheetMade(
            render_sheet(sheet),
            version,
            len(pages),
            len(students),
            tuple(student.name for student in students if undrawable(student.name)),
        )


def listed(workspace: Workspace, activity_ids: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the students who would stand on the sheets of these activities."""
    with workspace.store.read() as reader:
        rows = [row for one in activity_ids for row in attendances.grid(reader, one)]
    return tuple(dict.fromkeys(row.student_id for row in rows))


def period(starts: datetime | None, ends: datetime | None) -> str:
    """Return when an activity is in words, in Beijing time."""
    if starts is None or ends is None:
        return "待定"
    begin, end = starts.astimezone(BEIJING), ends.astimezone(BEIJING)
    day = f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}"
    if begin.date() == end.date():
        return f"{day}—{end:%H:%M}"
    return f"{day}—{end.month}月{end.day}日 {end:%H:%M}"


def _sheet(
    reader: Reader,
    activity: Activity,
    students: list[GridRow],
    options: SheetOptions,
    *,
    version: int,
    printed_on: date,
) -> SignInSheet:
    head = letterhead(reader)
    rows = [SheetRow(one.name, one.branch, one.student_number, one.phone) for one in students]
    return SignInSheet(
        title=activity.title,
        committee=head.committee,
        township=head.township,
        theme=activity.theme.label,
        mode=activity.mode.label,
        when=period(activity.starts_at, activity.ends_at),
        place=activity.place,
        leader="　".join(filter(None, (activity.leader, activity.leader_phone))),
        safety_note=options.safety_note,
        rows=tuple(rows),
        columns=options.columns,
        walk_in_rows=options.walk_in_rows,
        landscape=options.landscape,
        activity_code=activity.number,
        version=version,
        printed_on=printed_on,
        reference=activity.number,
    )

"""打印签到表."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from desktop.documents.fonts import undrawable
from desktop.documents.sign_in_sheet import (
    Column,
    SheetRow,
    SignInSheet,
    paginate,
    render_sheet,
    render_sheets,
)
from desktop.documents.wording import phrases_in
from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import ActivityState
from desktop.foundation.clock import BEIJING
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.letterhead import letterhead
from desktop.store.store import Reader, Writer
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
    """The sheet as PDF; `undrawable` are the texts with characters that print as 〓."""

    pdf: bytes
    version: int
    pages: int
    students: int
    undrawable: tuple[str, ...]


@dataclass(frozen=True)
class SheetsMade:
    """Sheets of several activities in one PDF."""

    pdf: bytes
    activities: int
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
        progress.step(1, 3, "排版")
        sheet, pages = _prepare(workspace, writer, activity_id, options)
        progress.step(2, 3, "生成 PDF")
        pdf = render_sheet(sheet)
    return SheetMade(pdf, sheet.version, pages, len(sheet.rows), _undrawable([sheet]))


def make_sheets(
    workspace: Workspace,
    activity_ids: Sequence[bytes],
    options: SheetOptions = _STANDARD,
    progress: Progress = SILENT,
) -> SheetsMade:
    """Make the next version of the sheets of several activities, in one file; all or none.

    Raises `ActivityRuleError`, naming the activity, for one that is cancelled or has no list, or
    when there is none; `MissingRowError`.
    """
    if not activity_ids:
        raise ActivityRuleError("没有选择活动。", "请勾选要打印签到表的活动。")
    with workspace.store.write() as writer:
        made = []
        for done, activity_id in enumerate(activity_ids):
            progress.step(done, len(activity_ids), "排版")
            made.append(_prepare(workspace, writer, activity_id, options))
        sheets = [sheet for sheet, _ in made]
        progress.step(0, 0, "生成 PDF")
        pdf = render_sheets([(sheet, None) for sheet in sheets])
    return SheetsMade(
        pdf,
        len(sheets),
        sum(pages for _, pages in made),
        sum(len(sheet.rows) for sheet in sheets),
        _undrawable(sheets),
    )


def _undrawable(sheets: Iterable[SignInSheet]) -> tuple[str, ...]:
    return phrases_in(text for sheet in sheets for text in sheet_texts(sheet))


def sheet_texts(sheet: SignInSheet) -> tuple[str, ...]:
    """Return the texts of a sheet that the ledger or a clerk wrote."""
    facts = (sheet.title, sheet.committee, sheet.place, sheet.leader, sheet.safety_note)
    return (*facts, *(text for row in sheet.rows for text in (row.name, row.branch)))


def _prepare(
    workspace: Workspace, writer: Writer, activity_id: bytes, options: SheetOptions
) -> tuple[SignInSheet, int]:
    """Return the next sheet of an activity and its pages, which are remembered."""
    activity = writer.get(Activity, activity_id)
    if activity.state is ActivityState.CANCELLED:
        raise ActivityRuleError(
            f"活动“{activity.title}”已取消，不再打印签到表。", "请选择要开展的活动。"
        )
    students = attendances.grid(writer, activity_id)
    if not students:
        raise ActivityRuleError(
            f"“{activity.title}”还没有人报名，签到表是空的。", "请先按团支部或逐人报名。"
        )
    version = attendances.last_version(writer, activity_id) + 1
    sheet = _sheet(
        writer, activity, students, options, version=version, printed_on=workspace.today()
    )
    pages = paginate(sheet)
    for number, indices in enumerate(pages, start=1):
        on_page = replace(sheet, rows=tuple(sheet.rows[index] for index in indices))
        writer.add(
            SheetPage(
                activity_id=activity_id,
                version=version,
                page=number,
                pages=len(pages),
                students=b"".join(students[index].student_id for index in indices),
                printed_at=workspace.now(),
                layout="" if number > 1 else layout_of(sheet),
                undrawn=undrawable("".join(sheet_texts(on_page))),
            )
        )
    return sheet, len(pages)


def layout_of(sheet: SignInSheet) -> str:
    """Return what a sheet is printed with, but for its rows, as text to be kept."""
    return msgspec.json.encode(replace(sheet, rows=())).decode()


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

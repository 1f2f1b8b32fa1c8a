"""参保名单 for the insurer; what is kept of it, and for how long, is in usecases/activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.documents.blocks import Column, Fact, Facts, Table
from desktop.domain.activity import ActivityRuleError
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.usecases.attendance.make_sheet import period
from desktop.usecases.paper.draft_notice import activity_row
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace
from desktop.workbooks.insured import InsuredRow, read_insured, write_insured_form
from desktop.workbooks.table import RowError

_COLUMNS = (
    Column("序号", 10, "centre"),
    Column("姓名", 34, "centre"),
    Column("身份证号", 46, "centre"),
    Column("高校、团支部", 60),
    Column("手机号", 30, "centre"),
)


@dataclass(frozen=True)
class Numbers:
    """身份证号 by student, of those on the list; `strangers` are names that nobody there has."""

    by_student: Mapping[bytes, str]
    emergency: Mapping[bytes, str]
    missing: tuple[str, ...]
    strangers: tuple[str, ...]
    errors: tuple[RowError, ...]


def read_numbers(workspace: Workspace, activity_id: bytes, path: Path) -> Numbers:
    """Read a workbook and find whose the numbers are, by student number, else by a name alone.

    Raises `WorkbookError`.
    """
    found = read_insured(path)
    with workspace.store.read() as reader:
        people = attendances.grid(reader, activity_id)
    by_student: dict[bytes, str] = {}
    emergency: dict[bytes, str] = {}
    strangers = []
    for row in found.rows:
        match = _match(row, people)
        if match is None:
            strangers.append(row.name)
        else:
            by_student[match.student_id] = row.identity
            emergency[match.student_id] = row.emergency
    missing = tuple(one.name for one in people if one.student_id not in by_student)
    return Numbers(by_student, emergency, missing, tuple(strangers), found.errors)


def _match(row: InsuredRow, people: list[GridRow]) -> GridRow | None:
    same = [one for one in people if one.name == row.name]
    if row.student_number:
        same = [one for one in same if one.student_number == row.student_number]
    return same[0] if len(same) == 1 else None


def write_form(workspace: Workspace, activity_id: bytes, path: Path) -> int:
    """Write the workbook in which the numbers are to be filled; returns how many people.

    Raises `WriteError`.
    """
    with workspace.store.read() as reader:
        people = attendances.grid(reader, activity_id)
    write_insured_form(path, [(one.name, one.student_number) for one in people])
    return len(people)


def draft_insured(workspace: Workspace, activity_id: bytes, numbers: Mapping[bytes, str]) -> Draft:
    """Return the list to insure, with an empty cell where a number is not known.

    Raises `ActivityRuleError` for an empty list, `MissingRowError`.
    """
    with workspace.store.read() as reader:
        row = activity_row(reader, activity_id)
        people = attendances.grid(reader, activity_id)
        values = common(workspace, reader)
    if not people:
        raise ActivityRuleError("还没有人报名，参保名单是空的。", "请先按团支部或逐人报名。")
    facts = Facts(
        (
            (Fact("活动名称", row.title),),
            (Fact("活动时间", period(row.starts_at, row.ends_at)), Fact("活动地点", row.place)),
            (Fact("投保单位", values["单位"]), Fact("参保人数", f"{len(people)} 人")),
        )
    )
    rows = tuple(
        (
            str(number),
            one.name,
            numbers.get(one.student_id, ""),
            f"{one.university}{one.branch}",
            one.phone,
        )
        for number, one in enumerate(people, start=1)
    )
    return Draft(
        PaperKind.INSURED,
        values,
        about=f"{row.title}：{len(people)} 人",
        people=len(people),
        file_name=f"参保名单_{row.number}",
        attached={"活动": facts, "名单": Table(_COLUMNS, rows)},
    )

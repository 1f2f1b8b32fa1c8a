"""换岗交接: the list to sign and the ledgers as workbooks, in one new folder, without any key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.documents.letter import render_document
from desktop.documents.template import standard_text
from desktop.domain.account import Deed
from desktop.domain.audit import Act
from desktop.foundation.clock import BEIJING
from desktop.foundation.file_names import file_name
from desktop.foundation.files import replacing_folder, unused, write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import (
    activities,
    appointments,
    certificates,
    grounds,
    needs,
    pairings,
    projects,
    students,
)
from desktop.store.queries.attachments import signed_papers
from desktop.store.store import Reader
from desktop.usecases.account.permission import require
from desktop.usecases.handover.checklist import handover_checklist
from desktop.usecases.handover.draft_list import draft_list
from desktop.usecases.paper.print_draft import compose_draft
from desktop.usecases.workspace import Workspace
from desktop.workbooks.listing import write_listing

_LIST = "交接清单.pdf"


@dataclass(frozen=True)
class Ledger:
    """A workbook: (heading, width in characters, field of the row), and how its rows are read."""

    name: str
    columns: tuple[tuple[str, float, str], ...]
    rows: Callable[[Reader], Sequence[object]]


_LEDGERS = (
    Ledger(
        "名册",
        (
            ("姓名", 14, "name"),
            ("学号", 18, "student_number"),
            ("高校", 22, "university"),
            ("院系", 22, "department"),
            ("团支部", 22, "branch"),
            ("手机号", 16, "phone"),
            ("活动次数", 10, "activities"),
            ("累计分钟", 10, "minutes"),
        ),
        students.page,
    ),
    Ledger(
        "社区需求",
        (
            ("社区", 20, "community"),
            ("需求", 30, "title"),
            ("主题", 18, "theme"),
            ("状态", 10, "state"),
            ("需要人数", 10, "headcount"),
            ("内容", 40, "detail"),
            ("截止日期", 13, "valid_until"),
        ),
        needs.page,
    ),
    Ledger(
        "实践阵地",
        (
            ("名称", 24, "name"),
            ("类别", 16, "kind"),
            ("地址", 30, "address"),
            ("可容纳人数", 10, "capacity"),
            ("联系人", 14, "contact"),
            ("联系电话", 16, "phone"),
            ("备注", 30, "note"),
        ),
        grounds.BASES.page,
    ),
    Ledger(
        "结对",
        (
            ("层级", 16, "level"),
            ("状态", 14, "state_words"),
            ("社区", 20, "community"),
            ("高校", 22, "university"),
            ("院系", 22, "department"),
            ("团支部", 22, "branch"),
            ("开始日期", 13, "active_from"),
            ("截止日期", 13, "active_until"),
            ("高校联系人", 14, "campus_contact"),
            ("联系电话", 16, "campus_phone"),
        ),
        pairings.page,
    ),
    Ledger(
        "项目",
        (
            ("项目", 26, "name"),
            ("类别", 16, "kind"),
            ("主题", 18, "theme"),
            ("社区", 20, "community"),
            ("高校", 22, "university"),
            ("团支部", 22, "branch"),
            ("社区负责人", 14, "community_owner"),
            ("高校负责人", 14, "campus_owner"),
            ("开始日期", 13, "starts_on"),
            ("结束日期", 13, "ends_on"),
            ("活动次数", 10, "activities"),
            ("目标", 40, "goal"),
            ("成果", 40, "results"),
        ),
        projects.page,
    ),
    Ledger(
        "活动",
        (
            ("编号", 20, "number"),
            ("活动", 30, "title"),
            ("项目", 26, "project"),
            ("状态", 10, "state"),
            ("开始", 18, "starts_at"),
            ("结束", 18, "ends_at"),
            ("地点", 24, "place"),
            ("负责人", 12, "leader"),
            ("报名", 8, "enrolled"),
            ("到场", 8, "present"),
            ("证书", 8, "certificates"),
        ),
        activities.page,
    ),
    Ledger(
        "证书",
        (
            ("编号", 24, "serial"),
            ("姓名", 14, "name"),
            ("活动", 30, "activity"),
            ("分钟", 8, "minutes"),
            ("颁发日期", 13, "issued_on"),
            ("状态", 10, "state"),
        ),
        certificates.page,
    ),
    Ledger(
        "聘任",
        (
            ("职务", 18, "kind"),
            ("姓名", 14, "person"),
            ("所在单位", 24, "unit"),
            ("任职单位", 24, "serves"),
            ("电话", 16, "phone"),
            ("聘期开始", 13, "starts_on"),
            ("聘期结束", 13, "ends_on"),
        ),
        appointments.page,
    ),
)


@dataclass(frozen=True)
class Pack:
    """The folder, its files, and of how many students it holds personal data."""

    folder: Path
    files: tuple[str, ...]
    people: int


def make_pack(workspace: Workspace, where: Path, progress: Progress = SILENT) -> Pack:
    """Write the pack into a new folder of `where`; all of it or nothing.

    What opens the data is not in it: keys, passphrases and the recovery sheet go from hand to
    hand. Raises `NotAllowedError`, `WriteError`.
    """
    require(workspace, Deed.HANDOVER)
    draft = draft_list(workspace, handover_checklist(workspace))
    document = compose_draft(draft, standard_text(draft.kind), {})
    target = unused(where / f"换岗交接_{workspace.today():%Y%m%d}", "2")
    with workspace.store.write(Act.HAND_OVER) as writer:
        files, people = [_LIST], 0
        with replacing_folder(target) as aside:
            for done, ledger in enumerate(_LEDGERS):
                progress.step(done, len(_LEDGERS), f"正在写{ledger.name}")
                rows = ledger.rows(writer)
                people = people or len(rows)
                files.append(_write(aside, ledger, rows))
            files += _write_papers(writer, aside)
            write_bytes(aside / _LIST, render_document(document))
            writer.tell(f"交接材料 {len(files)} 个文件", people=people)
    return Pack(target, tuple(files), people)


def _write(folder: Path, ledger: Ledger, rows: Sequence[object]) -> str:
    name = f"{ledger.name}.xlsx"
    columns = [(heading, width) for heading, width, _ in ledger.columns]
    cells = ([_cell(getattr(row, field)) for _, _, field in ledger.columns] for row in rows)
    write_listing(folder / name, ledger.name, columns, cells)
    return name


def _write_papers(reader: Reader, folder: Path) -> list[str]:
    """Write the photos of signed papers, each called by the partners and the side."""
    names = []
    for number, paper in enumerate(signed_papers(reader), start=1):
        said = f"签字件 {number:03} {paper.partners} {paper.side.label}"
        names.append(f"{file_name(said)}.jpg")
        write_bytes(folder / names[-1], paper.content)
    return names


def _cell(value: object) -> str | int:
    """Return a value as a clerk reads it."""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return str(getattr(value, "label", "" if value is None else value))

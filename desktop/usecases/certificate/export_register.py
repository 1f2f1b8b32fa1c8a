"""证书登记表: all certificates, revoked ones included, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.documents.certificate import hours
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import certificates
from desktop.store.queries.certificates import CertificateRow
from desktop.store.queries.letterhead import letterhead
from desktop.usecases.workspace import Workspace
from desktop.workbooks.listing import write_listing

_COLUMNS = (
    ("编号", 24.0),
    ("姓名", 14.0),
    ("证书", 16.0),
    ("活动", 34.0),
    ("时长", 14.0),
    ("颁发日期", 13.0),
    ("学校", 22.0),
    ("院系", 22.0),
    ("团支部", 22.0),
    ("学号", 16.0),
    ("状态", 10.0),
    ("作废原因", 24.0),
    ("代替的证书", 24.0),
    ("领取人签字", 16.0),
)


@dataclass(frozen=True)
class RegisterExported:
    """The workbook, and how many certificates it lists."""

    path: Path
    rows: int


def export_register(
    workspace: Workspace, path: Path, progress: Progress = SILENT
) -> RegisterExported:
    """Write the register in the order of the serials; raises `WriteError`, `Cancelled`."""
    with workspace.store.read() as reader:
        rows = certificates.page(reader, sort="serial")
        head = letterhead(reader)
    title = f"{head.committee}证书登记表"
    write_listing(path, title, _COLUMNS, _cells(rows, progress))
    return RegisterExported(path, len(rows))


def _cells(rows: list[CertificateRow], progress: Progress) -> Iterator[tuple[str, ...]]:
    for done, row in enumerate(rows):
        progress.step(done, len(rows), "正在写登记表")
        yield (
            row.serial,
            row.name,
            row.heading,
            row.activity,
            hours(row.minutes),
            f"{row.issued_on or ''}",
            row.university,
            row.department,
            row.branch,
            row.student_number,
            row.state.label,
            row.reason,
            row.replaced,
            "",
        )

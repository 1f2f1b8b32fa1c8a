"""导出审计日志: the log, or the part of it that is listed, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.audit import Act
from desktop.foundation.progress import SILENT, Progress
from desktop.store import audit
from desktop.store.queries.audit import AuditRow, page
from desktop.usecases.audit.entry_words import about_words, act_words, when_words
from desktop.usecases.workspace import Workspace
from desktop.workbooks.listing import write_listing

_COLUMNS = (
    ("序号", 9.0),
    ("时间", 20.0),
    ("经办人", 14.0),
    ("做了什么", 16.0),
    ("内容", 60.0),
    ("用途", 30.0),
    ("涉及人数", 10.0),
)


@dataclass(frozen=True)
class LogExported:
    """The workbook, and how many entries it lists."""

    path: Path
    rows: int


def export_log(
    workspace: Workspace,
    path: Path,
    progress: Progress = SILENT,
    *,
    text: str = "",
    only: Mapping[str, object] | None = None,
) -> LogExported:
    """Write the entries that match, the newest first, and note that it was done.

    The head stands in the title: by it the log can be verified later. Raises `WriteError`.
    """
    with workspace.store.read() as reader:
        rows = page(reader, text=text, only=only)
        head = audit.head(reader.connection)
    write_listing(path, f"审计日志（末条 {head}）", _COLUMNS, _cells(rows, progress))
    with workspace.store.write(Act.EXPORT) as writer:
        writer.tell(f"审计日志 {len(rows)} 条")
    return LogExported(path, len(rows))


def _cells(rows: Sequence[AuditRow], progress: Progress) -> Iterator[tuple[str | int, ...]]:
    for done, row in enumerate(rows):
        progress.step(done, len(rows), "正在写审计日志")
        yield (
            row.id,
            when_words(row),
            row.actor,
            act_words(row.act),
            about_words(row),
            row.purpose,
            row.people or "",
        )

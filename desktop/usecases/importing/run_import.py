"""导入: all readable rows in one transaction; nothing is deleted for being missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.audit import Act
from desktop.foundation.progress import SILENT, Progress
from desktop.store.batches import batches
from desktop.usecases.importing.importing import NOTHING, Importing
from desktop.usecases.importing.preview_import import ImportPreview, Problem, compare
from desktop.usecases.workspace import Workspace

_PART = 50


@dataclass(frozen=True)
class Imported:
    """How many records were added and changed, how many were so already, and the rows left out."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]


def run_import(
    workspace: Workspace,
    importing: Importing,
    source: ImportPreview | Path,
    progress: Progress = SILENT,
) -> Imported:
    """Import a workbook; it is read and compared afresh, so a stale preview does no harm.

    Raises `WorkbookError`, `Cancelled`; then nothing is written.
    """
    path, corrections = (
        (source, NOTHING) if isinstance(source, Path) else (source.path, source.corrections)
    )
    with workspace.store.write(Act.IMPORT) as writer:
        found = compare(writer, importing, path, progress, corrections)
        total, records = len(found.new) + len(found.changed), importing.records
        for at, part in enumerate(batches(found.new, _PART)):
            progress.step(at * _PART, total, "写入新记录")
            records.add(writer, importing.table, [one.fields for one in part])
        for done, one in enumerate(found.changed, start=len(found.new)):
            progress.step(done, total, "更新记录")
            said = {name: after for name, (_, after) in one.changes.items()}
            records.edit(writer, importing.table, [(one.id, said)])
        changes = {one.id: one.changes for one in found.changed}
        importing.keep_history(writer, changes, workspace.today())
        progress.step(total, total, "保存")
        return Imported(len(found.new), len(found.changed), found.unchanged, found.problems)

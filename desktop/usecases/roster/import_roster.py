"""导入名册: all readable rows in one go; nobody is deleted for being missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.audit import Act
from desktop.domain.terms import Gender
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries.bulk import add_all
from desktop.store.tables import Student
from desktop.usecases.roster.preview_roster import (
    NO_CORRECTIONS,
    RosterPreview,
    RosterProblem,
    compare,
)
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import read_roster

_CHUNK = 200


@dataclass(frozen=True)
class RosterImported:
    """How many students were added and changed, how many were so already, and the rows left out."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[RosterProblem, ...]


def import_roster(
    workspace: Workspace, source: RosterPreview | Path, progress: Progress = SILENT
) -> RosterImported:
    """Import a roster; the file is read and compared afresh, so a stale preview does no harm.

    Raises `WorkbookError`, `Cancelled`; then nothing is written.
    """
    path, corrections = (
        (source, NO_CORRECTIONS) if isinstance(source, Path) else (source.path, source.corrections)
    )
    progress.step(0, 0, "读取名册")
    roster = read_roster(path)
    problems = [RosterProblem(error.row, error.column, error.message) for error in roster.errors]
    with workspace.store.write(Act.IMPORT) as writer:
        found = compare(writer, path, roster.rows, problems, corrections)
        total = len(found.new) + len(found.changed)
        for start in range(0, len(found.new), _CHUNK):
            progress.step(start, total, "写入新学生")
            add_all(
                writer,
                [
                    Student(
                        branch_id=one.branch_id,
                        name=one.name,
                        student_number=one.student_number,
                        gender=one.gender,
                        phone=one.phone,
                    )
                    for one in found.new[start : start + _CHUNK]
                ],
            )
        for done, one in enumerate(found.changed, start=len(found.new)):
            progress.step(done, total, "更新学生")
            student = writer.get(Student, one.student_id)
            for field, (_, after) in one.changes.items():
                setattr(student, field, Gender(after) if field == "gender" else after)
        progress.step(total, total, "保存")
        return RosterImported(len(found.new), len(found.changed), found.unchanged, found.problems)

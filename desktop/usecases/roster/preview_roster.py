"""导入名册之前看一看: what would be new, what would change, what cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from desktop.domain.private_use import unicode_form
from desktop.domain.terms import Gender
from desktop.foundation.progress import SILENT, Progress
from desktop.store.store import Reader
from desktop.store.tables import Student
from desktop.usecases.roster.check_names import NameTrouble, troubles
from desktop.usecases.roster.match_branches import BranchMatcher, named
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import RosterRow, read_roster

NO_CORRECTIONS: Mapping[str, str] = MappingProxyType({})

_GENDERS = {gender.label: gender for gender in Gender}


@dataclass(frozen=True)
class NewStudent:
    """A row whose student is not in the roster yet."""

    row: int
    branch_id: bytes
    name: str
    student_number: str
    gender: Gender
    phone: str


@dataclass(frozen=True)
class ChangedStudent:
    """A row that says something new of a student; `changes` maps a field to (before, after)."""

    row: int
    student_id: bytes
    name: str
    changes: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class RosterProblem:
    """A row left out, and why; `row` as the spreadsheet shows it."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class RosterPreview:
    """What importing the file would do. Students missing from the file are not touched.

    `unknown_branches` are the names, each once, for which no single branch was found;
    `troubles` are the names with characters that would print as 〓, as the file has them;
    `corrections` is what is taken instead of a name.
    """

    path: Path
    new: tuple[NewStudent, ...]
    changed: tuple[ChangedStudent, ...]
    unchanged: int
    problems: tuple[RosterProblem, ...]
    unknown_branches: tuple[str, ...]
    troubles: tuple[NameTrouble, ...]
    corrections: Mapping[str, str]


def preview_roster(
    workspace: Workspace,
    path: Path,
    progress: Progress = SILENT,
    corrections: Mapping[str, str] = NO_CORRECTIONS,
) -> RosterPreview:
    """Compare a roster with the students here, writing nothing; raises `WorkbookError`."""
    progress.step(0, 2, "读取名册")
    roster = read_roster(path)
    progress.step(1, 2, "核对名册")
    with workspace.store.read() as reader:
        return compare(
            reader,
            path,
            roster.rows,
            [RosterProblem(error.row, error.column, error.message) for error in roster.errors],
            corrections,
        )


def compare(
    reader: Reader,
    path: Path,
    rows: Iterable[RosterRow],
    problems: list[RosterProblem],
    corrections: Mapping[str, str],
) -> RosterPreview:
    """Compare readable rows with the students here; `problems` are those found before."""
    rows = [replace(row, name=corrections.get(row.name, row.name)) for row in rows]
    matcher = BranchMatcher(reader, rows)
    known = {(one.branch_id, one.student_number): one for one in reader.find(Student)}
    seen: dict[tuple[bytes, str], int] = {}
    new, changed, unknown = [], [], []
    unchanged = 0
    for row in rows:
        branch = matcher.find(named(row))
        if isinstance(branch, str):
            problems.append(RosterProblem(row.row, "团支部", branch))
            unknown.append(row.branch)
            continue
        first = seen.setdefault((branch, row.student_number), row.row)
        if first != row.row:
            problems.append(RosterProblem(row.row, "学号", f"与第 {first} 行重复"))
            continue
        student = known.get((branch, row.student_number))
        if student is None:
            new.append(_new(row, branch))
        elif changes := _changes(student, row):
            changed.append(ChangedStudent(row.row, student.id, row.name, changes))
        else:
            unchanged += 1
    return RosterPreview(
        path,
        tuple(new),
        tuple(changed),
        unchanged,
        tuple(sorted(problems, key=lambda problem: problem.row)),
        tuple(dict.fromkeys(unknown)),
        troubles(row.name for row in rows),
        corrections,
    )


def _new(row: RosterRow, branch_id: bytes) -> NewStudent:
    gender = _GENDERS.get(row.gender, Gender.UNKNOWN)
    return NewStudent(row.row, branch_id, row.name, row.student_number, gender, row.phone)


def _changes(student: Student, row: RosterRow) -> dict[str, tuple[str, str]]:
    """Return the fields that the row fills otherwise; an empty cell says nothing.

    A name in the private characters of an old system is the same name as its Unicode form.
    """
    same = unicode_form(row.name) == student.name
    said = {
        "name": (student.name, student.name if same else row.name),
        "gender": (student.gender.value, _GENDERS.get(row.gender, student.gender).value),
        "phone": (student.phone, row.phone or student.phone),
    }
    return {name: pair for name, pair in said.items() if pair[0] != pair[1]}

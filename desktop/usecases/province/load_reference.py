"""Load reference data: divisions, universities, departments and branches, all in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import reference_id
from desktop.foundation.progress import SILENT, Progress
from desktop.store import rows
from desktop.store.rows import Row
from desktop.store.store import Reader, Writer
from desktop.store.tables import University
from desktop.usecases.workspace import Workspace
from desktop.workbooks.reference import (
    BranchRow,
    CommunityRow,
    TownshipRow,
    UniversityRow,
    community_kind,
    find_reference,
    read_branches,
    read_communities,
    read_townships,
    read_universities,
)
from desktop.workbooks.table import RowError

T = TypeVar("T")

Reading = Callable[[Path], tuple[Sequence[T], Sequence[RowError]]]

_PART = 10_000


class WrongEndError(QingqiaoError):
    """A step of the provincial end was asked of a township, or the reverse."""


@dataclass(frozen=True)
class Problem:
    """A row that was left out."""

    file: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Loaded:
    """How many rows each table was given, how many of all really changed, what was left out.

    `unused` names the files of the folder that were not read.
    """

    townships: int
    communities: int
    universities: int
    departments: int
    branches: int
    changed: int
    problems: tuple[Problem, ...]
    unused: tuple[str, ...] = ()


def load_reference(workspace: Workspace, path: Path, progress: Progress = SILENT) -> Loaded:
    """Load a folder or a workbook in one transaction; rows that are there already are updated.

    Nothing is deleted because it is missing. Rows with errors are left out and reported. Raises
    `WorkbookError`, `Cancelled`.
    """
    files = find_reference(path)
    problems: list[Problem] = []

    def read(source: Path | None, reader: Reading[T], what: str) -> Sequence[T]:
        if source is None:
            return ()
        progress.step(0, 0, f"正在读取{what}")
        found, errors = reader(source)
        problems.extend(_problems(source, errors))
        return found

    townships = read(files.townships, read_townships, "镇街")
    communities = read(files.communities, read_communities, "社区")
    universities = read(files.universities, read_universities, "高校")
    branches = [b for file in files.branches for b in read(file, read_branches, "院系与团支部")]
    with workspace.store.write() as writer:
        check_end(writer)
        before = writer.replica.lsn
        progress.step(0, 0, "正在写入")
        _put(writer, "township", _TOWNSHIP, map(_township, townships))
        _put(writer, "community", _COMMUNITY, map(_community, communities))
        _put(writer, "university", _UNIVERSITY, map(_university, universities))
        known = {row.name for row in writer.find(University)}
        branches, unknown = _split(branches, known)
        departments = {(b.university, b.department) for b in branches}
        _put(writer, "department", ("id", "university_id", "name"), map(_department, departments))
        _put(writer, "branch", _BRANCH, map(_branch, branches))
        progress.step(1, 1, "正在写入")
        changed = writer.replica.lsn - before
    problems += [
        Problem("院系与团支部", 0, "学校", f"没有“{name}”这所高校，它的团支部没有装入")
        for name in unknown
    ]
    return Loaded(
        len(townships),
        len(communities),
        len(universities),
        len(departments),
        len(branches),
        changed,
        tuple(problems),
        tuple(file.name for file in files.unused),
    )


def check_end(reader: Reader) -> None:
    """Raise `WrongEndError` at a township."""
    if reader.replica.township:
        raise WrongEndError(
            "这是镇街的数据文件夹，不能做省级的工作，没有改动。", "请改用省级数据文件夹。"
        )


def _problems(file: Path, errors: Iterable[RowError]) -> list[Problem]:
    return [Problem(file.name, error.row, error.column, error.message) for error in errors]


def _split(branches: Sequence[BranchRow], known: set[str]) -> tuple[list[BranchRow], list[str]]:
    """Return the branches of known universities, and the names of the unknown ones."""
    unknown = sorted({b.university for b in branches} - known)
    return [b for b in branches if b.university in known], unknown


def _put(writer: Writer, table: str, columns: Sequence[str], values: Iterable[Row]) -> None:
    everything = list(values)
    for start in range(0, len(everything), _PART):
        rows.put_fields(writer.connection, table, columns, everything[start : start + _PART])


_TOWNSHIP = (
    "id",
    "township",
    "code",
    "name",
    "county_code",
    "county_name",
    "city_code",
    "city_name",
    "latitude",
    "longitude",
)
_COMMUNITY = ("id", "township", "code", "name", "kind")
_UNIVERSITY = ("id", "name", "latitude", "longitude")
_BRANCH = ("id", "department_id", "name", "kind", "headcount", "grade")


def _township(row: TownshipRow) -> Row:
    return (
        reference_id("township", row.code),
        row.code,
        row.code,
        row.name,
        row.county_code,
        row.county_name,
        row.city_code,
        row.city_name,
        row.latitude,
        row.longitude,
    )


def _community(row: CommunityRow) -> Row:
    kind = community_kind(row.name).value
    return reference_id("community", row.code), row.township_code, row.code, row.name, kind


def _university(row: UniversityRow) -> Row:
    return reference_id("university", row.name), row.name, row.latitude, row.longitude


def _department(row: tuple[str, str]) -> Row:
    university, name = row
    return reference_id("department", *row), reference_id("university", university), name


def _branch(row: BranchRow) -> Row:
    return (
        reference_id("branch", row.university, row.department, row.branch),
        reference_id("department", row.university, row.department),
        row.branch,
        row.kind.value,
        row.headcount,
        row.grade,
    )

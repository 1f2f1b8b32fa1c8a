"""The province's reference: townships, communities, universities, departments' branches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.terms import BranchKind, CommunityKind
from desktop.foundation.system_words import system_words
from desktop.workbooks.fields import (
    FieldError,
    code,
    half_width,
    optional_text,
    read_records,
    required_text,
    whole,
)
from desktop.workbooks.source import WorkbookError
from desktop.workbooks.table import Column, RowError, Spec, TableRow, has_table

_LATITUDES = (3.0, 54.0)
_LONGITUDES = (73.0, 136.0)
"""Degrees within which China lies; they do not overlap, so a swapped pair is noticed."""

_HEADCOUNT_LIMIT = 9_999

_LATITUDE = ("latitude", "lat")
_LONGITUDE = ("longitude", "lng", "lon")

TOWNSHIPS = Spec(
    "镇街",
    (
        Column("镇街代码", ("township_code", "乡镇街道代码")),
        Column("镇街名称", ("township_name", "镇街", "乡镇街道名称")),
        Column("县区代码", ("county_code", "区县代码", "县（市、区）代码")),
        Column("县区名称", ("county_name", "区县名称", "县区", "区县")),
        Column("市代码", ("city_code", "地市代码", "设区市代码")),
        Column("市名称", ("city_name", "市", "地市", "设区市")),
        Column("纬度", _LATITUDE, required=False),
        Column("经度", _LONGITUDE, required=False),
    ),
)

COMMUNITIES = Spec(
    "社区（村）",
    (
        Column("社区代码", ("community_code", "社区（村）代码", "村社区代码")),
        Column("社区名称", ("community_name", "社区（村）", "社区（村）名称", "村社区名称")),
        Column("镇街代码", ("township_code", "乡镇街道代码")),
    ),
)

UNIVERSITIES = Spec(
    "高校",
    (
        Column("高校名称", ("university_name", "高校", "学校", "学校名称")),
        Column("纬度", _LATITUDE),
        Column("经度", _LONGITUDE),
    ),
)

BRANCH_TABLE = Spec(
    "院系与团支部",
    (
        Column("学校", ("高校", "学校名称", "高校名称", "大学")),
        Column("院系", ("学院", "院系名称", "二级学院", "系")),
        Column("团支部", ("团支部名称", "支部")),
        Column("类型", ("团支部类型", "类别")),
        Column("人数", ("团支部人数", "学生人数")),
        Column("年级", ("入学年份",), required=False),
    ),
)


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """镇街: codes of 9, 6 and 4 digits; degrees, or None when not known."""

    code: int
    name: str
    county_code: int
    county_name: str
    city_code: int
    city_name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """社区（村）: a 12-digit code, and the township's of 9 digits."""

    code: int
    name: str
    township_code: int


@dataclass(frozen=True, slots=True)
class UniversityRow:
    """高校: degrees, or None when not known."""

    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class BranchRow:
    """团支部 of a university's department; headcount in students."""

    university: str
    department: str
    branch: str
    kind: BranchKind
    headcount: int
    grade: str


Townships = tuple[tuple[TownshipRow, ...], tuple[RowError, ...]]
Communities = tuple[tuple[CommunityRow, ...], tuple[RowError, ...]]
Universities = tuple[tuple[UniversityRow, ...], tuple[RowError, ...]]
Branches = tuple[tuple[BranchRow, ...], tuple[RowError, ...]]


def _degrees(column: str, text: str, bounds: tuple[float, float]) -> float | None:
    if not text:
        return None
    low, high = bounds
    try:
        value = float(half_width(text))
    except ValueError:
        value = high + 1
    if not low <= value <= high:
        raise FieldError(column, f"应是 {low:.0f} 到 {high:.0f} 之间的度数，请检查经纬度是否填反")
    return value


def _place(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    if bool(latitude) != bool(longitude):
        raise FieldError("经度" if latitude else "纬度", "经度和纬度要么都填，要么都不填")
    return _degrees("纬度", latitude, _LATITUDES), _degrees("经度", longitude, _LONGITUDES)


def _township(row: TableRow) -> TownshipRow:
    own, name, county, county_name, city, city_name, latitude, longitude = row.values
    return TownshipRow(
        code("镇街代码", own, 9),
        required_text("镇街名称", name),
        code("县区代码", county, 6),
        required_text("县区名称", county_name),
        code("市代码", city, 4),
        required_text("市名称", city_name),
        *_place(latitude, longitude),
    )


def _community(row: TableRow) -> CommunityRow:
    own, name, township = row.values
    return CommunityRow(
        code("社区代码", own, 12), required_text("社区名称", name), code("镇街代码", township, 9)
    )


def _university(row: TableRow) -> UniversityRow:
    name, latitude, longitude = row.values
    return UniversityRow(required_text("高校名称", name), *_place(latitude, longitude))


def _branch(row: TableRow) -> BranchRow:
    university, department, branch, kind, headcount, grade = row.values
    kinds = {member.label: member for member in BranchKind}
    if kind not in kinds:
        raise FieldError("类型", f"请填“{'”或“'.join(kinds)}”")
    students = whole("人数", headcount)
    if students > _HEADCOUNT_LIMIT:
        raise FieldError("人数", f"不应超过 {_HEADCOUNT_LIMIT}")
    return BranchRow(
        required_text("学校", university),
        required_text("院系", department),
        required_text("团支部", branch),
        kinds[kind],
        students,
        optional_text("年级", grade, 20),
    )


def read_townships(path: Path) -> Townships:
    """Read townships from CSV or .xlsx, one per code; raises `WorkbookError`."""
    return read_records(path, TOWNSHIPS, _township, lambda row: row.code, "镇街代码")


def read_communities(path: Path) -> Communities:
    """Read communities from CSV or .xlsx, one per code; raises `WorkbookError`."""
    return read_records(path, COMMUNITIES, _community, lambda row: row.code, "社区代码")


def read_universities(path: Path) -> Universities:
    """Read universities from CSV or .xlsx, one per name; raises `WorkbookError`."""
    return read_records(path, UNIVERSITIES, _university, lambda row: row.name, "高校名称")


def read_branches(path: Path) -> Branches:
    """Read branches from .xlsx or CSV, one per department and name; raises `WorkbookError`."""
    return read_records(
        path,
        BRANCH_TABLE,
        _branch,
        lambda row: (row.university, row.department, row.branch),
        "团支部",
    )


def community_kind(name: str) -> CommunityKind:
    """Tell 村 from 社区 by the last word of the name that decides it, misspelt endings included.

    社区村民委员会 is a village's, 新村居委会 a community's.
    """
    village = name.rfind("村")
    return (
        CommunityKind.VILLAGE
        if village > max(name.rfind("居"), name.rfind("社区"))
        else CommunityKind.COMMUNITY
    )


@dataclass(frozen=True, slots=True)
class ReferenceFiles:
    """Where each table lies, None or empty when it is not there; one file may hold several.

    `unused` are tables in the same folder whose names say nothing of what they hold.
    """

    townships: Path | None
    communities: Path | None
    universities: Path | None
    branches: tuple[Path, ...]
    unused: tuple[Path, ...] = ()


_STEMS = ("townships", "communities", "universities")
_TABLES = (".csv", ".xlsx", ".xlsm", ".xls", ".et")


def _in_folder(folder: Path) -> ReferenceFiles:
    files = filter(Path.is_file, sorted(folder.iterdir()))
    # "~$" and ".~" mark the lock files Excel and WPS leave beside an open workbook
    named = {file.name.lower(): file for file in files if not file.name.startswith(("~", "."))}

    def called(stem: str) -> Path | None:
        return named.get(f"{stem}.csv") or named.get(f"{stem}.xlsx")

    townships, communities, universities = map(called, _STEMS)
    books = [n for n in named if n.endswith(".xlsx") and n.removesuffix(".xlsx") not in _STEMS]
    branches = tuple(map(named.__getitem__, books))
    used = {townships, communities, universities, *branches}
    unused = (file for name, file in named.items() if name.endswith(_TABLES) and file not in used)
    return ReferenceFiles(townships, communities, universities, branches, tuple(unused))


def _in_file(path: Path) -> ReferenceFiles:
    def holding(spec: Spec) -> Path | None:
        return path if has_table(path, spec) else None

    return ReferenceFiles(
        holding(TOWNSHIPS),
        holding(COMMUNITIES),
        holding(UNIVERSITIES),
        (path,) if has_table(path, BRANCH_TABLE) else (),
    )


def find_reference(path: Path) -> ReferenceFiles:
    """Look into a folder by file names, into a single file by its columns.

    In a folder: townships, communities and universities as .csv or .xlsx; every other .xlsx is
    taken for one of branches, other tables are not read. Raises `WorkbookError` when nothing is
    found or readable.
    """
    try:
        found = _in_folder(path) if path.is_dir() else _in_file(path)
    except OSError as error:
        raise WorkbookError(
            f"打不开“{path.name}”（{system_words(error)}），原有数据没有改动。",
            "请检查文件夹是否存在、U 盘是否还插着。",
        ) from error
    if replace(found, unused=()) == ReferenceFiles(None, None, None, ()):
        raise WorkbookError(
            f"“{path.name}”里没有找到镇街、社区、高校或团支部数据，原有数据没有改动。",
            "文件夹里应有 townships.csv、communities.csv、universities.csv"
            " 或“院系与团支部”工作簿；单个文件请对照模板检查列名。",
        )
    return found

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from desktop.domain.terms import BranchKind, CommunityKind
from desktop.workbooks.reference import (
    BranchRow,
    CommunityRow,
    ReferenceFiles,
    TownshipRow,
    UniversityRow,
    community_kind,
    find_reference,
    read_branches,
    read_communities,
    read_townships,
    read_universities,
)
from desktop.workbooks.table import RowError, WorkbookError
from desktop.workbooks.templates import BRANCHES, render_template

DATA = Path(__file__).parents[2] / "data" / "reference"
BRANCH_HEADER = "学校,院系,团支部,类型(班级/社团),人数,年级\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_townships_of_the_province() -> None:
    rows, errors = read_townships(DATA / "townships.csv")
    assert errors == ()
    assert len(rows) == 40
    assert rows[0] == TownshipRow(
        370102001, "解放路街道", 370102, "历下区", 3701, "济南市", None, None
    )


def test_communities_of_the_province() -> None:
    rows, errors = read_communities(DATA / "communities.csv")
    assert errors == ()
    assert len(rows) == 202
    assert rows[0] == CommunityRow(370102001002, "解放桥社区居民委员会", 370102001)
    assert sum(row.township_code == 370102001 for row in rows) == 5
    assert sum(row.township_code == 370102002 for row in rows) == 7


def test_universities_of_the_province() -> None:
    rows, errors = read_universities(DATA / "universities.csv")
    assert errors == ()
    assert len(rows) == 158
    assert rows[0] == UniversityRow("山东大学", 36.68137, 117.06664)
    assert UniversityRow("海军航空大学", None, None) in rows


def test_township_with_a_place_from_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["镇街代码", "镇街名称", "区县代码", "区县名称", "市代码", "市名称", "纬度", "经度"]
    )
    sheet.append([370102001, "解放路街道", 370102, "历下区", 3701, "济南市", 36.67, 117.05])
    path = tmp_path / "镇街.xlsx"
    book.save(path)
    (township,), errors = read_townships(path)
    assert errors == ()
    assert (township.latitude, township.longitude) == (36.67, 117.05)


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("甲大学,117.06,36.68", "纬度", "填反"),
        ("甲大学,36.68,x", "经度", "度数"),
        ("甲大学,nan,117", "纬度", "度数"),
        ("甲大学,36.68,", "经度", "都"),
        ("甲大学,,117", "纬度", "都"),
        (",36.68,117", "高校名称", "没有填写"),
    ],
)
def test_wrong_university(tmp_path: Path, line: str, column: str, words: str) -> None:
    path = written(tmp_path, f"university_name,latitude,longitude\n{line}\n乙大学,,\n")
    rows, errors = read_universities(path)
    assert rows == (UniversityRow("乙大学", None, None),)
    assert [(error.row, error.column) for error in errors] == [(2, column)]
    assert words in errors[0].message


def test_wrong_and_repeated_communities(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "community_code,community_name,township_code\n"
        "370102001002,甲社区,370102001\n"
        "37010200100,乙社区,370102001\n"
        "370102001003,丙社区,37010200x\n"
        ",丁社区,370102001\n"
        "370102001002,戊社区,370102001\n",
    )
    rows, errors = read_communities(path)
    assert [row.name for row in rows] == ["甲社区"]
    assert errors == (
        RowError(3, "社区代码", "应是 12 位数字代码"),
        RowError(4, "镇街代码", "应是整数"),
        RowError(5, "社区代码", "没有填写"),
        RowError(6, "社区代码", "与第 2 行重复，只读入了第 2 行"),
    )


def test_branches(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        BRANCH_HEADER
        + "山东大学,机械学院,机械2401,班级,４２,2024级\n山东大学,机械学院,合唱团,社团,30,\n",
    )
    assert read_branches(path) == (
        (
            BranchRow("山东大学", "机械学院", "机械2401", BranchKind.CLASS, 42, "2024级"),
            BranchRow("山东大学", "机械学院", "合唱团", BranchKind.CLUB, 30, ""),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",机械学院,甲,班级,1,", "学校"),
        ("山东大学,,甲,班级,1,", "院系"),
        ("山东大学,机械学院,,班级,1,", "团支部"),
        ("山东大学,机械学院,甲,支部,1,", "类型"),
        ("山东大学,机械学院,甲,班级,,", "人数"),
        ("山东大学,机械学院,甲,班级,约40,", "人数"),
        ("山东大学,机械学院,甲,班级,-4,", "人数"),
        ("山东大学,机械学院,甲,班级,10000,", "人数"),
        ("山东大学,机械学院,甲,班级,٣,", "人数"),
        ("山东大学,机械学院,甲,班级,1," + "级" * 21, "年级"),
        ("山东大学,机械学院,乙,班级,1,", "团支部"),
    ],
)
def test_wrong_branch(tmp_path: Path, line: str, column: str) -> None:
    path = written(tmp_path, f"{BRANCH_HEADER}山东大学,机械学院,乙,班级,1,\n{line}\n")
    rows, errors = read_branches(path)
    assert [row.branch for row in rows] == ["乙"]
    assert [(error.row, error.column) for error in errors] == [(3, column)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("解放桥社区居民委员会", CommunityKind.COMMUNITY),
        ("文化东路居民委员会", CommunityKind.COMMUNITY),
        ("英西南路社区居委会", CommunityKind.COMMUNITY),
        ("马家庄新村居委会", CommunityKind.COMMUNITY),
        ("下井村社区", CommunityKind.COMMUNITY),
        ("立新社区居", CommunityKind.COMMUNITY),
        ("生物产业园管理区", CommunityKind.COMMUNITY),
        ("吴家庄村村民委员会", CommunityKind.VILLAGE),
        ("龙桑社区村民委员会", CommunityKind.VILLAGE),
        ("洼里王村委会", CommunityKind.VILLAGE),
        ("红源新村", CommunityKind.VILLAGE),
        ("新居村委会", CommunityKind.VILLAGE),
        ("北泽沟村民会员会", CommunityKind.VILLAGE),
    ],
)
def test_community_kind(name: str, kind: CommunityKind) -> None:
    assert community_kind(name) is kind


def test_reference_in_a_folder(tmp_path: Path) -> None:
    for name in (
        "Townships.csv",
        "townships.xlsx",
        "universities.xlsx",
        "山大.xlsx",
        "~$山大.xlsx",
        ".~山大.xlsx",
        "读我.txt",
        "高校.csv",
        "旧.xls",
    ):
        (tmp_path / name).touch()
    (tmp_path / "old.xlsx").mkdir()
    assert find_reference(tmp_path) == ReferenceFiles(
        tmp_path / "Townships.csv",
        None,
        tmp_path / "universities.xlsx",
        (tmp_path / "山大.xlsx",),
        (tmp_path / "townships.xlsx", tmp_path / "旧.xls", tmp_path / "高校.csv"),
    )
    assert find_reference(DATA) == ReferenceFiles(
        DATA / "townships.csv", DATA / "communities.csv", DATA / "universities.csv", ()
    )


def test_reference_in_one_file(tmp_path: Path) -> None:
    communities = DATA / "communities.csv"
    assert find_reference(communities) == ReferenceFiles(None, communities, None, ())
    path = tmp_path / "全部.xlsx"
    path.write_bytes(render_template(BRANCHES))
    book = load_workbook(path)
    book.create_sheet("高校").append(["高校名称", "纬度", "经度"])
    book.save(path)
    assert find_reference(path) == ReferenceFiles(None, None, path, (path,))


def test_no_reference_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="没有找到镇街、社区、高校或团支部数据"):
        find_reference(tmp_path)
    with pytest.raises(WorkbookError, match="没有找到"):
        find_reference(written(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(WorkbookError, match="打不开"):
        find_reference(tmp_path / "none.xlsx")


def test_unreadable_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(WorkbookError, match="没有权限"):
        find_reference(tmp_path)

"""The stage of the demo: a province with real reference data, and one township that joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.foundation.clock import Clock
from desktop.foundation.paths import resources
from desktop.foundation.progress import Progress
from desktop.usecases.account.township_profile import ProfileFields, edit_profile
from desktop.usecases.exchange.join import join
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.workspace import Workspace
from desktop.workbooks.listing import write_listing

TOWNSHIP = 370102002
"""千佛山街道."""

PASSPHRASE = "青桥演示口令二〇二六"  # noqa: S105 - of invented data, said on every screen of it

_PLACE = (36.6507, 117.0312)
"""Degrees; near the street office of 千佛山街道."""

Branch = tuple[str, str, str]
"""University, department, branch."""

BRANCHES: tuple[Branch, ...] = tuple(
    (university, department, branch)
    for university, department, names in (
        ("山东大学", "历史学院", ("历史学 2024 级团支部", "考古学 2024 级团支部")),
        (
            "山东大学",
            "计算机科学与技术学院",
            ("计算机 2024 级团支部", "数据科学 2025 级团支部"),
        ),
        ("山东大学", "公共卫生学院", ("预防医学 2023 级团支部",)),
        ("山东师范大学", "教育学部", ("教育学 2024 级 1 班团支部", "学前教育 2025 级团支部")),
        ("山东师范大学", "文学院", ("汉语言文学 2024 级 2 班团支部", "朗诵与演讲社团团支部")),
        ("山东师范大学", "心理学院", ("应用心理学 2024 级团支部",)),
        ("山东财经大学", "会计学院", ("会计学 2024 级 3 班团支部", "审计学 2025 级团支部")),
        ("山东财经大学", "法学院", ("法学 2024 级 1 班团支部", "普法志愿社团团支部")),
        ("山东财经大学", "金融学院", ("金融学 2024 级 2 班团支部",)),
        ("山东建筑大学", "建筑城规学院", ("城乡规划 2023 级团支部", "建筑学 2024 级团支部")),
        ("山东建筑大学", "管理工程学院", ("工程管理 2024 级团支部",)),
        ("山东建筑大学", "艺术学院", ("环境设计 2024 级团支部", "摄影社团团支部")),
    )
    for branch in names
)
"""Real universities of Jinan near the township; departments and branches are invented."""


@dataclass(frozen=True)
class Stage:
    """Both ends, open."""

    province: Workspace
    township: Workspace


def set_stage(root: Path, clock: Clock, headcount: int, progress: Progress) -> Stage:
    """Make the province, load it, enrol the township and join."""
    progress.step(0, 0, "正在建立省级端")
    province = init_province(root / "province", PASSPHRASE, clock=clock)
    write_branches(root / "workbooks" / "院系与团支部.xlsx", BRANCHES, headcount)
    load_reference(province, resources() / "reference", progress)
    load_reference(province, root / "workbooks" / "院系与团支部.xlsx", progress)
    enrolled = enrol(province, TOWNSHIP, root / "bundles" / "入网文件_千佛山街道.qqe")
    joined = join(
        enrolled.path,
        enrolled.code,
        root / "township",
        PASSPHRASE,
        operator="李青",
        clock=clock,
        progress=progress,
    )
    edit_profile(
        joined.workspace,
        ProfileFields(
            committee="千佛山街道青年工作委员会",
            contact="李青",
            phone="0531-00000000",
            address="济南市历下区千佛山街道办事处",
            latitude=_PLACE[0],
            longitude=_PLACE[1],
        ),
    )
    return Stage(province, joined.workspace)


def write_branches(path: Path, branches: Sequence[Branch], headcount: int) -> None:
    """Write the workbook of departments and branches as a university would fill it in."""
    columns = [(name, 22) for name in ("学校", "院系", "团支部", "类型", "人数", "年级")]
    rows: list[Sequence[str | int | float | date | None]] = [
        (*branch, "社团" if "社团" in branch[2] else "班级", headcount, _grade(branch[2]))
        for branch in branches
    ]
    write_listing(path, "院系与团支部", columns, rows)


def _grade(branch: str) -> str:
    return next((word for word in branch.split() if word.isdigit()), "")

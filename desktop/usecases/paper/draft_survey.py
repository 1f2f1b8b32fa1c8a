"""调研摸排表 to be filled in by hand, blank or for one community."""

from __future__ import annotations

from desktop.documents.blocks import Column, Fact, Facts, Table
from desktop.documents.page import MM
from desktop.domain.terms import BaseKind, Theme
from desktop.store.tables import Community
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_ROW = 9 * MM
_NEEDS, _SCENES = 5, 3


def draft_survey(workspace: Workspace, community_id: bytes | None = None) -> Draft:
    """Return the form; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        community = "" if community_id is None else reader.get(Community, community_id).name
        values = common(workspace, reader)
    return Draft(
        PaperKind.SURVEY,
        values,
        about=community or "空白表，可多印几份带去社区填写",
        file_name=f"调研摸排表_{community}" if community else "调研摸排表",
        attached={
            "基本情况": _head(values["镇街"], community),
            "需求": _needs(),
            "场景": _scenes(),
            "保障和意愿": _told(),
        },
    )


def _head(township: str, community: str) -> Facts:
    return Facts(
        (
            (Fact("镇街", township), Fact("社区（村）", community)),
            (Fact("摸排日期", ""), Fact("受访人及电话", "")),
            (Fact("摸排人", ""), Fact("居民/青年人数", "")),
        )
    )


def _needs() -> Table:
    headings = (("序号", 1), ("需求内容", 5), ("人数", 1.2), ("时间", 2.2), ("希望的专长", 2.4))
    columns = tuple(Column(heading, width) for heading, width in headings)
    return Table(columns, tuple((f"{n}", "", "", "", "") for n in range(1, _NEEDS + 1)), _ROW)


def _scenes() -> Table:
    headings = (("场地名称", 4), ("类别", 2.4), ("地址", 4), ("容纳人数", 1.6), ("联系人", 2))
    columns = tuple(Column(heading, width) for heading, width in headings)
    return Table(columns, (("",) * 5,) * _SCENES, _ROW)


def _told() -> Facts:
    boxes = "　".join(f"□ {theme.label}" for theme in Theme)
    kinds = "、".join(kind.label for kind in BaseKind)
    return Facts(
        (
            (Fact("可提供的保障", "□ 场地　□ 午餐　□ 交通　□ 保险　□ 物资　□ 专人对接", 11 * MM),),
            (Fact("希望的主题", boxes, 14 * MM),),
            (
                Fact(
                    "结对意愿",
                    "□ 愿意结对　□ 暂不需要　希望结对的高校、院系：",
                    11 * MM,
                ),
            ),
            (
                Fact(
                    "说明",
                    f"场地类别填：{kinds}。没有需求的社区不安排结对，如实填写即可。",
                    11 * MM,
                ),
            ),
        )
    )

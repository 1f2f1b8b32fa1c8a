"""社区需求 and 实践阵地 as workbooks, out and in."""

from __future__ import annotations

from functools import partial

from desktop.domain.terms import BaseKind, NeedState, ReportMode, Theme
from desktop.workbooks.fields import Choice, day, optional_text, required_text, whole
from desktop.workbooks.form import Form, FormColumn
from desktop.workbooks.templates import SHARED_NOTES

_LONG = 2000
"""Characters, as the window takes them."""


_long = partial(optional_text, limit=_LONG)

NEEDS = Form(
    "社区需求",
    (
        FormColumn(
            "community",
            "社区（村）",
            18,
            required_text,
            "社区（村）的名称，和名录里的一样",
            "历山路社区",
            required=True,
            aliases=("社区", "村", "社区名称"),
        ),
        FormColumn(
            "title",
            "标题",
            26,
            partial(required_text, limit=60),
            "一句话写明需要什么帮助；同一社区里不重复",
            "暑期缺课后辅导",
            required=True,
            aliases=("需求", "岗位", "需求名称", "岗位名称"),
        ),
        FormColumn(
            "theme",
            "主题",
            16,
            Choice(Theme),
            "从下拉框里选",
            "社区志愿服务",
            required=True,
        ),
        FormColumn(
            "mode",
            "报到方式",
            18,
            Choice(ReportMode),
            "从下拉框里选",
            "日常课余常态化",
        ),
        FormColumn("headcount", "需要人数", 10, whole, "整数；0 或不填表示不限", "10"),
        FormColumn("valid_from", "开始日期", 13, day, "年-月-日", "2026-9-1"),
        FormColumn("valid_until", "截止日期", 13, day, "年-月-日；不填表示长期有效", "2027-1-31"),
        FormColumn("detail", "具体说明", 36, _long, "做什么、在哪里、什么时间", "每周六上午"),
        FormColumn("skills", "希望的专长", 20, _long, "例如数学、英语；会方言", "数学、英语"),
        FormColumn("support", "社区保障", 24, _long, "场地、午餐、交通等", "场地、午餐"),
        FormColumn(
            "priorities", "中心工作", 20, optional_text, "它服务镇街的哪一项中心工作", "基层治理"
        ),
        FormColumn(
            "state",
            "状态",
            10,
            Choice(NeedState),
            "不填为征集中",
            "征集中",
        ),
    ),
    SHARED_NOTES,
)

BASES = Form(
    "实践阵地",
    (
        FormColumn(
            "name",
            "名称",
            26,
            partial(required_text, limit=60),
            "阵地的名称，不重复",
            "历山路党群服务中心",
            required=True,
            aliases=("阵地", "阵地名称", "基地名称"),
        ),
        FormColumn(
            "kind",
            "类别",
            16,
            Choice(BaseKind),
            "从下拉框里选",
            "党群服务中心",
            required=True,
        ),
        FormColumn(
            "communities",
            "所属社区",
            24,
            _long,
            "一个或几个社区（村）的名称，用顿号隔开；不填表示全镇街都可用",
            "历山路社区、解放桥社区",
        ),
        FormColumn("address", "地址", 30, _long, "怎么走得到", "历山路 100 号"),
        FormColumn("capacity", "同时容纳人数", 13, whole, "整数；0 或不填表示没有说", "30"),
        FormColumn("contact", "联系人", 12, optional_text, "找谁", "王主任"),
        FormColumn("phone", "电话", 16, optional_text, "怎么联系", "0531-00000000"),
        FormColumn("note", "备注", 30, _long, "开放时间、设施等", "周末开放"),
    ),
    SHARED_NOTES,
)

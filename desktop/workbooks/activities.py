"""学期活动计划, as it is filled in for a semester and as it goes out."""

from __future__ import annotations

from functools import partial

from desktop.domain.terms import ReportMode, Theme
from desktop.workbooks.fields import (
    Choice,
    clock_minutes,
    day,
    optional_text,
    required_text,
    telephone,
    whole,
)
from desktop.workbooks.form import Form, FormColumn
from desktop.workbooks.templates import SHARED_NOTES

_LISTED = 2000
"""Characters of a cell that lists communities or branches."""


ACTIVITY_PLAN = Form(
    "学期活动计划",
    (
        FormColumn(
            "title",
            "活动名称",
            26,
            partial(required_text, limit=60),
            "这次活动叫什么",
            "作业辅导",
            required=True,
            aliases=("活动", "名称", "活动主题"),
        ),
        FormColumn(
            "day",
            "日期",
            13,
            day,
            "年-月-日",
            "2026-10-17",
            required=True,
            aliases=("活动日期", "开始日期"),
        ),
        FormColumn(
            "starts",
            "开始时间",
            11,
            clock_minutes,
            "几点几分，24 小时制",
            "14:30",
            required=True,
            aliases=("开始",),
        ),
        FormColumn(
            "ends",
            "结束时间",
            11,
            clock_minutes,
            "几点几分，24 小时制",
            "16:30",
            required=True,
            aliases=("结束",),
        ),
        FormColumn(
            "last_day", "结束日期", 13, day, "年-月-日；当天结束的不填", "", aliases=("截止日期",)
        ),
        FormColumn(
            "project",
            "项目",
            24,
            partial(required_text, limit=60),
            "青桥里已经立项的项目名称；不填的话，按社区和团支部的结对找项目",
            "课后课堂",
            aliases=("项目名称", "所属项目"),
        ),
        FormColumn(
            "communities",
            "社区（村）",
            22,
            partial(optional_text, limit=_LISTED),
            "结对的社区（村）；与院系结对的填“镇街”；几个用顿号隔开，与团支部一一对应",
            "历山路社区",
            aliases=("社区", "村", "社区名称"),
        ),
        FormColumn(
            "campuses",
            "团支部",
            30,
            partial(optional_text, limit=_LISTED),
            "参加的团支部（或院系），几个用顿号隔开；同名的写成“团支部（高校）”。"
            "项目自己的结对可以不填",
            "机械2401班团支部",
            aliases=("团支部名称", "参加的团支部", "参加团支部", "班级"),
        ),
        FormColumn(
            "place",
            "地点",
            26,
            optional_text,
            "在哪里集合、开展",
            "社区党群服务中心二楼",
            aliases=("活动地点",),
        ),
        FormColumn(
            "theme",
            "主题",
            16,
            Choice(Theme),
            "从下拉框里选；不填就是项目的主题",
            Theme.VOLUNTEER.label,
        ),
        FormColumn(
            "mode",
            "报到方式",
            18,
            Choice(ReportMode),
            "从下拉框里选；不填为日常课余",
            ReportMode.REGULAR.label,
        ),
        FormColumn(
            "capacity",
            "人数上限",
            10,
            whole,
            "整数；0 或不填表示不限",
            "20",
            aliases=("人数", "计划人数"),
        ),
        FormColumn(
            "leader",
            "随队负责人",
            13,
            partial(optional_text, limit=50),
            "带队的老师或同学",
            "刘老师",
            aliases=("负责人", "带队老师"),
        ),
        FormColumn(
            "leader_phone",
            "负责人电话",
            16,
            telephone,
            "怎么联系",
            "13800000000",
            aliases=("电话", "联系电话", "手机号"),
        ),
    ),
    ("每次活动一行。", *SHARED_NOTES[:1], *SHARED_NOTES[2:]),
)

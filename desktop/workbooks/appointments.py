"""聘任人员 and 结对责任人, as units fill them in and as they go out."""

from __future__ import annotations

from functools import partial

from desktop.domain.terms import PostKind
from desktop.workbooks.fields import Choice, day, optional_text, required_text, telephone
from desktop.workbooks.form import Form, FormColumn
from desktop.workbooks.templates import SHARED_NOTES

APPOINTMENTS = Form(
    "聘任人员",
    (
        FormColumn(
            "person",
            "姓名",
            12,
            partial(required_text, limit=50),
            "聘请的是哪一位",
            "王建国",
            required=True,
            aliases=("人员", "联系人", "负责人", "责任人"),
        ),
        FormColumn(
            "kind",
            "职务",
            16,
            Choice(PostKind),
            "从下拉框里选",
            PostKind.RESPONSIBLE.label,
            required=True,
            aliases=("聘任职务", "职位"),
        ),
        FormColumn(
            "serves",
            "任职单位",
            26,
            required_text,
            "聘到哪里：团支部、社区（村）或本单位",
            "历山路社区",
            required=True,
            aliases=("服务单位", "聘到", "社区", "团支部"),
        ),
        FormColumn(
            "unit",
            "所在单位",
            26,
            optional_text,
            "本人的工作单位和职务；学生填院系、年级",
            "历山路社区党委副书记",
            aliases=("单位", "工作单位", "单位及职务"),
        ),
        FormColumn(
            "phone",
            "电话",
            16,
            telephone,
            "怎么联系",
            "13800000000",
            aliases=("联系电话", "手机号", "手机", "联系方式"),
        ),
        FormColumn(
            "starts_on",
            "聘期开始",
            13,
            day,
            "年-月-日",
            "2026-9-1",
            required=True,
            aliases=("开始日期", "聘任日期"),
        ),
        FormColumn(
            "ends_on",
            "聘期结束",
            13,
            day,
            "年-月-日",
            "2027-8-31",
            required=True,
            aliases=("截止日期", "到期日期", "结束日期"),
        ),
        FormColumn(
            "leaves_on",
            "毕业或离岗日期",
            16,
            day,
            "年-月-日；可不填，快到时会提醒安排接任的人",
            "2027-6-30",
            aliases=("毕业日期", "离岗日期"),
        ),
    ),
    SHARED_NOTES,
)

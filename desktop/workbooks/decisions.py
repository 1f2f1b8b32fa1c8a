"""高校答复 to proposed pairings as a workbook: out to universities, and back filled in."""

from __future__ import annotations

from desktop.workbooks.fields import day, optional_text, yes_or_no
from desktop.workbooks.form import Form, FormColumn
from desktop.workbooks.templates import SHARED_NOTES

DECISIONS = Form(
    "高校答复",
    (
        FormColumn("university", "学校", 20, optional_text, "不要改动", "山东大学"),
        FormColumn("campus", "团支部（院系）", 28, optional_text, "不要改动", "历史学 1 班"),
        FormColumn("township", "镇街", 16, optional_text, "不要改动", "千佛山街道"),
        FormColumn("community", "社区", 18, optional_text, "不要改动", "历山路社区"),
        FormColumn("need", "需求", 28, optional_text, "不要改动", "四点半课堂"),
        FormColumn(
            "agreed",
            "是否同意",
            10,
            yes_or_no,
            "填“是”或“否”；还没定的空着",
            "是",
            choices=("是", "否"),
        ),
        FormColumn("person", "答复人", 12, optional_text, "谁代表高校答复", "李书记"),
        FormColumn("given_on", "答复日期", 13, day, "年-月-日", "2026-9-10"),
        FormColumn(
            "document", "文号", 20, optional_text, "回函的文号，可不填", "鲁大团〔2026〕5 号"
        ),
        FormColumn("note", "说明", 30, optional_text, "不同意的，写明原因", "本学期课程已满"),
    ),
    ("只填后面几列；前面几列和隐藏的最后一列是用来认出是哪一个结对的，不要改动。", *SHARED_NOTES),
)

"""报名表, as a league branch fills it in."""

from __future__ import annotations

from desktop.workbooks.fields import half_width, optional_text, required_text
from desktop.workbooks.form import Form, FormColumn


def _number(column: str, text: str) -> str:
    return optional_text(column, half_width(text).strip())


ENROLMENT = Form(
    "报名表",
    (
        FormColumn(
            "name",
            "姓名",
            14.0,
            required_text,
            "名册里的姓名",
            "李晓雨",
            required=True,
            aliases=("学生姓名", "名字"),
        ),
        FormColumn(
            "student_number",
            "学号",
            18.0,
            _number,
            "名册里有同名的人时必须填",
            "202501010001",
            aliases=("学生学号", "学籍号"),
        ),
        FormColumn("team", "小组", 14.0, optional_text, "可不填；同组的写同样的名称", "辅导一组"),
    ),
    ("每行一人；名册里没有的人不会报名，请先导入名册。",),
)

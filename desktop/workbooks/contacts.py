"""结对联络人, as the campuses fill them in and as they go out."""

from __future__ import annotations

from functools import partial

from desktop.workbooks.fields import optional_text, telephone
from desktop.workbooks.form import Form, FormColumn
from desktop.workbooks.templates import SHARED_NOTES

CONTACTS = Form(
    "结对联络人",
    (
        FormColumn(
            "community",
            "社区（村）",
            22,
            optional_text,
            "结对的社区（村）；与院系结对的填“镇街”",
            "历山路社区",
            aliases=("社区", "村", "社区名称"),
        ),
        FormColumn(
            "campus",
            "团支部",
            30,
            optional_text,
            "结对的团支部；与院系结对的填院系。同名的写成“团支部（高校）”",
            "机械2401班团支部",
            required=True,
            aliases=("团支部名称", "班级", "院系"),
        ),
        FormColumn(
            "campus_contact",
            "联络人",
            14,
            partial(optional_text, limit=50),
            "高校一方找谁",
            "刘老师",
            aliases=("高校联络人", "联系人", "姓名"),
        ),
        FormColumn(
            "campus_phone",
            "电话",
            16,
            telephone,
            "怎么联系",
            "13800000000",
            aliases=("联系电话", "联络人电话", "手机号", "手机"),
        ),
    ),
    SHARED_NOTES,
)

"""名册: the students of a branch, in and out, unchanged when nobody changed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.workbooks.fields import FieldError, half_width, optional_text, required_text
from desktop.workbooks.form import Form, FormColumn, write_form
from desktop.workbooks.templates import SHARED_NOTES

_NAME_LIMIT = 50
_SOURCE_LIMIT = 30

_NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}")
_PHONE = re.compile(r"1[0-9]{10}")
_PHONE_MARKS = re.compile(r"^\+86|[\s-]")
_DOTS = str.maketrans(dict.fromkeys("•‧・･．", "·"))
_NAME_MARKS = set("·-'’.()（）")
_HAN = "[\u2e80-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]"
"""Chinese characters, those of old fonts in the private area among them."""

_HAN_GAP = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_GENDERS = {"男", "女"}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One student as written; an unfilled optional field is ""."""

    name: str
    student_number: str
    university: str
    department: str
    branch: str
    phone: str
    gender: str
    source: str = ""
    id: bytes | None = None


def person_name(column: str, text: str) -> str:
    """Return a person's name as it is kept; raises `FieldError` for what no name has."""
    # a two-character name is often spaced out to line up with three
    name = _HAN_GAP.sub("", required_text(column, text, _NAME_LIMIT).translate(_DOTS))
    # characters too new or too rare for Unicode's tables must pass: only what no name has is wrong
    if any(
        unicodedata.category(char)[0] in "PS" or char.isdecimal()
        for char in name
        if char not in _NAME_MARKS
    ):
        raise FieldError(column, "含有数字或符号，请检查是否填错了列")
    return name


def _student_number(column: str, text: str) -> str:
    number = half_width(required_text(column, text))
    if not _NUMBER.fullmatch(number):
        raise FieldError(column, "只能由字母、数字和“-”组成，最多 32 位")
    return number


def phone(column: str, text: str) -> str:
    """Return a mobile number as 11 digits; raises `FieldError`."""
    number = _PHONE_MARKS.sub("", half_width(text))
    if not _PHONE.fullmatch(number):
        raise FieldError(column, "应是 1 开头的 11 位数字")
    return number


def _gender(column: str, text: str) -> str:
    if text not in _GENDERS:
        raise FieldError(column, "请填“男”或“女”，也可以不填")
    return text


ROSTER = Form(
    "名册",
    (
        FormColumn(
            "name",
            "姓名",
            12,
            person_name,
            "1 至 50 个字，少数民族姓名可用“·”",
            "买买提·艾力",
            required=True,
            aliases=("学生姓名", "名字"),
        ),
        FormColumn(
            "student_number",
            "学号",
            18,
            _student_number,
            "字母、数字和“-”，开头的 0 会保留",
            "0202411001",
            required=True,
            aliases=("学生学号", "学籍号"),
        ),
        FormColumn(
            "university",
            "学校",
            22,
            optional_text,
            "学校全称；团支部不重名时可以不填",
            "山东大学",
            aliases=("高校", "学校名称", "大学"),
        ),
        FormColumn(
            "department",
            "院系",
            22,
            optional_text,
            "院系全称",
            "机械工程学院",
            aliases=("学院", "院系名称", "二级学院", "系"),
        ),
        FormColumn(
            "branch",
            "团支部",
            26,
            required_text,
            "班级或社团团支部的名称",
            "机械2401班团支部",
            required=True,
            aliases=("团支部名称", "所在团支部", "支部", "班级", "社团"),
        ),
        FormColumn(
            "phone",
            "手机号",
            16,
            phone,
            "11 位手机号，仅用于联系",
            "13800000000",
            aliases=("联系电话", "手机", "手机号码", "电话", "联系方式"),
        ),
        FormColumn("gender", "性别", 8, _gender, "从下拉框里选", "女", choices=("男", "女")),
        FormColumn(
            "source",
            "来源",
            14,
            partial(optional_text, limit=_SOURCE_LIMIT),
            "从哪里联系到的；由青鸟计划联络的填“青鸟计划”",
            "青鸟计划",
            aliases=("来源渠道", "联络渠道", "信息来源", "渠道"),
        ),
    ),
    ("请只填活动需要的信息，不要填写身份证号。", *SHARED_NOTES),
)


def write_roster(path: Path, rows: Iterable[RosterRow]) -> None:
    """Write a roster that reads back the same, numbers as text; raises as `write_form`."""
    keys = [column.key for column in ROSTER.columns]
    write_form(path, ROSTER, ((row.id, {key: getattr(row, key) for key in keys}) for row in rows))

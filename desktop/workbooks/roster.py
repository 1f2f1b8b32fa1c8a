"""名册: the students of a branch, in and out, unchanged when nobody changed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.foundation.files import write_bytes
from desktop.workbooks.fields import (
    FieldError,
    half_width,
    optional_text,
    read_records,
    required_text,
)
from desktop.workbooks.sheet import Layout, write_sheet
from desktop.workbooks.table import Column, RowError, Spec, TableRow
from desktop.workbooks.templates import ROSTER, render_template

_NAME_LIMIT = 50

_SPEC = Spec(
    "名册",
    (
        Column("姓名", ("学生姓名", "名字")),
        Column("学号", ("学生学号", "学籍号")),
        Column("学校", ("高校", "学校名称", "大学"), required=False),
        Column("院系", ("学院", "院系名称", "二级学院", "系"), required=False),
        Column("团支部", ("团支部名称", "所在团支部", "支部", "班级", "社团")),
        Column("手机号", ("联系电话", "手机", "手机号码", "电话", "联系方式"), required=False),
        Column("性别", required=False),
    ),
)

_NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}")
_PHONE = re.compile(r"1[0-9]{10}")
_PHONE_MARKS = re.compile(r"^\+86|[\s-]")
_DOTS = str.maketrans(dict.fromkeys("•‧・･．", "·"))
_NAME_MARKS = set("·-'’.()（）")
_HAN = "[\u2e80-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]"
"""Chinese characters, those of old fonts in the private area among them."""

_HAN_GAP = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_GENDERS = {"", "男", "女"}

_WIDTHS = {"姓名": 12, "学号": 18, "学校": 22, "院系": 22, "团支部": 26, "手机号": 16, "性别": 8}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One student; `row` as the spreadsheet shows it, an unfilled optional field is ""."""

    row: int
    name: str
    student_number: str
    university: str
    department: str
    branch: str
    phone: str
    gender: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The readable rows, and the errors of the rows left out."""

    rows: tuple[RosterRow, ...]
    errors: tuple[RowError, ...]


def _name(text: str) -> str:
    # a two-character name is often spaced out to line up with three
    name = _HAN_GAP.sub("", required_text("姓名", text, _NAME_LIMIT).translate(_DOTS))
    # characters too new or too rare for Unicode's tables must pass: only what no name has is wrong
    if any(
        unicodedata.category(char)[0] in "PS" or char.isdecimal()
        for char in name
        if char not in _NAME_MARKS
    ):
        raise FieldError("姓名", "含有数字或符号，请检查是否填错了列")
    return name


def _student_number(text: str) -> str:
    number = half_width(required_text("学号", text))
    if not _NUMBER.fullmatch(number):
        raise FieldError("学号", "只能由字母、数字和“-”组成，最多 32 位")
    return number


def _phone(text: str) -> str:
    phone = _PHONE_MARKS.sub("", half_width(text))
    if phone and not _PHONE.fullmatch(phone):
        raise FieldError("手机号", "应是 1 开头的 11 位数字")
    return phone


def _gender(text: str) -> str:
    if text not in _GENDERS:
        raise FieldError("性别", "请填“男”或“女”，也可以不填")
    return text


def _parse(row: TableRow) -> RosterRow:
    name, number, university, department, branch, phone, gender = row.values
    return RosterRow(
        row=row.row,
        name=_name(name),
        student_number=_student_number(number),
        university=optional_text("学校", university),
        department=optional_text("院系", department),
        branch=required_text("团支部", branch),
        phone=_phone(phone),
        gender=_gender(gender),
    )


def read_roster(path: Path) -> Roster:
    """Read a roster from .xlsx or CSV; wrong rows are left out and told in `errors`.

    A student number counts as a duplicate within one university. Raises `WorkbookError`.
    """
    rows, errors = read_records(
        path, _SPEC, _parse, lambda row: (row.university, row.student_number.casefold()), "学号"
    )
    return Roster(rows, errors)


def write_roster(path: Path, rows: Iterable[RosterRow]) -> None:
    """Write a roster that reads back the same; `row` is not written, numbers are text.

    Raises `WriteError`, or `WorkbookError` when there are more rows than a sheet can hold.
    """
    layout = Layout("名册", tuple(_WIDTHS.items()))
    write_sheet(
        path,
        layout,
        (
            (
                row.name,
                row.student_number,
                row.university,
                row.department,
                row.branch,
                row.phone,
                row.gender,
            )
            for row in rows
        ),
    )


def write_roster_template(path: Path) -> None:
    """Write the empty roster workbook that people fill in; raises `WriteError`."""
    write_bytes(path, render_template(ROSTER))

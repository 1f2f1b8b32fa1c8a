"""参保名单: names with 身份证号 and whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.identity_card import problem, tidy_number
from desktop.workbooks.fields import (
    FieldError,
    half_width,
    optional_text,
    read_records,
    required_text,
)
from desktop.workbooks.sheet import Layout, write_sheet
from desktop.workbooks.table import Column, RowError, Spec, TableRow

_SPEC = Spec(
    "参保名单",
    (
        Column("姓名", ("学生姓名", "名字", "被保险人")),
        Column("学号", ("学生学号", "学籍号"), required=False),
        Column("身份证号", ("身份证", "身份证号码", "证件号码", "证件号")),
        Column("紧急联系人", ("紧急联系人及电话", "紧急联系电话", "联系人"), required=False),
    ),
)
_COLUMNS = (("姓名", 14.0), ("学号", 18.0), ("身份证号", 24.0), ("紧急联系人", 26.0))


@dataclass(frozen=True, slots=True)
class InsuredRow:
    """A person and their 身份证号; `row` as the spreadsheet shows it."""

    row: int
    name: str
    student_number: str
    identity: str
    emergency: str = ""


@dataclass(frozen=True, slots=True)
class InsuredList:
    """The readable rows, and the errors of the rows left out."""

    rows: tuple[InsuredRow, ...]
    errors: tuple[RowError, ...]


def _parse(row: TableRow) -> InsuredRow:
    name, number, identity, emergency = row.values
    identity = tidy_number(required_text("身份证号", identity))
    if wrong := problem(identity):
        raise FieldError("身份证号", wrong)
    called = optional_text("紧急联系人", emergency)
    who = required_text("姓名", name), half_width(number).strip()
    return InsuredRow(row.row, *who, identity, called)


def read_insured(path: Path) -> InsuredList:
    """Read names with 身份证号 from .xlsx or CSV; wrong rows are left out and told in `errors`.

    Raises `WorkbookError`.
    """
    rows, errors = read_records(path, _SPEC, _parse, lambda row: row.identity, "身份证号")
    return InsuredList(rows, errors)


def write_insured_form(path: Path, people: Iterable[tuple[str, str]]) -> None:
    """Write a workbook of (name, student number) in which the 身份证号 are still to be filled.

    Raises `WriteError`.
    """
    rows = ((name, number, "", "") for name, number in people)
    write_sheet(path, Layout("参保名单", _COLUMNS), rows)

"""Empty workbooks that people fill in: a sheet for the data and one that explains it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.workbooks.sheet import BODY, HEADER, TITLE, Layout, dress, styles

_READY_ROWS = 500
"""Rows with borders and drop-downs; more can be added below."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to fill in; `choices` become a drop-down."""

    name: str
    width: float
    required: bool
    explanation: str
    example: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook to fill in; `notes` are sentences on the explaining sheet."""

    name: str
    columns: tuple[TemplateColumn, ...]
    notes: tuple[str, ...]


SHARED_NOTES = (
    "第一行是列名，请不要改动；列的先后可以调整，用不到的选填列可以删去。",
    "每人（每个团支部）一行，请不要合并单元格，不要插入小计、合计。",
    "用 Excel、WPS 或 LibreOffice 填写均可，填好后存为 .xlsx，不要设置打开密码。",
    "某一行填错时，只有这一行不读入，软件会指出是第几行、哪一列、为什么。",
)

BRANCHES = Template(
    "院系与团支部",
    (
        TemplateColumn("学校", 22, True, "学校全称", "山东大学"),
        TemplateColumn("院系", 22, True, "院系全称", "机械工程学院"),
        TemplateColumn(
            "团支部", 26, True, "班级或社团团支部的名称，同一院系内不重复", "机械2401班团支部"
        ),
        TemplateColumn("类型", 10, True, "从下拉框里选", "班级", ("班级", "社团")),
        TemplateColumn("人数", 10, True, "团支部的学生人数，整数", "42"),
        TemplateColumn("年级", 12, False, "入学年份；社团可以不填", "2024级"),
    ),
    SHARED_NOTES,
)


def _data_sheet(sheet: Worksheet, template: Template) -> None:
    sheet.title = template.name
    columns = tuple((column.name, column.width) for column in template.columns)
    dress(sheet, Layout(template.name, columns))
    for index, column in enumerate(template.columns, start=1):
        header = sheet.cell(1, index, column.name)
        header.style = HEADER
        for row in range(2, _READY_ROWS + 2):
            sheet.cell(row, index).style = BODY
        if column.choices:
            letter = header.column_letter
            choice = DataValidation(
                type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
            )
            choice.errorTitle = column.name
            choice.error = f"请从下拉框里选：{'、'.join(column.choices)}"
            choice.add(f"{letter}2:{letter}{_READY_ROWS + 1}")
            sheet.add_data_validation(choice)
    sheet.row_dimensions[1].height = 24


def _explaining_sheet(sheet: Worksheet, template: Template) -> None:
    headers = (("列名", 12), ("是否必填", 12), ("怎么填", 48), ("例子", 24))
    dress(sheet, Layout(sheet.title, headers, f"“{template.name}”填写说明"))
    sheet.merge_cells("A1:D1")
    sheet["A1"].value = f"“{template.name}”填写说明"
    sheet["A1"].style = TITLE
    rows = [
        tuple(header for header, _ in headers),
        *(
            (column.name, "必填" if column.required else "选填", column.explanation, column.example)
            for column in template.columns
        ),
    ]
    for number, values in enumerate(rows, start=2):
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(number, index, value)
            cell.style = HEADER if number == 2 else BODY  # noqa: PLR2004 - below the title
    for number, note in enumerate(template.notes, start=len(rows) + 3):
        sheet.cell(number, 1, note)


def _settled(workbook: bytes) -> bytes:
    """Return the workbook without the moment it was made, so that equal content is equal bytes."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as parts,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _MOMENT.sub(b"2026-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def render_template(template: Template) -> bytes:
    """Return the template as a .xlsx workbook, the same bytes every time."""
    book = Workbook()
    book.properties.creator = "青桥"
    for style in styles():
        book.add_named_style(style)
    _data_sheet(book.worksheets[0], template)
    _explaining_sheet(book.create_sheet("填写说明"), template)
    content = io.BytesIO()
    book.save(content)
    return _settled(content.getvalue())

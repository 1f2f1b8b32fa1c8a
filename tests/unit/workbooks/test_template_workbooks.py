from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from desktop.foundation.paths import resources
from desktop.workbooks import roster
from desktop.workbooks.templates import BRANCHES, Template, render_template

ROSTER = roster.ROSTER.template

BOTH = pytest.mark.parametrize("template", [ROSTER, BRANCHES], ids=lambda template: template.name)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


@BOTH
def test_shipped_template_is_the_one_we_write(template: Template) -> None:
    shipped = resources() / "templates" / f"{template.name}.xlsx"
    assert parts(shipped.read_bytes()) == parts(render_template(template))


@BOTH
def test_same_bytes_every_time(template: Template) -> None:
    content = render_template(template)
    assert content == render_template(template)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {part.date_time[0] for part in file.infolist()} == {1980}


@pytest.mark.parametrize(
    ("template", "place", "choices"),
    [(ROSTER, "G2:G501", '"男,女"'), (BRANCHES, "D2:D501", '"班级,社团"')],
)
def test_template_has_choices_text_columns_and_an_explanation(
    template: Template, place: str, choices: str
) -> None:
    data, explanation = load_workbook(io.BytesIO(render_template(template))).worksheets
    (choice,) = data.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == (place, choices)
    assert [cell.value for cell in data[1]] == [column.name for column in template.columns]
    assert data["B2"].number_format == "@"
    assert data.freeze_panes == "A2"
    assert explanation.title == "填写说明"
    told = [explanation.cell(row, 1).value for row in range(1, explanation.max_row + 1)]
    assert {column.name for column in template.columns} <= set(told)
    assert set(template.notes) <= set(told)

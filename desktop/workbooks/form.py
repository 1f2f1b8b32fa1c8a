"""A table that goes out as a workbook, is filled in by hand, and comes back.

One declaration serves the empty template, the export and the reading. An exported row carries its
id in a hidden last column, so that it is known again whatever was changed in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.foundation.files import write_bytes
from desktop.workbooks.fields import Choice, FieldError
from desktop.workbooks.sheet import Layout, Value, write_sheet
from desktop.workbooks.table import Column, RowError, Spec, TableRow, read_table
from desktop.workbooks.templates import Template, TemplateColumn, render_template

ID_HEADER = "青桥编号"

Read = Callable[[str, str], Any]
"""(column, filled text) -> value; raises `FieldError`. See workbooks/fields.py."""


@dataclass(frozen=True)
class FormColumn:
    """One column, known to the program as `key`.

    `required` means that every row must fill it; `aliases` are what others call it; `choices`,
    or the terms of a `Choice`, become a drop-down. `explanation` and `example` stand on the
    template's second sheet.
    """

    key: str
    name: str
    width: float
    read: Read
    explanation: str
    example: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        """The words of the drop-down, () for none."""
        return self.read.labels if isinstance(self.read, Choice) else self.choices


@dataclass(frozen=True)
class Form:
    """The columns of one kind of workbook; `what` names it, `notes` explain it on the template."""

    what: str
    columns: tuple[FormColumn, ...]
    notes: tuple[str, ...] = ()

    @property
    def template(self) -> Template:
        """The empty workbook."""
        return Template(
            self.what,
            tuple(
                TemplateColumn(
                    one.name, one.width, one.required, one.explanation, one.example, one.offered
                )
                for one in self.columns
            ),
            self.notes,
        )

    @property
    def spec(self) -> Spec:
        """What is looked for in a file."""
        columns = [Column(one.name, one.aliases, one.required) for one in self.columns]
        return Spec(self.what, (*columns, Column(ID_HEADER, required=False)))


@dataclass(frozen=True)
class FormRow:
    """One filled row; `row` as the spreadsheet shows it, `values` hold only what was filled in."""

    row: int
    id: bytes | None
    values: Mapping[str, Any]


def read_form(path: Path, form: Form) -> tuple[tuple[FormRow, ...], tuple[RowError, ...]]:
    """Read a filled workbook or CSV; wrong rows are left out and told, in the order of the rows.

    Raises `WorkbookError` for the file as a whole.
    """
    table = read_table(path, form.spec)
    rows: list[FormRow] = []
    errors = list(table.errors)
    for row in table.rows:
        try:
            rows.append(_parse(form, row))
        except FieldError as error:
            about = next(filter(None, row.values[:-1]), "")
            errors.append(RowError(row.row, error.column, error.message, about))
    return tuple(rows), tuple(sorted(errors, key=lambda error: error.row))


def write_form(
    path: Path, form: Form, rows: Iterable[tuple[bytes | None, Mapping[str, Value]]]
) -> None:
    """Write rows, with their ids, that read back the same; raises as `write_sheet`."""
    columns = (*((one.name, one.width) for one in form.columns), (ID_HEADER, 0))
    keys = [one.key for one in form.columns]
    write_sheet(path, Layout(form.what, columns), (_cells(keys, *row) for row in rows))


def write_template(path: Path, form: Form) -> None:
    """Write the empty workbook that people fill in; raises `WriteError`."""
    write_bytes(path, render_template(form.template))


def _parse(form: Form, row: TableRow) -> FormRow:
    values = {}
    for column, text in zip(form.columns, row.values, strict=False):
        if text:
            values[column.key] = column.read(column.name, text)
        elif column.required:
            raise FieldError(column.name, "没有填写")
    return FormRow(row.row, _id(row.values[-1]), values)


def _id(text: str) -> bytes | None:
    """Return the id that a row was exported with, None when somebody wrote the row anew."""
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        return None


def _cells(keys: Sequence[str], row_id: bytes | None, values: Mapping[str, Value]) -> list[Value]:
    return [*(values.get(key, "") for key in keys), row_id.hex() if row_id else ""]

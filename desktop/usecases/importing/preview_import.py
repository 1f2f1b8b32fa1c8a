"""导入之前看一看: what would be new, what would change, what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries.bulk import deleted_of
from desktop.store.store import Reader
from desktop.usecases.importing.importing import NOTHING, Changes, Fields, Importing, Show
from desktop.usecases.roster.check_names import NameTrouble, troubles
from desktop.usecases.workspace import Workspace
from desktop.workbooks.cells import clean
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow, read_form


@dataclass(frozen=True)
class NewRow:
    """A row that says something of nobody or nothing known yet."""

    row: int
    title: str
    fields: Fields
    advice: Sequence[str] = ()


@dataclass(frozen=True)
class ChangedRow:
    """A row that says something new of a known record; `changes`: field -> (before, after)."""

    row: int
    id: bytes
    title: str
    changes: Changes
    advice: Sequence[str] = ()


@dataclass(frozen=True)
class Problem:
    """A row left out, and why; `row` as the spreadsheet shows it, `title` whom it is about."""

    row: int
    title: str
    column: str
    message: str


@dataclass(frozen=True)
class ImportPreview:
    """What importing the file would do; records missing from the file are not touched.

    `show` puts the values of fields into words. `troubles` are people's names that would print as
    〓, as the file has them; `corrections` is what is taken instead of a name.
    """

    path: Path
    new: tuple[NewRow, ...]
    changed: tuple[ChangedRow, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    show: Show
    troubles: tuple[NameTrouble, ...]
    corrections: Mapping[str, str]


def preview_import(
    workspace: Workspace,
    importing: Importing,
    path: Path,
    progress: Progress = SILENT,
    corrections: Mapping[str, str] = NOTHING,
) -> ImportPreview:
    """Compare a workbook with what is here, writing nothing; raises `WorkbookError`."""
    with workspace.store.read() as reader:
        return compare(reader, importing, path, progress, corrections)


def compare(
    reader: Reader,
    importing: Importing,
    path: Path,
    progress: Progress,
    corrections: Mapping[str, str],
) -> ImportPreview:
    """Read a workbook and compare it within a transaction; raises `WorkbookError`."""
    progress.step(0, 2, f"读取{importing.form.what}")
    rows, errors = read_form(path, importing.form)
    progress.step(1, 2, f"核对{importing.form.what}")
    name = importing.people
    read = [_corrected(row, name, corrections) for row in rows]
    comparison = _Comparison(reader, importing, read)
    problems = [Problem(one.row, one.about, one.column, one.message) for one in errors]
    for row in read:
        try:
            comparison.take(row)
        except FieldError as error:
            title = importing.named(row)
            problems.append(Problem(row.row, title, error.column, error.message))
    return ImportPreview(
        path,
        tuple(comparison.new),
        tuple(comparison.changed),
        comparison.unchanged,
        tuple(sorted(problems, key=lambda problem: problem.row)),
        importing.shower(reader, read),
        troubles(str(row.values[name]) for row in read if name in row.values),
        corrections,
    )


def _corrected(row: FormRow, name: str, corrections: Mapping[str, str]) -> FormRow:
    said = str(row.values.get(name))
    if said not in corrections:
        return row
    return replace(row, values={**row.values, name: corrections[said]})


class _Comparison:
    """Sorts rows into new, changed and unchanged ones; each record may be meant once."""

    def __init__(self, reader: Reader, importing: Importing, rows: Sequence[FormRow]) -> None:
        self.new: list[NewRow] = []
        self.changed: list[ChangedRow] = []
        self.unchanged = 0
        self._importing = importing
        self._resolve = importing.resolver(reader, rows)
        self._otherwise = importing.otherwise(reader)
        self._advise = importing.adviser(reader)
        self._known = importing.records.known(reader, importing.table, importing.only)
        self._ids = {self._key(fields): row_id for row_id, fields in self._known.items()}
        asked = [row.id for row in rows if row.id is not None and row.id not in self._known]
        self._gone = deleted_of(reader, importing.table, asked)
        self._seen: dict[object, int] = {}

    def take(self, row: FormRow) -> None:
        """Sort one row; raises `FieldError` when it is to be left out."""
        importing = self._importing
        fields = {**importing.only, **self._resolve(row)}
        found = self._find(row, fields)
        first = self._seen.setdefault(found or self._key(fields), row.row)
        if first != row.row:
            raise FieldError(self._key_column, f"与第 {first} 行重复")
        title = importing.named(row)
        if found is None:
            self.new.append(NewRow(row.row, title, fields, self._advise(row, fields, None)))
            return
        known = self._known[found]
        changes = {
            name: (known[name], said)
            for name, said in fields.items()
            if not importing.same(name, known[name], said)
        }
        if not changes:
            self.unchanged += 1
            return
        if why := importing.records.closed(known):
            raise FieldError(importing.labels[next(iter(changes))], why)
        advice = self._advise(row, {**known, **fields}, found)
        self.changed.append(ChangedRow(row.row, found, title, changes, advice))

    @property
    def _key_column(self) -> str:
        return self._importing.labels.get(self._importing.key[-1], self._importing.form.what)

    def _key(self, fields: Fields) -> tuple[object, ...]:
        said = (fields.get(name) for name in self._importing.key)
        return tuple(clean(one) if isinstance(one, str) else one for one in said)

    def _find(self, row: FormRow, fields: Fields) -> bytes | None:
        """Return the record that a row means, None for a new one."""
        by_key = self._ids.get(self._key(fields))
        if row.id is not None and row.id in self._known:
            moved = self._key(fields) != self._key(self._known[row.id])
            if moved and by_key not in {None, row.id}:
                raise FieldError(self._key_column, "改成了另一条记录已经用着的，没有导入")
            return row.id
        if by_key is None and row.id in self._gone:
            raise FieldError(
                self._importing.form.what,
                "这条记录导出以后在青桥里删除了，没有导入；要的话请重新登记",
            )
        return by_key or self._otherwise(fields)

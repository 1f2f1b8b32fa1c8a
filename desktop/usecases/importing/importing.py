"""What a workbook of one form means for one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from desktop.store.queries.bulk import add_all, edit_all, fields_of
from desktop.store.store import Reader, Writer
from desktop.store.tables import Synced
from desktop.workbooks.cells import clean
from desktop.workbooks.fields import half_width
from desktop.workbooks.form import Form, FormRow

Fields = Mapping[str, Any]
"""Field of the table -> value; a field that the row says nothing of is left out."""

Resolve = Callable[[FormRow], Fields]
"""What a row says in fields of the table; raises `FieldError` with the column and the reason."""

Show = Callable[[str, object], str]
"""(field, value) -> the value in words; "" for none."""

KnownOtherwise = Callable[[Fields], bytes | None]
"""The record that a row means although its key is none that is known, if there is just one."""

Changes = Mapping[str, tuple[object, object]]
"""Field of the table -> what it said before, and what it says now."""

KeepHistory = Callable[[Writer, Mapping[bytes, Changes], date], None]
"""Writes into the history of records, by their ids, what was changed in them on a day."""

Advise = Callable[[FormRow, Fields, bytes | None], Sequence[str]]
"""What to think about before a row comes in, in words; it stops nothing. With the id of the record
that the row means, None for a new one."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _named(row: FormRow) -> str:
    return str(next(iter(row.values.values()), ""))


def _same(_: str, before: object, said: object) -> bool:
    """Tell whether a row says what is here.

    Out of a cell the lines of a text come as one, and a telephone number without full width.
    """
    if before == said or not isinstance(before, str):
        return before == said
    return said in {clean(before), half_width(clean(before))}


def _no_history(*_: object) -> None:
    """Keep nothing besides the changes themselves."""


def plainly(_: str, value: object) -> str:
    """Return a value that needs no looking up in words."""
    return "" if value is None else str(getattr(value, "label", value))


def _not_otherwise(_: Fields) -> None:
    """Know no record otherwise than by its key."""


def _no_advice(*_: object) -> Sequence[str]:
    return ()


def _add(writer: Writer, table: type[Synced], rows: Iterable[Fields]) -> None:
    add_all(writer, [table(**one) for one in rows])


def _open(_: Fields) -> str:
    """Let every record be changed."""
    return ""


@dataclass(frozen=True)
class Records:
    """How the records of an import are read and written: as rows of its table and nothing else.

    Others say here what else belongs to a record. `known` gives the fields of all records, of
    those alone whose columns equal the given ones; `closed` says why a record is not to be
    changed any more, "" when it may be.
    """

    known: Callable[[Reader, type[Synced], Fields], Mapping[bytes, Fields]] = fields_of
    add: Callable[[Writer, type[Synced], Iterable[Fields]], None] = _add
    edit: Callable[[Writer, type[Synced], Iterable[tuple[bytes, Fields]]], None] = edit_all
    closed: Callable[[Fields], str] = _open


@dataclass(frozen=True)
class Importing:
    """One kind of import.

    A row that was exported is known by its id; any other by the fields of `key`. `only` are fields
    that all rows of the import share, such as the activity that people enrol for: they are given
    to new rows, and other rows of the table are not looked at. `resolver` and `shower`, which puts
    values into words, are given all rows once, so that they can look things up in bulk;
    `otherwise` knows records whose key has changed. `labels` name the fields that an edit may
    show, `named` says whom or what a row is about. `same` tells whether a
    field's value is what the row says. `people` is the form's column of people's names, if any:
    those are checked for characters that no font draws. `keep_history` is given what was changed.
    `adviser` looks at each new or changed row once all rows before it were looked at.
    """

    form: Form
    table: type[Synced]
    key: tuple[str, ...]
    resolver: Callable[[Reader, Sequence[FormRow]], Resolve]
    labels: Mapping[str, str]
    topics: tuple[str, ...]
    unit: str = "条"
    note: str = "文件里没有的记录不会被删除；空着的格子不改动原来的内容。"
    only: Fields = field(default_factory=dict)
    named: Callable[[FormRow], str] = _named
    shower: Callable[[Reader, Sequence[FormRow]], Show] = lambda *_: plainly
    otherwise: Callable[[Reader], KnownOtherwise] = lambda _: _not_otherwise
    same: Callable[[str, object, object], bool] = _same
    people: str = ""
    keep_history: KeepHistory = _no_history
    records: Records = field(default_factory=Records)
    adviser: Callable[[Reader], Advise] = lambda _: _no_advice

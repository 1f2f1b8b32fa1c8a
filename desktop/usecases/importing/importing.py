"""What a workbook of one form means for one table."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from desktop.store.store import Reader, Writer
from desktop.store.tables import Synced
from desktop.workbooks.form import Form, FormRow

Fields = Mapping[str, Any]
"""Field of the table -> value; a field that the row says nothing of is left out."""

Resolve = Callable[[FormRow], Fields]
"""What a row says in fields of the table; raises `FieldError` with the column and the reason."""

Changes = Mapping[str, tuple[object, object]]
"""Field of the table -> what it said before, and what it says now."""

KeepHistory = Callable[[Writer, Mapping[bytes, Changes], date], None]
"""Writes into the history of records, by their ids, what was changed in them on a day."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _named(row: FormRow) -> str:
    return str(next(iter(row.values.values()), ""))


def _no_history(*_: object) -> None:
    """Keep nothing besides the changes themselves."""


def _plainly(_: str, value: object) -> str:
    return "" if value is None else str(getattr(value, "label", value))


@dataclass(frozen=True)
class Importing:
    """One kind of import.

    A row that was exported is known by its id; any other by the fields of `key`. `only` are fields
    that all rows of the import share, such as the activity that people enrol for: they are given
    to new rows, and other rows of the table are not looked at. `resolver` is given all rows once,
    so that it can look things up in bulk. `labels` name the fields that an edit may show, `show`
    puts a value into words, `named` says whom or what a row is about. `same` tells whether a
    field's value is what the row says. `people` is the form's column of people's names, if any:
    those are checked for characters that no font draws. `keep_history` is given what was changed.
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
    show: Callable[[str, object], str] = _plainly
    same: Callable[[str, object, object], bool] = lambda _, before, said: operator.eq(before, said)
    people: str = ""
    keep_history: KeepHistory = _no_history

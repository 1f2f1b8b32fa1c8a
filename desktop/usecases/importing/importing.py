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

Show = Callable[[str, object], str]
"""(field, value) -> the value in words; "" for none."""

KnownOtherwise = Callable[[Fields], bytes | None]
"""The record that a row means although its key is none that is known, if there is just one."""

Changes = Mapping[str, tuple[object, object]]
"""Field of the table -> what it said before, and what it says now."""

KeepHistory = Callable[[Writer, Mapping[bytes, Changes], date], None]
"""Writes into the history of records, by their ids, what was changed in them on a day."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _named(row: FormRow) -> str:
    return str(next(iter(row.values.values()), ""))


def _no_history(*_: object) -> None:
    """Keep nothing besides the changes themselves."""


def plainly(_: str, value: object) -> str:
    """Return a value that needs no looking up in words."""
    return "" if value is None else str(getattr(value, "label", value))


def _not_otherwise(_: Fields) -> None:
    """Know no record otherwise than by its key."""


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
    same: Callable[[str, object, object], bool] = lambda _, before, said: operator.eq(before, said)
    people: str = ""
    keep_history: KeepHistory = _no_history

"""Rows of one table as they come in: decoded, checked, and put into our columns."""

from __future__ import annotations

import types
import unicodedata
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import msgspec

from desktop.bundle.errors import HostileBundleError
from desktop.store.provenance import check_provenance
from desktop.store.rows import Row
from desktop.store.tables import Table
from desktop.store.wire_types import day_columns, text_columns, wire_types

_LARGEST_UNKNOWN = 64 << 10
"""Bytes of one row's columns that we do not know."""


class TableReader:
    """Decodes rows of one table from the sender's columns into `ours`."""

    def __init__(self, kind: type[Table], ours: list[str], columns: list[str]) -> None:
        known = wire_types(kind)
        self._types = {name: known[name] for name in ours}
        whole = columns[:2] == ours[:2] and {"epoch", "lsn"} < set(columns)
        if not whole or len(set(columns)) != len(columns):
            raise HostileBundleError("表的列不合格式")
        shape = types.GenericAlias(
            tuple, tuple(self._types.get(name, msgspec.Raw) for name in columns)
        )
        self._all = msgspec.msgpack.Decoder(types.GenericAlias(list, (shape,)))
        self._one = msgspec.msgpack.Decoder(shape)
        self._columns = columns
        self._same = columns == ours
        self._sent = [columns.index(name) if name in columns else None for name in ours]
        self._foreign = [place for place, name in enumerate(columns) if name not in ours]
        self._unknown = ours.index("unknown")
        self._fields = {name: ours.index(name) for name in ours[self._unknown + 1 :]}
        blank = kind()
        self._blank = [getattr(value := getattr(blank, n), "value", value) for n in ours]
        self._provenance = itemgetter(*map(ours.index, ("past", "dots", "lsn")))
        self.lsn = itemgetter(ours.index("lsn"))
        """Returns the lsn of a row in our columns."""
        # What is no text of ours was held to a vocabulary or a pattern by its type.
        shut = set(ours) - set(text_columns(kind))
        self._texts = [place for place, name in enumerate(columns) if name not in shut]
        self._days = [ours.index(name) for name in day_columns(kind)]

    def read(self, raw: msgspec.Raw, refused: list[str], highest: int) -> list[Row]:
        """Return the rows that pass, in our columns; say of each other why it does not.

        No row's lsn may be above `highest`.
        """
        try:
            rows: list[Row] = self._all.decode(raw)
        except (msgspec.ValidationError, UnicodeDecodeError):
            rows = self._singly(raw, refused)
        if self._are_sound(rows, highest):
            return rows
        good = []
        for row in rows:
            try:
                good.append(self._checked(row, highest))
            except ValueError as error:
                refused.append(f"{row[0].hex()}：{error}")
        return good

    def _are_sound(self, rows: Sequence[Row], highest: int) -> bool:
        """Tell whether all rows pass as they are, from the different values of each column alone.

        What does not pass here is looked at row by row.
        """

        def said(place: int) -> set[Any]:
            return set(map(itemgetter(place), rows)) - {None}

        if not self._same or said(self._unknown):
            return False
        if max(map(self.lsn, rows), default=0) > highest:
            return False
        try:
            for past, dots, lsn in map(self._provenance, rows):
                if past is not None or dots is not None:
                    check_provenance(past, dots, lsn)
        except ValueError:
            return False
        texts = all(is_clean(text) for place in self._texts for text in said(place))
        return texts and all(_is_day(day) for place in self._days for day in said(place))

    def _singly(self, raw: msgspec.Raw, refused: list[str]) -> list[Row]:
        """Decode row by row, so that a bad one is refused alone."""
        rows: list[Row] = []
        for place, one in enumerate(msgspec.msgpack.decode(raw, type=list[msgspec.Raw])):
            try:
                rows.append(self._one.decode(one))
            except (msgspec.ValidationError, UnicodeDecodeError) as error:
                where = str(error).rpartition("$[")[2].partition("]")[0]
                column = self._columns[int(where)] if where.isdigit() else "?"
                refused.append(f"{_name_of(one, place)}：{column} 的值不合规定")
        return rows

    def _checked(self, row: Row, highest: int) -> Row:
        """Return a row in our columns; raises `ValueError` for what its types let pass."""
        for place in self._texts:
            value = row[place]
            if type(value) is str and not is_clean(value):
                raise ValueError(f"{self._columns[place]} 的文字里有控制字符或未规范的字符")
        if not self._same or row[self._unknown] is not None:
            row = self._translate(row)
        check_provenance(*self._provenance(row))
        if self.lsn(row) > highest:
            raise ValueError("序号比已知的大得不合常理")
        for day in self._days:
            if row[day] is not None and not _is_day(row[day]):
                raise ValueError("日期不存在")
        return row

    def _translate(self, row: Row) -> Row:
        """Put a row into our columns; what we do not know is kept and passed on.

        What an older version passed on because it did not know it, we may know.
        """
        ours = [
            self._blank[at] if place is None else row[place] for at, place in enumerate(self._sent)
        ]
        kept = _unpacked(ours[self._unknown])
        kept |= {self._columns[place]: row[place] for place in self._foreign}
        for name in kept.keys() & self._fields.keys():
            ours[self._fields[name]] = self._known(name, kept.pop(name))
        unknown = msgspec.msgpack.encode(kept, order="sorted") if kept else b""
        if len(unknown) > _LARGEST_UNKNOWN:
            raise ValueError("不认识的列太大")
        ours[self._unknown] = unknown or None
        return tuple(ours)

    def _known(self, name: str, value: msgspec.Raw) -> object:
        try:
            known = msgspec.msgpack.decode(value, type=self._types[name])
        except ValueError as error:
            raise ValueError(f"{name} 的值不合规定") from error
        if isinstance(known, str) and not is_clean(known):
            raise ValueError(f"{name} 的文字里有控制字符或未规范的字符")
        return known


def _unpacked(unknown: bytes | None) -> dict[str, msgspec.Raw]:
    """Return the columns that were passed on; raises `ValueError` for anything else."""
    if unknown is None:
        return {}
    try:
        return msgspec.msgpack.decode(unknown, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError) as error:
        raise ValueError("不认识的列不合格式") from error


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_clean(text: str) -> bool:
    """Tell whether a text is in NFC and without control characters (line breaks may stand)."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        return False
    return text.isprintable() or not any(
        unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text
    )


def _name_of(row: msgspec.Raw, place: int) -> str:
    """Return the id of a row that cannot be decoded, or else its place in the frame.

    The first bytes are looked at alone: decoded, such a row may fill the memory.
    """
    head = bytes(memoryview(row)[:_LONGEST_HEAD])
    named = head[{0xDC: 3, 0xDD: 5}.get(head[0], 1) :]
    if named.startswith(_ID) and len(named) >= _ID_END:
        return named[len(_ID) : _ID_END].hex()
    return f"第 {place + 1} 行"


_ID = b"\xc4\x10"
"""How msgpack begins 16 bytes."""

_ID_END = len(_ID) + 16
_LONGEST_HEAD = 5 + _ID_END

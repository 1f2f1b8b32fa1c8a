"""Rows as they travel: frames of one table's rows, decoded with every value checked."""

from __future__ import annotations

import types
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.bundle.errors import HostileBundleError
from desktop.store.rows import Row, wire_columns
from desktop.store.tables import Synced, synced_tables
from desktop.store.wire_types import wire_types


def frame(table: str, rows: Sequence[Row]) -> object:
    """Return the object that goes into a frame."""
    return (table, rows)


@dataclass
class Decoded:
    """The rows of a frame that passed, and why others did not (row ids and columns only)."""

    table: str
    rows: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class RowReader:
    """Decodes the row frames of one bundle, whose manifest gave `tables` and their columns."""

    def __init__(
        self,
        tables: Mapping[str, Sequence[str]],
        known: Collection[str],
        townships: Collection[int],
    ) -> None:
        """Take rows of the `known` tables that belong to `townships`, refuse all others."""
        self._tables = {
            name: _TableReader(synced_tables()[name], list(columns))
            for name, columns in tables.items()
            if name in known
        }
        self._townships = frozenset(townships)

    def read(self, content: bytes) -> Decoded:
        """Decode one frame; raises `msgspec.MsgspecError` when it is no row frame at all."""
        table, raw = msgspec.msgpack.decode(content, type=tuple[str, msgspec.Raw])
        decoded = Decoded(table)
        reader = self._tables.get(table)
        if reader is None:
            count = len(msgspec.msgpack.decode(raw, type=list[msgspec.Raw]))
            decoded.refused = [f"{table}：对方没有权限写这张表"] * count
            return decoded
        for row in reader.read(raw, decoded.refused):
            if row[1] in self._townships:
                decoded.rows.append(row)
            else:
                decoded.refused.append(f"{table} {row[0].hex()}：不属于这个镇街")
        return decoded


class _TableReader:
    """Decodes rows of one table from the sender's columns into ours."""

    def __init__(self, kind: type[Synced], columns: list[str]) -> None:
        values = wire_types(kind)
        ours = wire_columns(kind)
        if columns[:2] != ours[:2]:
            raise HostileBundleError("表的列不合格式")
        shape = types.GenericAlias(tuple, tuple(values.get(name, Any) for name in columns))
        self._all = msgspec.msgpack.Decoder(types.GenericAlias(list, (shape,)))
        self._one = msgspec.msgpack.Decoder(shape)
        self._columns = columns
        self._same = columns == ours
        self._places = [columns.index(name) if name in columns else None for name in ours]
        self._foreign = [place for place, name in enumerate(columns) if name not in ours]
        blank = kind()
        self._blank = [getattr(value := getattr(blank, n), "value", value) for n in ours]
        self._unknown = ours.index("unknown")

    def read(self, raw: msgspec.Raw, refused: list[str]) -> list[Row]:
        try:
            rows: list[Row] = self._all.decode(raw)
        except msgspec.ValidationError:
            rows = self._singly(raw, refused)
        good = []
        for row in rows:
            if all(type(value) is not str or is_clean(value) for value in row):
                good.append(row if self._same else self._translate(row))
            else:
                refused.append(f"{row[0].hex()}：文字里有控制字符或未规范的字符")
        return good

    def _singly(self, raw: msgspec.Raw, refused: list[str]) -> list[Row]:
        """Decode row by row, so that a bad one is refused alone."""
        rows: list[Row] = []
        for place, one in enumerate(msgspec.msgpack.decode(raw, type=list[msgspec.Raw])):
            try:
                rows.append(self._one.decode(one))
            except msgspec.ValidationError as error:
                where = str(error).rpartition("$[")[2].partition("]")[0]
                column = self._columns[int(where)] if where.isdigit() else "?"
                refused.append(f"第 {place + 1} 行：{column} 的值不合规定")
        return rows

    def _translate(self, row: Row) -> Row:
        """Put a row into our columns; what we do not know is kept and passed on."""
        ours = [
            self._blank[at] if place is None else row[place]
            for at, place in enumerate(self._places)
        ]
        if self._foreign:
            kept = msgspec.msgpack.decode(ours[self._unknown]) if ours[self._unknown] else {}
            kept |= {self._columns[place]: row[place] for place in self._foreign}
            ours[self._unknown] = msgspec.msgpack.encode(kept)
        return tuple(ours)


def is_clean(text: str) -> bool:
    """Tell whether a text is in NFC and without control characters (line breaks may stand)."""
    if not unicodedata.is_normalized("NFC", text):
        return False
    return text.isprintable() or not any(
        unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text
    )

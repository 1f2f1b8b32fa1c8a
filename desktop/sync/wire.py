"""Rows as they travel: frames of one table's rows, decoded with every value checked."""

from __future__ import annotations

import hashlib
import re
import types
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated

import msgspec

from desktop.bundle.errors import HostileBundleError
from desktop.store import unknown_rows
from desktop.store.provenance import read_dots, read_past
from desktop.store.rows import BATCH, Row, wire_columns
from desktop.store.tables import Table, UnknownRow, local_tables, synced_tables
from desktop.store.wire_types import day_columns, text_columns, wire_types

ATTACHMENT = "#attachment"
"""In a frame where a table's name would stand; such frames come after all rows."""

LARGEST_ATTACHMENT = 2 << 20
"""Bytes."""

_LARGEST_UNKNOWN = 64 << 10
"""Bytes of one row's columns that we do not know."""

_MOST_TABLES, _MOST_COLUMNS = 100, 200
"""That a newer version may add, and that one of its tables may have."""

_SMALLEST_ROW = 18
"""Bytes: every row begins with an id of 16."""

_NAME = re.compile("[a-z][a-z0-9_]{0,62}")


def frame(table: str, rows: Sequence[Row]) -> object:
    """Return the object that goes into a frame."""
    return (table, rows)


def attachment_frame(sha256: bytes, content: bytes) -> object:
    """Return the object that carries the bytes of an attachment."""
    return (ATTACHMENT, (sha256, content))


@dataclass
class Decoded:
    """The rows of a frame that passed, and why others did not (row ids and columns only).

    With `unknown` the table is a newer version's, and the rows are in the columns of
    `store.unknown_rows`. `attachment` is (SHA-256, bytes) of a frame that carries one.
    """

    table: str
    rows: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: bool = False
    attachment: tuple[bytes, bytes] | None = None


class RowReader:
    """Decodes the frames of one bundle, whose manifest gave `tables` and their columns."""

    def __init__(
        self,
        tables: Mapping[str, Sequence[str]],
        known: Collection[str],
        townships: Collection[int],
    ) -> None:
        """Take rows of `known` tables that belong to `townships`, and of tables unknown to us."""
        newer = [name for name in tables if _is_newer(name)]
        self._newer = frozenset(newer[:_MOST_TABLES])
        self._tables = {
            name: self._reader(name, list(columns))
            for name, columns in tables.items()
            if name in known or name in self._newer
        }
        self._townships = frozenset(townships)

    def read(self, content: bytes) -> Decoded:
        """Decode one frame.

        Raises `ValueError` (msgspec's errors are such, and that of bad UTF-8) or `RecursionError`
        when it is no row frame at all, `HostileBundleError` for more rows than it may have.
        """
        table, raw = msgspec.msgpack.decode(content, type=tuple[str, msgspec.Raw])
        if table == ATTACHMENT:
            return _attachment(raw)
        count = _row_count(bytes(memoryview(raw)[:5]))
        if count > BATCH or count * _SMALLEST_ROW > len(content):
            raise HostileBundleError("一帧的行数不合规格")
        decoded = Decoded(table, unknown=table in self._newer)
        reader = self._tables.get(table)
        if reader is None:
            decoded.refused = [f"{table[:40]!a}：对方没有权限写这张表"] * count
            return decoded
        reasons: list[str] = []
        rows = reader.read(raw, reasons)
        decoded.refused = [f"{table} {reason}" for reason in reasons]
        for row in rows:
            if row[1] in self._townships:
                decoded.rows.append(row)
            else:
                decoded.refused.append(f"{table} {row[0].hex()}：不属于这个镇街")
        return decoded

    def _reader(self, name: str, columns: list[str]) -> _TableReader:
        if name not in self._newer:
            return _own_reader(name, tuple(columns))
        if len(columns) > _MOST_COLUMNS or not all(map(_NAME.fullmatch, columns)):
            raise HostileBundleError("表的列不合格式")
        return _TableReader(UnknownRow, unknown_rows.COLUMNS, columns)


@lru_cache(maxsize=100)
def _own_reader(name: str, columns: tuple[str, ...]) -> _TableReader:
    """Return the reader of a table of ours; most senders name its columns alike."""
    kind = synced_tables()[name]
    return _TableReader(kind, wire_columns(kind), list(columns))


def _is_newer(name: str) -> bool:
    """Tell whether a table may be one that a newer version has."""
    known = name in synced_tables() or name in local_tables()
    return not known and _NAME.fullmatch(name) is not None


_SHA256 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
_CONTENT = Annotated[bytes, msgspec.Meta(min_length=1, max_length=LARGEST_ATTACHMENT)]


def _attachment(raw: msgspec.Raw) -> Decoded:
    """Decode the bytes of an attachment; refuse what is too large or not what it says it is."""
    decoded = Decoded(ATTACHMENT)
    try:
        sha256, content = msgspec.msgpack.decode(raw, type=tuple[_SHA256, _CONTENT])
    except msgspec.ValidationError:
        decoded.refused.append("照片过大或不合格式")
        return decoded
    if hashlib.sha256(content).digest() == sha256:
        decoded.attachment = sha256, content
    else:
        decoded.refused.append(f"照片 {sha256.hex()[:16]}：内容与校验值不符")
    return decoded


class _TableReader:
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
        self._provenance = tuple(ours.index(n) for n in ("epoch", "lsn", "past", "dots"))
        # What is no text of ours was held to a vocabulary or a pattern by its type.
        shut = set(ours) - set(text_columns(kind))
        self._texts = [place for place, name in enumerate(columns) if name not in shut]
        self._days = [ours.index(name) for name in day_columns(kind)]

    def read(self, raw: msgspec.Raw, refused: list[str]) -> list[Row]:
        """Return the rows that pass, in our columns; say of each other why it does not."""
        try:
            rows: list[Row] = self._all.decode(raw)
        except (msgspec.ValidationError, UnicodeDecodeError):
            rows = self._singly(raw, refused)
        good = []
        for row in rows:
            try:
                good.append(self._checked(row))
            except ValueError as error:
                refused.append(f"{row[0].hex()}：{error}")
        return good

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

    def _checked(self, row: Row) -> Row:
        """Return a row in our columns; raises `ValueError` for what its types let pass."""
        for place in self._texts:
            value = row[place]
            if type(value) is str and not is_clean(value):
                raise ValueError(f"{self._columns[place]} 的文字里有控制字符或未规范的字符")
        if not self._same or row[self._unknown] is not None:
            row = self._translate(row)
        epoch, lsn, past, dots = (row[place] for place in self._provenance)
        if past is not None or dots is not None:
            read_past(past)
            read_dots(dots, (epoch, lsn))
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


def _row_count(head: bytes) -> int:
    """Return how long the msgpack array is that begins with these bytes."""
    first, rest = head[0], head[1:]
    if first & 0xF0 == _SHORT_ARRAY:
        return first & 0x0F
    size = _ARRAY_SIZES.get(first)
    if size is None:
        raise msgspec.DecodeError("no array of rows")
    return int.from_bytes(rest[:size], "big")


_SHORT_ARRAY = 0x90
_ARRAY_SIZES = {0xDC: 2, 0xDD: 4}


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
    if not unicodedata.is_normalized("NFC", text):
        return False
    return text.isprintable() or not any(
        unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text
    )


def _name_of(row: msgspec.Raw, place: int) -> str:
    """Return the id of a row that cannot be decoded, or else its place in the frame."""
    try:
        named = msgspec.msgpack.decode(row, type=list[msgspec.Raw])[0]
        return msgspec.msgpack.decode(named, type=_ID).hex()
    except (msgspec.DecodeError, IndexError, UnicodeDecodeError):
        return f"第 {place + 1} 行"


_ID = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]

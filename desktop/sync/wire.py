"""Rows as they travel: frames of one table's rows, decoded with every value checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Annotated

import msgspec

from desktop.bundle.errors import HostileBundleError
from desktop.store import unknown_rows
from desktop.store.provenance import HIGHEST
from desktop.store.rows import BATCH, Row, wire_columns
from desktop.store.tables import UnknownRow, local_tables, synced_tables
from desktop.sync.table_reader import TableReader

ATTACHMENT = "#attachment"
"""In a frame where a table's name would stand; such frames come after all rows."""

LARGEST_ATTACHMENT = 2 << 20
"""Bytes."""

_MOST_TABLES, _MOST_COLUMNS = 100, 200
"""That a newer version may add, and that one of its tables may have."""

_SMALLEST_ROW = 18
"""Bytes: every row begins with an id of 16."""

_NAME = re.compile("[a-z][a-z0-9_]{0,62}")


Frame = tuple[str, Sequence[Row]]
"""A table's name and some of its rows."""


def frame(table: str, rows: Sequence[Row]) -> Frame:
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
        highest: int = HIGHEST,
    ) -> None:
        """Take rows of `known` tables that belong to `townships`, and of tables unknown to us.

        None with an lsn above `highest`; `reached` is the highest that came.
        """
        self.reached, self._highest = 0, highest
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
        rows = reader.read(raw, reasons, self._highest)
        self.reached = max(self.reached, max(map(reader.lsn, rows), default=0))
        decoded.refused = [f"{table} {reason}" for reason in reasons]
        if self._townships.issuperset(map(itemgetter(1), rows)):
            decoded.rows = rows
            return decoded
        for row in rows:
            if row[1] in self._townships:
                decoded.rows.append(row)
            else:
                decoded.refused.append(f"{table} {row[0].hex()}：不属于这个镇街")
        return decoded

    def _reader(self, name: str, columns: list[str]) -> TableReader:
        if name not in self._newer:
            return _own_reader(name, tuple(columns))
        if len(columns) > _MOST_COLUMNS or not all(map(_NAME.fullmatch, columns)):
            raise HostileBundleError("表的列不合格式")
        return TableReader(UnknownRow, unknown_rows.COLUMNS, columns)


@lru_cache(maxsize=100)
def _own_reader(name: str, columns: tuple[str, ...]) -> TableReader:
    """Return the reader of a table of ours; most senders name its columns alike."""
    kind = synced_tables()[name]
    return TableReader(kind, wire_columns(kind), list(columns))


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

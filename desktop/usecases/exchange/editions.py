"""A table's rows as merging sees them: which writes went into a row, and what each field says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop.store.provenance import read_dots, read_past, write_dots, write_past
from desktop.store.rows import Row
from desktop.store.tables.base import STAMPS
from desktop.sync.merge import Edition, Stamp
from desktop.sync.versions import Version

_NO_FIELDS = frozenset({"id", "township", *STAMPS, "unknown"})


class Editions:
    """Reads and writes the rows of one table by the places of its columns.

    A column that only newer versions know is a field like all others.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = list(columns)
        self._fields = {name: at for at, name in enumerate(columns) if name not in _NO_FIELDS}
        self._epoch, self._lsn, self._past, self._dots, self._former, self._unknown = (
            columns.index(name)
            for name in ("epoch", "lsn", "past", "dots", "base_values", "unknown")
        )

    def stamp(self, row: Row) -> Stamp:
        """Return the writes that went into a row."""
        version = Version(row[self._epoch], row[self._lsn])
        if row[self._past] is None:
            return Stamp(version)
        return Stamp(version, frozenset(Version(*write) for write in read_past(row[self._past])))

    def later(self, live: Row, incoming: Row) -> int:
        """Return by how many writes the incoming row is the later one; 0: not of one life alone."""
        alone = live[self._past] is None and incoming[self._past] is None
        one_life = alone and live[self._epoch] == incoming[self._epoch]
        return incoming[self._lsn] - live[self._lsn] if one_life else 0

    def fields(self, row: Row) -> dict[str, Any]:
        """Return what a row says."""
        known = {name: row[at] for name, at in self._fields.items()}
        return known | _unpacked(row[self._unknown])

    def edition(self, row: Row) -> Edition:
        """Return all of a row that merging looks at."""
        stamp = self.stamp(row)
        dots = read_dots(row[self._dots], stamp.version)
        return Edition(
            stamp,
            self.fields(row),
            {name: Version(*write) for name, write in dots.items()},
            _decoded(row[self._former]),
        )

    def row(self, edition: Edition, like: Row) -> Row:
        """Return an edition as a row that has all else from `like`."""
        values = dict(zip(self._columns, like, strict=True))
        version = edition.stamp.version
        values |= {
            "epoch": version.epoch,
            "lsn": version.lsn,
            "past": write_past(edition.stamp.past),
            "dots": write_dots(edition.dots, version),
            "base_values": None,
        }
        values |= {name: edition.fields[name] for name in self._fields}
        rest = {
            name: msgspec.Raw(value) if isinstance(value, _Packed) else value
            for name, value in edition.fields.items()
            if name not in self._fields
        }
        values["unknown"] = msgspec.msgpack.encode(rest, order="sorted") if rest else None
        return tuple(values.values())


class _Packed(bytes):
    """A value in msgpack that no column of this version holds."""

    __slots__ = ()


def _unpacked(unknown: bytes | None) -> dict[str, Any]:
    if unknown is None:
        return {}
    packed = msgspec.msgpack.decode(unknown, type=dict[str, msgspec.Raw])
    return {name: _plain(bytes(value)) for name, value in packed.items()}


def _plain(packed: bytes) -> Any:  # noqa: ANN401 - of any column
    try:
        value = msgspec.msgpack.decode(packed)
    except (ValueError, RecursionError):
        return _Packed(packed)
    known = value is None or isinstance(value, str | int | float | bytes)
    return value if known else _Packed(packed)


def _decoded(former: str | None) -> Mapping[str, Any] | None:
    """Return former values, None where they are none; a sender may write anything."""
    try:
        values = json.loads(former) if former else None
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None

"""What to do with a row that comes in: a decision on versions and values alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from desktop.sync.versions import Ancestry, Version

Fields = Mapping[str, object]


class Fate(Enum):
    """What becomes of an incoming row."""

    NEW = "new"
    REPLACE = "replace"
    OLD = "old"
    SAME = "same"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Stamp:
    """A row's version and the other replica's version it was edited on, if any."""

    version: Version
    base: Version | None = None


def fate(live: Stamp | None, incoming: Stamp, ancestry: Ancestry) -> Fate:
    """Compare an incoming row's stamp with that of the row in the database."""
    if live is None:
        return Fate.NEW
    if ancestry.precedes(incoming.version, live.version, live.base):
        return Fate.OLD
    if ancestry.precedes(live.version, incoming.version, incoming.base):
        return Fate.REPLACE
    return Fate.CONFLICT


def settle(live: Fields, incoming: Fields, live_base: str | None, base: str | None) -> Fate:
    """Look at the values of concurrent versions; the bases are the JSON that each was edited on.

    Two that say the same are no conflict, and an edit of exactly the values that the other side
    has loses nothing, whatever the versions are called.
    """
    if live == incoming:
        return Fate.SAME
    if live.get(_UNKNOWN) == incoming.get(_UNKNOWN):
        if _plain(live) == _decoded(base):
            return Fate.REPLACE
        if _plain(incoming) == _decoded(live_base):
            return Fate.OLD
    return Fate.CONFLICT


_UNKNOWN = "unknown"


def _plain(fields: Fields) -> Fields:
    """Return the fields as the triggers write base values: bytes in hex."""
    return {
        name: value.hex().upper() if isinstance(value, bytes) else value
        for name, value in fields.items()
        if name != _UNKNOWN
    }


def _decoded(base: str | None) -> Fields | None:
    """Return base values, None where they are none; a sender may write anything."""
    try:
        values = json.loads(base) if base else None
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def winner(live: Stamp, incoming: Stamp) -> Stamp:
    """Choose between concurrent versions, the same on every replica."""
    return max(live, incoming, key=lambda stamp: stamp.version)


def difference(kept: Fields, other: Fields) -> tuple[dict[str, object], dict[str, object]]:
    """Return the fields in which two versions of a row differ, as each has them."""
    names = [name for name in kept if kept[name] != other.get(name)]
    return {name: kept[name] for name in names}, {name: other.get(name) for name in names}

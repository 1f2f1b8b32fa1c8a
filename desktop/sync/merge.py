"""What becomes of a row that comes in: a decision on versions and values alone.

Every field knows the write that it comes from (its dot), every row the newest writes of all lives
that went into it (what it has seen). Edits of different fields both stand. A merged row needs no
version of its own: it is named by what went into it, so whoever merges the same rows, in whatever
order, has the same row under the same name, the province included, which may write none.

The order holds because a write's lsn is above that of every write that went into the row before:
of a field's writes the greatest is chosen, and that is never one that another had replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from desktop.store.provenance import REST
from desktop.sync.versions import Ancestry, Version

Fields = Mapping[str, Any]

DELETED = "deleted"


class Fate(Enum):
    """What becomes of an incoming row."""

    NEW = "new"
    REPLACE = "replace"
    OLD = "old"
    MERGED = "merged"
    CONFLICT = "conflict"


class Stamp(NamedTuple):
    """The writes that went into a row: its own, and the newest of other lives."""

    version: Version
    past: frozenset[Version] = frozenset()

    @property
    def seen(self) -> frozenset[Version]:
        """Return all of them."""
        return self.past | {self.version}


@dataclass(frozen=True)
class Edition:
    """A row as one replica has it; `former` is what it said when its writes got new names."""

    stamp: Stamp
    fields: Fields
    dots: Mapping[str, Version]
    former: Fields | None = None

    def dot(self, name: str) -> Version:
        """Return the write that a field's value comes from."""
        return self.dots.get(name) or self.dots[REST]


@dataclass(frozen=True)
class Loss:
    """Fields of which only one side's values can stand, with the writes of both sides."""

    kept: Fields
    other: Fields
    writes: tuple[Version, Version]
    kept_is_live: bool


@dataclass(frozen=True)
class Merged:
    """One row out of two concurrent ones, and what did not find room in it."""

    edition: Edition
    losses: tuple[Loss, ...]


def fate(live: Stamp, incoming: Stamp, ancestry: Ancestry) -> Fate:
    """Compare what went into an incoming row with what went into the row in the database.

    `MERGED` says that neither has all of the other; `merge` then finds out whether they conflict.
    """
    if covers(live, incoming.seen, ancestry):
        return Fate.OLD
    if covers(incoming, live.seen, ancestry):
        return Fate.REPLACE
    return Fate.MERGED


def order(write: Version) -> tuple[int, int]:
    """Return what puts a write behind all that it was made in the knowledge of."""
    return write.lsn, write.epoch


def covers(stamp: Stamp, writes: Iterable[Version], ancestry: Ancestry) -> bool:
    """Tell whether all the writes lie in what went into a row."""
    return all(
        ancestry.includes(write, stamp.version)
        or any(ancestry.includes(write, seen) for seen in stamp.past)
        for write in writes
    )


def merge(live: Edition, incoming: Edition, ancestry: Ancestry) -> Merged:
    """Make one row out of two, field by field.

    Of a field's two values the later one stands. Where neither writer had the other's before him
    and they differ, the one that does not stand is a `Loss`; so are edits that somebody deleted
    the row without having seen. Losses come by the names of their fields, whatever the order of a
    version's columns.
    """
    names = [*live.fields, *(name for name in incoming.fields if name not in live.fields)]
    chooser = _Chooser(live, incoming, ancestry)
    chosen = {name: chooser.choose(name) for name in names}
    fields = {name: side.fields[name] for name, side in chosen.items() if name in side.fields}
    dots = {name: side.dot(name) for name, side in chosen.items()}
    dots[REST] = max(live.dot(REST), incoming.dot(REST), key=order)
    seen = _newest(live.stamp, incoming.stamp, ancestry)
    version = max(seen, key=order)
    edition = Edition(Stamp(version, seen - {version}), fields, dots)
    losses = [chooser.loss(name, chosen[name]) for name in sorted(chooser.lost)]
    losses += chooser.unseen_by_deleter(chosen[DELETED]) if DELETED in chosen else []
    return Merged(edition, tuple(losses))


def _newest(one: Stamp, two: Stamp, ancestry: Ancestry) -> frozenset[Version]:
    return frozenset(
        write
        for mine, other in ((one, two), (two, one))
        for write in mine.seen
        if write in other.seen or not covers(other, [write], ancestry)
    )


class _Chooser:
    """Decides between two rows, field by field."""

    def __init__(self, live: Edition, incoming: Edition, ancestry: Ancestry) -> None:
        self._sides, self._ancestry = (live, incoming), ancestry
        self.lost: list[str] = []

    def choose(self, name: str) -> Edition:
        """Return the side whose value stands; note the field if the other's is lost."""
        live, incoming = self._sides
        if name not in live.fields or name not in incoming.fields:
            return live if name in live.fields else incoming
        mine, theirs = live.dot(name), incoming.dot(name)
        value, other = live.fields[name], incoming.fields[name]
        if mine == theirs:
            if value != other:  # one name for two writes: nobody may decide
                self.lost.append(name)
            return max(self._sides, key=lambda side: repr(side.fields[name]))
        later, earlier = (live, incoming) if order(mine) > order(theirs) else (incoming, live)
        known = self._covers(live, theirs) or self._covers(incoming, mine)
        if value != other and not (known or _built_on(later, name, earlier.fields[name])):
            self.lost.append(name)
        return later

    def loss(self, name: str, by: Edition) -> Loss:
        """Return what became of a field that was lost, kept as `by` has it."""
        return self._loss(by, [name], (by.dot(name), self._other(by).dot(name)))

    def unseen_by_deleter(self, by: Edition) -> list[Loss]:
        """Return the edits of a row whose deleter, `by`, had not seen them."""
        other = self._other(by)
        if not by.fields[DELETED] or self._covers(other, by.dot(DELETED)):
            return []
        edits = [
            name
            for name, value in other.fields.items()
            if name != DELETED
            and value != by.fields.get(name)
            and not self._covers(by, other.dot(name))
        ]
        if not edits or other.fields[DELETED]:
            return []
        newest = max((other.dot(name) for name in edits), key=order)
        return [self._loss(by, [DELETED, *edits], (by.dot(DELETED), newest))]

    def _loss(self, by: Edition, names: list[str], writes: tuple[Version, Version]) -> Loss:
        kept, other = (
            {name: side.fields.get(name) for name in names} for side in (by, self._other(by))
        )
        return Loss(kept, other, writes, by is self._sides[0])

    def _other(self, side: Edition) -> Edition:
        live, incoming = self._sides
        return incoming if side is live else live

    def _covers(self, side: Edition, write: Version) -> bool:
        return covers(side.stamp, [write], self._ancestry)


def _built_on(side: Edition, name: str, value: object) -> bool:
    """Tell whether a side edited exactly the other's value, known under another name."""
    if side.former is None or name not in side.former or side.fields[name] == value:
        return False
    return bool(side.former[name] == (value.hex().upper() if isinstance(value, bytes) else value))

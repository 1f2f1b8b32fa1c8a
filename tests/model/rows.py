"""The model's rows: which writes each is made of, and what becomes of two that meet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.model.rules import Rules

Write = tuple[int, int]
"""(epoch, lsn)."""

Key = tuple[str, bytes]
"""(table, id)."""

CONFLICT, ISSUER, STUDENT, TOWNSHIP, PROFILE, UNIVERSITY = (
    "conflict",
    "issuer_key",
    "student",
    "township",
    "township_profile",
    "university",
)
TOWNSHIP_TABLES = (CONFLICT, STUDENT, PROFILE)
PROVINCE_TABLES = (ISSUER, TOWNSHIP, UNIVERSITY)
"""In the order in which they travel."""

REST = "*"
"""A field that nobody ever edits: it stands for all that are not modelled."""


@dataclass(frozen=True)
class Row:
    """A row of one replica; `by` and `at` are who wrote it and what his clock said."""

    table: str
    id: bytes
    home: int
    fields: Mapping[str, Any]
    version: Write
    dots: Mapping[str, Write]
    past: Mapping[int, int] = field(default_factory=dict)
    former: Mapping[str, Any] | None = None
    by: str = ""
    at: int = 0

    @property
    def key(self) -> Key:
        return self.table, self.id

    @property
    def seen(self) -> set[Write]:
        return {self.version, *self.past.items()}

    @property
    def highest(self) -> int:
        """The highest lsn that the row names: its own, in every honest row."""
        return max(lsn for _, lsn in (*self.seen, *self.dots.values()))


@dataclass
class Ancestry:
    """Epochs with the parent and the lsn that each was forked off at."""

    parents: dict[int, tuple[int, int]]
    rules: Rules

    def includes(self, old: Write, new: Write) -> bool:
        epoch, limit = new
        met: set[int] = set()
        while epoch and epoch not in met:
            if epoch == old[0]:
                return old[1] <= limit
            met.add(epoch)
            epoch, fork = self.parents.get(epoch, (0, 0))
            limit = fork if self.rules.heed_fork else 2**63 - 1
        return False

    def covers(self, row: Row, writes: Iterable[Write]) -> bool:
        return all(any(self.includes(write, seen) for seen in row.seen) for write in writes)


@dataclass(frozen=True)
class Loss:
    """What of two rows does not stand; `kept_live` tells which side does."""

    names: Sequence[str]
    writes: tuple[Write, Write]
    kept_live: bool


class Meeting:
    """Two rows of one id, and what becomes of them."""

    def __init__(self, live: Row, incoming: Row, ancestry: Ancestry) -> None:
        self.live, self.incoming, self.ancestry = live, incoming, ancestry
        self.rules = ancestry.rules

    def outcome(self) -> tuple[Row, list[Loss]]:
        """Return the row that stands, the live one itself if nothing changed, and what is lost."""
        live, incoming = self.live, self.incoming
        if live.table == CONFLICT:
            return self._later_record(), []
        old = self.ancestry.covers(live, incoming.seen)
        newer = self.ancestry.covers(incoming, live.seen)
        if old and not (newer and live.fields != incoming.fields):
            return live, []
        if newer and not old:
            return incoming, []
        return self._merge()

    def _later_record(self) -> Row:
        def rank(row: Row) -> tuple[Any, ...]:
            return row.fields["settled"], row.version

        return max(self.live, self.incoming, key=rank)  # the first of equals

    def _merge(self) -> tuple[Row, list[Loss]]:
        live, incoming = self.live, self.incoming
        losses: list[Loss] = []
        by: dict[str, Row] = {}
        for name in live.fields:
            by[name], lost = self._choose(name)
            if lost:
                writes = by[name].dots[name], self._other(by[name]).dots[name]
                losses.append(Loss([name], writes, by[name] is live))
        if self.rules.ask_about_deleting:
            losses += self._unseen_by_deleter(by["deleted"])
        seen = self._newest()
        version = max(seen, key=self._order)
        newest = max(live, incoming, key=lambda row: self._order(row.version))
        dots = {name: side.dots[name] for name, side in by.items()}
        dots[REST] = max(live.dots[REST], incoming.dots[REST], key=self._order)
        row = replace(
            newest,
            fields={name: side.fields[name] for name, side in by.items()},
            version=version,
            dots=dots if self.rules.keep_dots else dict.fromkeys(dots, version),
            past=dict(seen - {version}) if self.rules.keep_past else {},
            former=None,
        )
        return (live if row == live else row), losses

    def _newest(self) -> set[Write]:
        found = set()
        for one, other in ((self.live, self.incoming), (self.incoming, self.live)):
            for write in one.seen:
                if write in other.seen or not self.ancestry.covers(other, [write]):
                    found.add(write)
        return found

    def _choose(self, name: str) -> tuple[Row, bool]:
        live, incoming = self.live, self.incoming
        mine, theirs = live.dots[name], incoming.dots[name]
        differ = live.fields[name] != incoming.fields[name]
        if mine == theirs:
            return max(live, incoming, key=lambda row: repr(row.fields[name])), differ
        mine_is_later = self._rank(mine, live) > self._rank(theirs, incoming)
        later, earlier = (live, incoming) if mine_is_later else (incoming, live)
        known = (
            self.ancestry.covers(live, [theirs])
            or self.ancestry.covers(incoming, [mine])
            or _built_on(later, name, earlier.fields[name])
        )
        return later, differ and not known

    def _unseen_by_deleter(self, by: Row) -> list[Loss]:
        other = self._other(by)
        if not by.fields["deleted"] or other.fields["deleted"]:
            return []
        if self.ancestry.covers(other, [by.dots["deleted"]]):
            return []
        edits = [
            name
            for name, value in other.fields.items()
            if name != "deleted"
            and value != by.fields[name]
            and not self.ancestry.covers(by, [other.dots[name]])
        ]
        if not edits:
            return []
        newest = max((other.dots[name] for name in edits), key=self._order)
        writes = by.dots["deleted"], newest
        return [Loss(["deleted", *edits], writes, by is self.live)]

    def _other(self, side: Row) -> Row:
        return self.incoming if side is self.live else self.live

    def _order(self, write: Write) -> tuple[int, int]:
        return write if self.rules.order == "epoch" else (write[1], write[0])

    def _rank(self, write: Write, row: Row) -> tuple[int, ...]:
        return (row.at, *self._order(write)) if self.rules.order == "clock" else self._order(write)

    def record(self, loss: Loss) -> Row:
        """Return the record of a loss, under the same name wherever it is found; not stamped."""
        kept, other = (self.live, self.incoming) if loss.kept_live else (self.incoming, self.live)
        writes = sorted(f"{epoch}.{lsn}" for epoch, lsn in loss.writes)
        name = "\x1f".join([kept.table, kept.id.hex(), *sorted(loss.names), *writes])
        fields = {
            "deleted": False,
            "settled": False,
            "row_id": kept.id,
            "kept": {name: kept.fields[name] for name in loss.names},
            "other": {name: other.fields[name] for name in loss.names},
            "other_by": other.by,
            REST: None,
        }
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        return Row(CONFLICT, digest, kept.home, fields, (0, 0), {})


def _built_on(row: Row, name: str, value: object) -> bool:
    """Tell whether a row was edited on exactly this value, known under another name."""
    former = row.former
    return former is not None and row.fields[name] != value and former.get(name) == value

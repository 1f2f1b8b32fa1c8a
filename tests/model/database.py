"""The model's database: capture, lives, and the merging of what comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.model.rows import (
    CONFLICT,
    PROVINCE_TABLES,
    REST,
    STUDENT,
    TOWNSHIP_TABLES,
    Ancestry,
    Key,
    Meeting,
    Row,
    Write,
)
from tests.model.rules import Rules

EVERYTHING = 2**63 - 1
_PRIME = 2**31 - 1

Fork = tuple[int, int, int]
"""(epoch, parent, fork lsn)."""


@dataclass(frozen=True)
class Accepted:
    """A bundle that the province took in."""

    sha256: int
    device: int
    epoch: int
    number: int
    since: int
    upto: int
    highest: int
    """The highest lsn that it named."""


@dataclass(frozen=True)
class Receipt:
    """The province's answer to who spoke last."""

    epoch: int
    have: int
    accepted: tuple[Accepted, ...]
    digest: tuple[int, int]
    forked: bool


@dataclass(frozen=True)
class Bundle:
    """A file: rows up to a device from the province, or down from it (`device` either way)."""

    sha256: int
    device: int
    home: int
    epoch: int
    number: int
    since: int
    upto: int
    lineage: tuple[Fork, ...]
    chain: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]
    heard: tuple[int, int, int, int] = (0, 0, 0, 0)
    """(epoch, upto, number, SHA-256) of the province's bundles."""
    receipt: Receipt | None = None


class Database:
    """Rows with the count of writes that put each where it is."""

    def __init__(self, epoch: int, rules: Rules, new_epoch: Callable[[], int]) -> None:
        self.rules, self.new_epoch = rules, new_epoch
        self.epoch, self.lsn = epoch, 0
        self.parents: dict[int, tuple[int, int]] = {epoch: (0, 0)}
        self.rows: dict[Key, Row] = {}
        self.seq: dict[Key, int] = {}

    def snapshot(self) -> dict[str, Any]:
        """Return all that a copy of the file holds; rows and messages are never changed."""
        copied: dict[str, Any] = {}
        for name, value in vars(self).items():
            copied[name] = value.copy() if isinstance(value, dict | list) else value
        return copied

    def restore(self, snapshot: dict[str, Any]) -> None:
        for name, value in snapshot.items():
            setattr(self, name, value.copy() if isinstance(value, dict | list) else value)

    # What clerks write.

    def insert(
        self, key: Key, home: int, fields: dict[str, Any], *, by: str = "", at: int = 0
    ) -> None:
        self.lsn += 1
        version = self.epoch, self.lsn
        fields = {"deleted": False, **fields, REST: None}
        row = Row(*key, home, fields, version, dict.fromkeys(fields, version), by=by, at=at)
        self._put(row)

    def update(self, key: Key, changes: Mapping[str, Any], *, by: str = "", at: int = 0) -> None:
        old = self.rows[key]
        changed = {name: value for name, value in changes.items() if old.fields[name] != value}
        if not changed:
            return
        self.lsn = (max(self.lsn, old.version[1]) if self.rules.rise_above else self.lsn) + 1
        version = self.epoch, self.lsn
        past = dict(old.past)
        if old.version[0] != self.epoch:
            past[old.version[0]] = old.version[1]
        past.pop(self.epoch, None)
        fields = dict(old.fields) | changed
        named = changed if self.rules.keep_dots else fields
        self._put(
            replace(
                old,
                fields=fields,
                version=version,
                dots=dict(old.dots) | dict.fromkeys(named, version),
                past=past if self.rules.keep_past else {},
                by=by,
                at=at,
            )
        )

    def _put(self, row: Row) -> None:
        self.rows[row.key], self.seq[row.key] = row, self.lsn

    # Lives.

    def lineage(self, epoch: int) -> list[Fork]:
        chain: list[Fork] = []
        while epoch in self.parents and epoch not in {life for life, _, _ in chain}:
            parent, fork = self.parents[epoch]
            chain.append((epoch, parent, fork))
            epoch = parent
        return chain

    def begin_epoch(self, fork: int, parent: int = 0) -> None:
        old, self.epoch = self.epoch, self.new_epoch()
        if not self.rules.fork_at_acknowledged and fork != EVERYTHING:
            fork = self.lsn
        self.parents[self.epoch] = (parent or old, fork)
        if self.rules.restamp:
            self._restamp(old, 0 if fork == EVERYTHING else fork)

    def _restamp(self, old: int, after: int) -> None:
        for key, row in self.rows.items():
            # Its id is random: whoever wrote into this row knew the write that made it.
            made = row.dots[REST] if key[0] == STUDENT else None

            def move(write: Write, made: Write | None = made) -> Write:
                moves = write[0] == old and write[1] > after and write != made
                return (self.epoch, write[1]) if moves else write

            version = move(row.version)
            dots = {name: move(dot) for name, dot in row.dots.items()}
            past = dict(move(write) for write in row.past.items())
            if (version, dots, past) == (row.version, row.dots, row.past):
                continue
            if made and made[0] == old and made[1] > after and version != made:
                past[old] = made[1]
            former = dict(row.fields) if self.rules.keep_former else None
            self.rows[key] = replace(row, version=version, dots=dots, past=past, former=former)

    # What goes out and comes in.

    def changed(
        self, tables: Iterable[str], homes: Sequence[int], since: int, upto: int
    ) -> list[Row]:
        """Return the rows written here after `since` up to `upto`, as they travel."""
        ranks = {table: rank for rank, table in enumerate(tables)}
        wanted = [
            (ranks[row.table], row.home, self.seq[key], row)
            for key, row in self.rows.items()
            if row.table in ranks and row.home in homes and since < self.seq[key] <= upto
        ]
        return [row for *_, row in sorted(wanted, key=lambda one: one[:3])]

    def merge(self, lineage: Iterable[Fork], rows: Sequence[Row]) -> None:
        for epoch, parent, fork in lineage:
            self.parents.setdefault(epoch, (parent, fork))
        for table in (*PROVINCE_TABLES, *TOWNSHIP_TABLES):
            self._merge_table([row for row in rows if row.table == table])

    def _merge_table(self, incoming: Sequence[Row]) -> None:
        ancestry = Ancestry(self.parents, self.rules)
        records: dict[Key, Row] = {}
        for row in incoming:
            live = self.rows.get(row.key)
            stands = row
            if live is not None:
                meeting = Meeting(live, row, ancestry)
                stands, losses = meeting.outcome()
                for loss in losses:
                    record = meeting.record(loss)
                    records.setdefault(record.key, record)
            if stands is not live:
                self.lsn += 1
                self._put(stands)
        # Of what the province writes alone its word stands: people have nothing to choose.
        if self.rules.record_conflicts and all(row.table in TOWNSHIP_TABLES for row in incoming):
            for key, record in records.items():
                self._record(key, record)

    def _record(self, key: Key, record: Row) -> None:
        if key not in self.rows:
            self.lsn += 1
            version = self.epoch, self.lsn
            self._put(replace(record, version=version, dots=dict.fromkeys(record.fields, version)))

    def digest(self, home: int) -> tuple[int, int]:
        """Return a checksum and the count of a township's rows, as the engine sums them."""
        own = [row for row in self.rows.values() if row.home == home]
        own = [row for row in own if row.table in TOWNSHIP_TABLES]
        total = sum(
            (epoch % _PRIME) * (lsn % _PRIME) % _PRIME for row in own for epoch, lsn in row.seen
        )
        return total % _PRIME, len(own)

    def travelling(self, tables: Iterable[str], home: int) -> dict[Key, Row]:
        """Return the rows of some tables that are a township's or everybody's."""
        return {
            key: row
            for key, row in self.rows.items()
            if row.table in tables and row.home in {0, home}
        }

    def settle(self, key: Key, *, by: str, at: int) -> None:
        assert key[0] == CONFLICT
        self.update(key, {"settled": True}, by=by, at=at)

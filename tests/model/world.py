"""The model as a history plays on it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from tests.histories.ends import PROVINCE, Clash, Taken, View
from tests.histories.oracle import DELETED, values_of
from tests.histories.script import HOMES
from tests.model.database import Bundle
from tests.model.province import UNIVERSITIES, Province
from tests.model.rows import (
    CONFLICT,
    PROVINCE_TABLES,
    STUDENT,
    TOWNSHIP_TABLES,
    UNIVERSITY,
    Key,
    Row,
)
from tests.model.rules import PROTOCOL, Rules
from tests.model.township import Token, Township

CLOCKS = (0, 1_790_000_000, 4_070_908_800)
"""1970, today and 2099."""


def random_epochs(seed: int) -> Iterator[int]:
    draw = random.Random(seed)
    while True:
        yield draw.randrange(1, 2**63)


class Model:
    """A province and its PCs, in memory; see `Ends`."""

    def __init__(
        self,
        rules: Rules = PROTOCOL,
        epochs: Iterator[int] | None = None,
        hashes: Iterator[int] | None = None,
    ) -> None:
        self.rules, draw = rules, epochs or random_epochs(0)
        self._new_epoch: Callable[[], int] = lambda: next(draw)
        drawn = hashes or count(1)
        self._sha256: Callable[[], int] = lambda: next(drawn)
        self._fresh = count(1)
        self._devices = count(1)
        self.province = Province(set(HOMES), self._new_epoch(), rules, self._new_epoch)
        given = [self.province.enrol(next(self._devices), home) for home in HOMES]
        self.pcs = [Township(one, self._new_epoch(), rules, self._new_epoch) for one in given]
        self.twins: list[Token | None] = [None for _ in HOMES]
        self.clocks = [CLOCKS[1] for _ in HOMES]
        self._backup: dict[int, tuple[dict[str, Any], Token | None]] = {}
        for pc in range(len(HOMES)):
            self._open(pc)

    def _open(self, pc: int) -> None:
        self.twins[pc] = self.pcs[pc].settle_token(self.twins[pc], self._fresh)

    # Looking.

    def homes(self) -> Sequence[int]:
        return [pc.home for pc in self.pcs]

    def _end(self, end: int) -> Province | Township:
        return self.province if end == PROVINCE else self.pcs[end]

    def view(self, end: int, home: int) -> View:
        rows = [row for row in self._end(end).rows.values() if row.home == home]
        students = {
            int.from_bytes(row.id): {**values_of(row.fields), DELETED: row.fields[DELETED]}
            for row in rows
            if row.table == STUDENT
        }
        clashes = [
            Clash(
                int.from_bytes(row.fields["row_id"]),
                {k: v for k, v in row.fields["kept"].items() if k != "*"},
                {k: v for k, v in row.fields["other"].items() if k != "*"},
                row.fields["other_by"],
                row.fields["settled"],
            )
            for row in sorted(rows, key=lambda row: row.id)
            if row.table == CONFLICT
        ]
        return View(students, clashes)

    def state(self, end: int, home: int) -> dict[Key, Row]:
        return self._end(end).travelling((*PROVINCE_TABLES, *TOWNSHIP_TABLES), home)

    def is_reference(self, table: str) -> bool:
        return table in PROVINCE_TABLES

    def waiting(self, pc: int) -> Sequence[int]:
        one = self.pcs[pc]
        rows = one.own_rows(one.acknowledged, one.lsn)
        return [int.from_bytes(row.id) if row.table == STUDENT else 0 for row in rows]

    # Clerks.

    def add(self, pc: int, student: int, fields: Mapping[str, str], by: str) -> None:
        one = self.pcs[pc]
        one.insert(
            (STUDENT, student.to_bytes(16)), one.home, dict(fields), by=by, at=self.clocks[pc]
        )

    def edit(self, pc: int, student: int, fields: Mapping[str, Any], by: str) -> None:
        key = STUDENT, student.to_bytes(16)
        self.pcs[pc].update(key, fields, by=by, at=self.clocks[pc])

    def delete(self, pc: int, student: int, by: str) -> None:
        self.edit(pc, student, {DELETED: True}, by)

    def settle(self, pc: int, clash: Clash, take: Sequence[str], by: str) -> None:
        one = self.pcs[pc]
        together = [
            row
            for row in sorted(one.rows.values(), key=lambda row: row.id)
            if row.table == CONFLICT
            and not row.fields["settled"]
            and row.fields["row_id"] == clash.row.to_bytes(16)
            and row.fields["other_by"] == clash.other_by
        ]
        other = {name: v for row in together for name, v in row.fields["other"].items()}
        for row in together:
            one.settle(row.key, by=by, at=self.clocks[pc])
        self.edit(pc, clash.row, {name: other[name] for name in take}, by)

    def decree(self, which: int, value: int) -> None:
        key = UNIVERSITY, (which % UNIVERSITIES).to_bytes(16)
        self.province.update(key, {"branch_total": value})

    def clock(self, pc: int, which: int) -> None:
        self.clocks[pc] = CLOCKS[which]

    # Files.

    def hand_up(self, pc: int, *, split: bool) -> Sequence[Bundle]:
        made = self.pcs[pc].hand_up(self._sha256, split=split)
        self.twins[pc] = self.pcs[pc].renew_token(self.twins[pc], self._fresh)
        return made

    def answer(self, pc: int) -> Bundle | None:
        return self.province.answer(self.pcs[pc].device, self._sha256)

    def addressees(self, bundle: Bundle) -> Sequence[int]:
        return [at for at, pc in enumerate(self.pcs) if pc.device == bundle.device]

    def receive(self, bundle: Bundle) -> Taken:
        return Taken(self.province.take_in(bundle))

    def take_in(self, pc: int, bundle: Bundle) -> Taken:
        taken = self.pcs[pc].take_in(bundle)
        return Taken(taken.error, taken.renewed, taken.differs)

    def cut(self, pc: int, bundle: Bundle, *, archived: bool) -> None:
        if pc == PROVINCE and bundle.rows and bundle.device in self.province.devices:
            if archived:
                self.province.archive[bundle.sha256] = bundle
            else:
                self.province.cut(bundle)

    # Folders.

    def back_up_province(self) -> None:
        self._backup[PROVINCE] = self.province.snapshot(), None

    def restore_province(self, *, archive: bool) -> None:
        files = self.province.archive
        self.province.restore(self._backup[PROVINCE][0])
        if archive:
            self.province.archive |= files
            self.province.replay()

    def back_up(self, pc: int) -> None:
        self._backup[pc] = self.pcs[pc].snapshot(), self.twins[pc]

    def restore(self, pc: int, *, image: bool) -> None:
        snapshot, twin = self._backup[pc]
        self.pcs[pc].restore(snapshot)
        if image:
            self.twins[pc] = twin
        self._open(pc)

    def clone(self, pc: int, *, image: bool) -> None:
        copy = object.__new__(Township)
        copy.restore(self.pcs[pc].snapshot())
        self.pcs.append(copy)
        self.twins.append(self.twins[pc] if image else None)
        self.clocks.append(self.clocks[pc])
        self._open(len(self.pcs) - 1)

    def rejoin(self, pc: int) -> None:
        one = self.pcs[pc]
        self.clocks[pc] = CLOCKS[1]
        one.rejoin(self.province.enrol(next(self._devices), one.home))

    def everything_next(self, pc: int) -> None:
        self.pcs[pc].everything_next()

"""A script played on some ends, under the eyes of the oracle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.histories.ends import PROVINCE, Clash, Ends, Taken, View
from tests.histories.oracle import DELETED, Oracle
from tests.histories.script import FIELDS, MOST_PCS, Script, Step

ROUNDS = 12
"""Of exchanges without loss, after which all ends must agree; copies take some to part."""

_NAMED = {"", "forked", "elsewhere"}
"""Refusals that a history may meet; whoever is unknown rejoins."""


@dataclass
class Parcel:
    """A file on its way; `to` is a PC, or the province."""

    bundle: Any
    to: int


@dataclass
class Verdict:
    """What a history came to; empty lists are good ones."""

    steps: int
    rows: int
    conflicts: int = 0
    lost: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.apart, *self.needless, *self.unnamed]


class History:
    """Everything on one table: the ends, the files on their way, and who saw what."""

    def __init__(self, ends: Ends, *, strict: bool = False) -> None:
        """With `strict` no question about what a copy had in common is excused."""
        self.ends, self.oracle, self.strict = ends, Oracle(), strict
        self.parcels: list[Parcel] = []
        self.kept: list[Parcel] = []
        """Files that arrived; some turn up again at the end."""
        self.students = self.values = 0
        self.backups: dict[int, int] = {}
        """What had been seen at each end whose folder was copied aside."""
        self.copied: set[int] = set()
        """Students that were not acknowledged when a PC was copied, put back or began anew."""
        self.unnamed: list[str] = []

    def play(self, script: Script) -> Verdict:
        """Play the steps, exchange all without loss, and judge."""
        for step in script:
            self.step(step)
        self.exchange_all()
        verdict = self.judge(len(script))
        if not verdict.faults:
            self.repeat(verdict)
        return verdict

    def step(self, step: Step) -> None:
        _VERBS[step.verb](self, *step.numbers)

    # Clerks.

    def add(self, at: int, many: int) -> None:
        pc = self._pc(at)
        for _ in range(many + 1):
            fields = {name: self._fresh() for name in FIELDS}
            self.students += 1
            self.ends.add(pc, self.students, fields, self._by())
            for name, value in fields.items():
                self.oracle.wrote(pc, self.students, name, value, [])

    def edit(self, at: int, which: int, mask: int) -> None:
        pc = self._pc(at)
        for student, before in self._one_of(pc, which):
            fields = {name: self._fresh() for n, name in enumerate(FIELDS) if (mask + 1) >> n & 1}
            self.ends.edit(pc, student, fields, self._by())
            for name, value in fields.items():
                self.oracle.wrote(pc, student, name, value, [before[name]])

    def delete(self, at: int, which: int) -> None:
        pc = self._pc(at)
        for student, _ in self._one_of(pc, which):
            self.ends.delete(pc, student, self._by())
            undone = self.oracle.deletions_seen(pc, student, back=True)
            self.oracle.wrote(pc, student, DELETED, self._fresh(), undone)

    def settle(self, at: int, which: int, mask: int) -> None:
        pc = self._pc(at)
        view = self._view(pc)
        open_ones = [
            clash for clash in view.clashes if not clash.settled and clash.row in view.students
        ]
        if not open_ones:
            return
        clash = open_ones[which % len(open_ones)]
        together = [c for c in open_ones if (c.row, c.other_by) == (clash.row, clash.other_by)]
        other = {name: value for c in together for name, value in c.other.items()}
        names = [n for at, n in enumerate((*FIELDS, DELETED)) if mask >> at & 1 and n in other]
        before = view.students[clash.row]
        self.ends.settle(pc, clash, names, self._by())
        after = self._view(pc).students[clash.row]
        for name in (*FIELDS, DELETED):
            if after[name] == before[name]:
                continue
            if name == DELETED:
                back = not after[DELETED]
                over = self.oracle.deletions_seen(pc, clash.row, back=not back)
                value = f"back{self._fresh()}" if back else self._fresh()
                self.oracle.wrote(pc, clash.row, DELETED, value, over)
            else:
                self.oracle.wrote(pc, clash.row, name, after[name], [before[name]])

    def decree(self, which: int) -> None:
        self.values += 1
        self.ends.decree(which, self.values)

    def clock(self, at: int, which: int) -> None:
        self.ends.clock(self._pc(at), which)

    # Files.

    def hand_up(self, at: int, split: int) -> None:
        for bundle in self.ends.hand_up(self._pc(at), split=split == 0):
            self.parcels.append(Parcel(bundle, PROVINCE))

    def answer(self, at: int) -> None:
        pc = self._pc(at)
        bundle = self.ends.answer(pc)
        if bundle is not None:
            self.parcels.append(Parcel(bundle, pc))

    def exchange(self, at: int) -> None:
        pc = self._pc(at)
        for bundle in self.ends.hand_up(pc, split=False):
            self.deliver(Parcel(bundle, PROVINCE))
        bundle = self.ends.answer(pc)
        if bundle is not None:
            self.deliver(Parcel(bundle, pc))

    def arrive(self, which: int, again: int, reader: int) -> None:
        for parcel in self._parcel(which):
            readers = [] if parcel.to == PROVINCE else self.ends.addressees(parcel.bundle)
            if readers:  # of copies of one PC, any may read it
                parcel.to = readers[reader % len(readers)]
            self.deliver(parcel)
            if again:
                self.parcels.append(parcel)

    def lose(self, which: int) -> None:
        self._parcel(which)

    def cut(self, which: int, archived: int) -> None:
        for parcel in self._parcel(which):
            self.ends.cut(parcel.to, parcel.bundle, archived=archived == 0)
            self.parcels.append(parcel)
            self._view(parcel.to)

    def deliver(self, parcel: Parcel) -> None:
        if parcel.to == PROVINCE:
            taken = self.ends.receive(parcel.bundle)
        else:
            taken = self.ends.take_in(parcel.to, parcel.bundle)
        self._heed(parcel, taken)
        self.kept.append(parcel)
        self._view(parcel.to)

    def _heed(self, parcel: Parcel, taken: Taken) -> None:
        """Do what the words on the screen say."""
        if taken.differs:
            self.ends.everything_next(parcel.to)
        if taken.renewed:
            self._copied(parcel.to)
        if taken.error not in _NAMED | {"unknown"}:
            self.unnamed.append(taken.error)

    # Folders.

    def back_up_province(self) -> None:
        self.ends.back_up_province()
        self.backups[PROVINCE] = self.oracle.seen[PROVINCE]

    def restore_province(self, archive: int) -> None:
        if PROVINCE in self.backups:
            self._put_back(
                PROVINCE,
                lambda: self.ends.restore_province(archive=bool(archive)),
                lossless=bool(archive),
            )

    def back_up(self, at: int) -> None:
        pc = self._pc(at)
        self.ends.back_up(pc)
        self.backups[pc] = self.oracle.seen[pc]

    def restore(self, at: int, image: int) -> None:
        pc = self._pc(at)
        if pc in self.backups:
            self._put_back(pc, lambda: self.ends.restore(pc, image=bool(image)))

    def _put_back(self, end: int, restore: Callable[[], None], *, lossless: bool = False) -> None:
        before = self._views()
        if end == PROVINCE:
            restore()
        else:
            self._copied(end)
            restore()
            self._copied(end)
        self.oracle.seen[end] = self.backups[end]
        if not lossless:
            self.oracle.put_back(before, self._views())

    def clone(self, at: int, image: int) -> None:
        pc, copies = self._pc(at), len(self.ends.homes())
        if copies < MOST_PCS:
            self.ends.clone(pc, image=bool(image))
            self._copied(copies)
            self.oracle.seen[copies] = self.oracle.seen[pc]

    def rejoin(self, at: int) -> None:
        self._copied(self._pc(at))
        self.ends.rejoin(self._pc(at))

    def everything_next(self, at: int) -> None:
        self.ends.everything_next(self._pc(at))

    def _copied(self, pc: int) -> None:
        self.copied |= set(self.ends.waiting(pc))

    # The end.

    def exchange_all(self) -> None:
        """Exchange without loss until all ends agree and nothing waits."""
        for _ in range(ROUNDS):
            for pc in range(len(self.ends.homes())):
                self._exchange_surely(pc)
            if not self._apart():
                return

    def _exchange_surely(self, pc: int) -> None:
        for bundle in self.ends.hand_up(pc, split=False):
            taken = self.ends.receive(bundle)
            self._heed(Parcel(bundle, PROVINCE), taken)
            if taken.error == "unknown":
                self.rejoin(pc)
        self._view(PROVINCE)
        bundle = self.ends.answer(pc)
        if bundle is not None:
            self._heed(Parcel(bundle, pc), self.ends.take_in(pc, bundle))
        self._view(pc)

    def _apart(self) -> list[str]:
        found = []
        for pc, home in enumerate(self.ends.homes()):
            mine, theirs = self.ends.state(pc, home), self.ends.state(PROVINCE, home)
            # What a life of the province that is lost had decreed may stay where it was heard.
            more = {table for table, _ in mine.keys() - theirs.keys()}
            known = {key: mine.get(key) for key in theirs}
            if known != theirs or not all(map(self.ends.is_reference, more)):
                found.append(f"PC {pc} and the province have other rows")
            elif waiting := self.ends.waiting(pc):
                found.append(f"{len(waiting)} rows still wait at PC {pc}")
        return found

    def judge(self, steps: int) -> Verdict:
        verdict = Verdict(steps, len(self.oracle.writes), unnamed=self.unnamed)
        verdict.apart += self._apart()
        whole = self._whole(PROVINCE)
        verdict.lost += self.oracle.lost(whole)
        # Whether two copies of an unacknowledged edit are one, no name can tell: people are asked.
        certain = [c for c in whole.clashes if self.strict or c.row not in self.copied]
        verdict.needless += self.oracle.needless(certain)
        verdict.conflicts = len(whole.clashes)
        for pc, home in enumerate(self.ends.homes()):
            for clash in self.ends.view(pc, home).clashes:
                if clash not in whole.clashes:
                    verdict.apart.append(f"PC {pc} alone knows of a conflict")
        return verdict

    def repeat(self, verdict: Verdict) -> None:
        """Let every file that arrived arrive again: nothing may change."""
        before = self._whole(PROVINCE).students
        for parcel in self.kept[-20:]:
            self.deliver(parcel)
        self.exchange_all()
        back_again = bool(self.oracle.excused)
        if self._apart() or not (back_again or self._whole(PROVINCE).students == before):
            verdict.apart.append("files that came again changed something")

    # Choosing.

    def _pc(self, at: int) -> int:
        return at % len(self.ends.homes())

    def _one_of(self, pc: int, which: int) -> list[tuple[int, dict[str, Any]]]:
        found = [
            (student, dict(fields))
            for student, fields in sorted(self._view(pc).students.items())
            if not fields[DELETED]
        ]
        return [found[which % len(found)]] if found else []

    def _parcel(self, which: int) -> list[Parcel]:
        return [self.parcels.pop(which % len(self.parcels))] if self.parcels else []

    def _fresh(self) -> str:
        self.values += 1
        return str(self.values)

    def _by(self) -> str:
        return f"by {self._fresh()}"

    def _view(self, end: int) -> View:
        """Look at an end as people do, and remember what was seen."""
        view = self._whole(end)
        self.oracle.observe(end, view)
        return view

    def _whole(self, end: int) -> View:
        if end != PROVINCE:
            return self.ends.view(end, self.ends.homes()[end])
        views = [self.ends.view(PROVINCE, home) for home in sorted(set(self.ends.homes()))]
        students = {row: fields for view in views for row, fields in view.students.items()}
        clashes: list[Clash] = [clash for view in views for clash in view.clashes]
        return View(students, clashes)

    def _views(self) -> Sequence[View]:
        return [self._whole(end) for end in range(PROVINCE, len(self.ends.homes()))]


_VERBS: dict[str, Callable[..., None]] = {
    name: method for name, method in vars(History).items() if callable(method) and name[0] != "_"
}

"""A script played on some ends, under the eyes of the oracle."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.histories.clerks import Clerks
from tests.histories.ends import PROVINCE, Ends
from tests.histories.files import Files
from tests.histories.folders import Folders
from tests.histories.script import Script, Step
from tests.histories.table import Parcel, Table

ROUNDS = 12
"""Of exchanges without loss, after which all ends must agree; copies take some to part."""


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
    """A history from its first step to the verdict."""

    def __init__(self, ends: Ends, *, strict: bool = False) -> None:
        """With `strict` no question about what a copy had in common is excused."""
        self.table, self.strict = Table(ends), strict
        self.clerks, self.files = Clerks(self.table), Files(self.table)
        self.folders = Folders(self.table)

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
        parts = self.clerks, self.files, self.folders
        verb = next(getattr(part, step.verb) for part in parts if hasattr(part, step.verb))
        verb(*step.numbers)

    def exchange_all(self) -> None:
        """Exchange without loss until all ends agree and nothing waits."""
        for _ in range(ROUNDS):
            for pc in range(len(self.table.ends.homes())):
                self._exchange_surely(pc)
            if not self._apart():
                return

    def _exchange_surely(self, pc: int) -> None:
        for bundle in self.table.ends.hand_up(pc, split=False):
            taken = self.table.ends.receive(bundle)
            self.files.heed(Parcel(bundle, PROVINCE), taken)
            if taken.error == "unknown":
                self.folders.rejoin(pc)
        self.table.view(PROVINCE)
        bundle = self.table.ends.answer(pc)
        if bundle is not None:
            self.files.heed(Parcel(bundle, pc), self.table.ends.take_in(pc, bundle))
        self.table.view(pc)

    def _apart(self) -> list[str]:
        found = []
        for pc, home in enumerate(self.table.ends.homes()):
            mine, theirs = self.table.ends.state(pc, home), self.table.ends.state(PROVINCE, home)
            # What a life of the province that is lost had decreed may stay where it was heard.
            more = {table for table, _ in mine.keys() - theirs.keys()}
            known = {key: mine.get(key) for key in theirs}
            if known != theirs or not all(map(self.table.ends.is_reference, more)):
                found.append(f"PC {pc} and the province have other rows")
            elif waiting := self.table.ends.waiting(pc):
                found.append(f"{len(waiting)} rows still wait at PC {pc}")
        return found

    def judge(self, steps: int) -> Verdict:
        verdict = Verdict(steps, len(self.table.oracle.writes), unnamed=self.table.unnamed)
        verdict.apart += self._apart()
        whole = self.table.whole(PROVINCE)
        verdict.lost += self.table.oracle.lost(whole)
        # Whether two copies of an unacknowledged edit are one, no name can tell: people are asked.
        certain = [c for c in whole.clashes if self.strict or c.row not in self.table.copied]
        verdict.needless += self.table.oracle.needless(certain)
        verdict.conflicts = len(whole.clashes)
        for pc, home in enumerate(self.table.ends.homes()):
            for clash in self.table.ends.view(pc, home).clashes:
                if clash not in whole.clashes:
                    verdict.apart.append(f"PC {pc} alone knows of a conflict")
        return verdict

    def repeat(self, verdict: Verdict) -> None:
        """Let every file that arrived arrive again: nothing may change."""
        before = self.table.whole(PROVINCE).students
        for parcel in self.table.kept[-20:]:
            self.files.deliver(parcel)
        self.exchange_all()
        back_again = bool(self.table.oracle.excused)
        if self._apart() or not (back_again or self.table.whole(PROVINCE).students == before):
            verdict.apart.append("files that came again changed something")

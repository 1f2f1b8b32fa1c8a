"""What clerks write, and the province decrees."""

from __future__ import annotations

from tests.histories.oracle import DELETED
from tests.histories.script import FIELDS
from tests.histories.table import Table


class Clerks:
    """The people at the ends."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, at: int, many: int) -> None:
        pc = self.table.pc(at)
        for _ in range(many + 1):
            fields = {name: self.table.fresh() for name in FIELDS}
            self.table.students += 1
            self.table.ends.add(pc, self.table.students, fields, self.table.by())
            for name, value in fields.items():
                self.table.oracle.wrote(pc, self.table.students, name, value, [])

    def edit(self, at: int, which: int, mask: int) -> None:
        pc = self.table.pc(at)
        for student, before in self.table.one_of(pc, which):
            fields = {
                name: self.table.fresh() for n, name in enumerate(FIELDS) if (mask + 1) >> n & 1
            }
            self.table.ends.edit(pc, student, fields, self.table.by())
            for name, value in fields.items():
                self.table.oracle.wrote(pc, student, name, value, [before[name]])

    def delete(self, at: int, which: int) -> None:
        pc = self.table.pc(at)
        for student, _ in self.table.one_of(pc, which):
            self.table.ends.delete(pc, student, self.table.by())
            undone = self.table.oracle.deletions_seen(pc, student, back=True)
            self.table.oracle.wrote(pc, student, DELETED, self.table.fresh(), undone)

    def settle(self, at: int, which: int, mask: int) -> None:
        pc = self.table.pc(at)
        view = self.table.view(pc)
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
        self.table.ends.settle(pc, clash, names, self.table.by())
        after = self.table.view(pc).students[clash.row]
        for name in (*FIELDS, DELETED):
            if after[name] == before[name]:
                continue
            if name == DELETED:
                back = not after[DELETED]
                over = self.table.oracle.deletions_seen(pc, clash.row, back=not back)
                value = f"back{self.table.fresh()}" if back else self.table.fresh()
                self.table.oracle.wrote(pc, clash.row, DELETED, value, over)
            else:
                self.table.oracle.wrote(pc, clash.row, name, after[name], [before[name]])

    def decree(self, which: int) -> None:
        self.table.values += 1
        self.table.ends.decree(which, self.table.values)

    def clock(self, at: int, which: int) -> None:
        self.table.ends.clock(self.table.pc(at), which)

"""What people do with folders: copy them, put them back, join again."""

from __future__ import annotations

from collections.abc import Callable

from tests.histories.ends import PROVINCE
from tests.histories.script import MOST_PCS
from tests.histories.table import Table


class Folders:
    """The folders of the ends."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.backups: dict[int, int] = {}
        """What had been seen at each end whose folder was copied aside."""

    def back_up_province(self) -> None:
        self.table.ends.back_up_province()
        self.backups[PROVINCE] = self.table.oracle.seen[PROVINCE]

    def restore_province(self, archive: int) -> None:
        if PROVINCE in self.backups:
            self._put_back(
                PROVINCE,
                lambda: self.table.ends.restore_province(archive=bool(archive)),
                lossless=bool(archive),
            )

    def back_up(self, at: int) -> None:
        pc = self.table.pc(at)
        self.table.ends.back_up(pc)
        self.backups[pc] = self.table.oracle.seen[pc]

    def restore(self, at: int, image: int) -> None:
        pc = self.table.pc(at)
        if pc in self.backups:
            self._put_back(pc, lambda: self.table.ends.restore(pc, image=bool(image)))

    def _put_back(self, end: int, restore: Callable[[], None], *, lossless: bool = False) -> None:
        before = self.table.views()
        if end == PROVINCE:
            restore()
        else:
            self.table.copy(end)
            restore()
            self.table.copy(end)
        self.table.oracle.seen[end] = self.backups[end]
        if not lossless:
            self.table.oracle.put_back(before, self.table.views())

    def clone(self, at: int, image: int) -> None:
        pc, copies = self.table.pc(at), len(self.table.ends.homes())
        if copies < MOST_PCS:
            self.table.ends.clone(pc, image=bool(image))
            self.table.copy(copies)
            self.table.oracle.seen[copies] = self.table.oracle.seen[pc]

    def rejoin(self, at: int) -> None:
        # A province put back to before an enrolment, by hand, with nobody left to tell it: a
        # limit that ARCHITECTURE.md states.
        self.backups.pop(PROVINCE, None)
        self.table.copy(self.table.pc(at))
        self.table.ends.rejoin(self.table.pc(at))

    def everything_next(self, at: int) -> None:
        self.table.ends.everything_next(self.table.pc(at))

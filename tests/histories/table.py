"""What lies on the table: the ends, the files on their way, and who saw what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.histories.ends import PROVINCE, Clash, Ends, View
from tests.histories.oracle import DELETED, Oracle


@dataclass
class Parcel:
    """A file on its way; `to` is a PC, or the province."""

    bundle: Any
    to: int


class Table:
    """Everything that the parts of a history share."""

    def __init__(self, ends: Ends) -> None:
        self.ends, self.oracle = ends, Oracle()
        self.parcels: list[Parcel] = []
        self.kept: list[Parcel] = []
        """Files that arrived; some turn up again at the end."""
        self.students = self.values = 0
        self.copied: set[int] = set()
        """Students that were not acknowledged when a PC was copied, put back or began anew."""
        self.unnamed: list[str] = []

    def pc(self, at: int) -> int:
        return at % len(self.ends.homes())

    def one_of(self, pc: int, which: int) -> list[tuple[int, dict[str, Any]]]:
        found = [
            (student, dict(fields))
            for student, fields in sorted(self.view(pc).students.items())
            if not fields[DELETED]
        ]
        return [found[which % len(found)]] if found else []

    def take(self, which: int) -> list[Parcel]:
        return [self.parcels.pop(which % len(self.parcels))] if self.parcels else []

    def fresh(self) -> str:
        self.values += 1
        return str(self.values)

    def by(self) -> str:
        return f"by {self.fresh()}"

    def view(self, end: int) -> View:
        """Look at an end as people do, and remember what was seen."""
        view = self.whole(end)
        self.oracle.observe(end, view)
        return view

    def whole(self, end: int) -> View:
        if end != PROVINCE:
            return self.ends.view(end, self.ends.homes()[end])
        views = [self.ends.view(PROVINCE, home) for home in sorted(set(self.ends.homes()))]
        students = {row: fields for view in views for row, fields in view.students.items()}
        clashes: list[Clash] = [clash for view in views for clash in view.clashes]
        return View(students, clashes)

    def views(self) -> Sequence[View]:
        return [self.whole(end) for end in range(PROVINCE, len(self.ends.homes()))]

    def copy(self, pc: int) -> None:
        """Note what two copies of a PC may both go on to edit."""
        self.copied |= set(self.ends.waiting(pc))

"""What must be true of every history, judged by what people saw and wrote alone.

Nothing here knows of versions, marks or bundles. Every value that a clerk writes is a number of
its own; the oracle remembers what stood in the field before, and all that could be seen at that
end then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.histories.ends import Clash, View
from tests.histories.script import FIELDS

Place = tuple[int, str]
"""(student, field)."""

DELETED = "deleted"


@dataclass
class Written:
    """One write of a clerk: over which values, in the knowledge of which writes (bits)."""

    number: int
    place: Place
    value: str
    known: int


@dataclass
class Oracle:
    """Remembers every write; `seen` holds what each end has seen, as bits of write numbers."""

    writes: list[Written] = field(default_factory=list)
    of_value: dict[tuple[Place, str], list[Written]] = field(
        default_factory=lambda: defaultdict(list)
    )
    over: dict[tuple[Place, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Of each value, those that were written over it by somebody who saw it."""
    seen: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    excused: set[tuple[Place, str]] = field(default_factory=set)
    """What was only in a folder that was put back to an earlier day."""

    def wrote(self, end: int, student: int, name: str, value: str, over: Iterable[str]) -> None:
        place = student, name
        # Knowing one student's record says nothing of another's: they may travel apart.
        known = self.seen[end] & self._about(student)
        written = Written(len(self.writes), place, value, known)
        self.writes.append(written)
        self.of_value[place, value].append(written)
        for former in over:
            if former != value:
                self.over[place, former].add(value)
        self.seen[end] |= known | 1 << written.number

    def _about(self, student: int) -> int:
        return sum(1 << w.number for w in self.writes if w.place[0] == student)

    def deletions_seen(self, end: int, student: int, *, back: bool) -> list[str]:
        """Return the deletions of a student, or what took them back, that were seen at an end."""
        return [
            written.value
            for written in self.writes
            if written.place == (student, DELETED)
            and written.value.startswith("back") == back
            and self.seen[end] >> written.number & 1
        ]

    def observe(self, end: int, view: View) -> None:
        """Note what can be seen at an end."""
        bits = 0
        for place, value in _values(view):
            if ways := self.of_value.get((place, value)):  # the first: no more than is certain
                bits |= ways[0].known | 1 << ways[0].number
        for student, fields in view.students.items():
            if fields[DELETED]:
                deletions = [w for w in self.writes if w.place == (student, DELETED)]
                if len(deletions) == 1:
                    bits |= deletions[0].known | 1 << deletions[0].number
        self.seen[end] |= bits

    # The law of loss.

    def alive(self, views: Collection[View]) -> set[tuple[Place, str]]:
        """Return the values that stand in any of the views, or were written over by such."""
        shown: set[tuple[Place, str]] = set()
        for view in views:
            shown |= set(_values(view))
            for student, way in _deletions(view):
                shown |= {
                    (w.place, w.value)
                    for w in self.writes
                    if w.place == (student, DELETED) and w.value.startswith("back") != way
                }
        return {key for key in self.of_value if self._leads_to(key, shown)}

    def _leads_to(self, key: tuple[Place, str], shown: Collection[tuple[Place, str]]) -> bool:
        place, met, ahead = key[0], {key[1]}, [key[1]]
        while ahead:
            value = ahead.pop()
            if (place, value) in shown:
                return True
            further = self.over.get((place, value), set()) - met
            met |= further
            ahead += further
        return False

    def put_back(self, before: Collection[View], after: Collection[View]) -> None:
        """Excuse what is nowhere any more since a folder was put back."""
        self.excused |= self.alive(before) - self.alive(after)

    def lost(self, view: View) -> list[str]:
        """Return what was written, stands nowhere now, and nobody decided against."""
        students = {student for (student, _), _ in self.of_value}
        ends = self.alive([view])
        found = [
            f"{name} {value!r} of student {student} is gone"
            for (student, name), value in sorted(self.of_value.keys() - ends - self.excused)
        ]
        for student in sorted(students & view.students.keys()):
            if view.students[student][DELETED]:
                found += self._deleted_unseen(student, view)
        return found

    def _deleted_unseen(self, student: int, view: View) -> list[str]:
        """Return what a deleted student says that no deleter had seen and nobody is asked about."""
        clashes = [clash for clash in view.clashes if clash.row == student]
        asked = {
            ((student, name), side[name])
            for clash in clashes
            for side in ((clash.other, clash.kept) if DELETED in clash.kept else (clash.other,))
            for name in side
            if name != DELETED
        }
        deleters = [w for w in self.writes if w.place == (student, DELETED)]
        decided = {
            (w.place, w.value)
            for w in self.writes
            if any(d.known >> w.number & 1 for d in deleters)
        }
        return [
            f"{name} {value!r} of student {student} was deleted unseen"
            for name in FIELDS
            for (place, value) in self.of_value
            if place == (student, name)
            and (place, value) not in self.excused
            and not self._leads_to((place, value), asked | decided)
        ]

    # The law of needless questions.

    def needless(self, clashes: Iterable[Clash]) -> list[str]:
        """Return conflicts between writes of which one was made in the knowledge of the other."""
        found = []
        for clash in clashes:
            for name in clash.kept:
                if name == DELETED or (DELETED in clash.kept and name != DELETED):
                    continue
                place = clash.row, name
                one, two = clash.kept[name], clash.other[name]
                if not self._may_clash(place, one, two):
                    found.append(f"{name} {one!r} and {two!r} of student {clash.row}: no conflict")
            if DELETED in clash.kept:
                found += self._needless_deletion(clash)
        return found

    def _may_clash(self, place: Place, one: str, two: str) -> bool:
        return any(
            not mine.known >> theirs.number & 1 and not theirs.known >> mine.number & 1
            for mine in self.of_value[place, one]
            for theirs in self.of_value[place, two]
        )

    def _needless_deletion(self, clash: Clash) -> list[str]:
        edits = [
            w
            for name, value in clash.other.items()
            if name != DELETED
            for w in self.of_value[(clash.row, name), value]
        ]
        deleters = [w for w in self.writes if w.place == (clash.row, DELETED)]
        unseen = any(not deleter.known >> edit.number & 1 for deleter in deleters for edit in edits)
        if not edits or unseen:
            return []
        return [f"student {clash.row} was deleted by those who had seen {clash.other}: no conflict"]


def _values(view: View) -> Iterable[tuple[Place, str]]:
    for student, fields in view.students.items():
        for name in FIELDS:
            yield (student, name), fields[name]
    for clash in view.clashes:
        for side in (clash.kept, clash.other):
            for name in side:
                if name != DELETED:
                    yield (clash.row, name), side[name]


def _deletions(view: View) -> Iterable[tuple[int, bool]]:
    """Yield students with whether they are deleted; both ways for those in question."""
    for student, fields in view.students.items():
        yield student, bool(fields[DELETED])
    for clash in view.clashes:
        if DELETED in clash.kept:
            yield clash.row, True
            yield clash.row, False


def values_of(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: fields[name] for name in FIELDS}

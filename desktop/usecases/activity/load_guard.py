"""不增加学生负担: what to think about before an activity is fixed; nothing here stops anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.definitions import Band
from desktop.domain.indicators import semester_bounds
from desktop.domain.schedule import Quiet, quiet_reason
from desktop.domain.terms import EnrolmentState
from desktop.foundation.clock import local_day
from desktop.store.queries import load
from desktop.store.queries.definitions import definitions
from desktop.store.store import Reader
from desktop.store.tables import Enrolment, Pairing, Project, ProjectBranch
from desktop.usecases.workspace import Workspace

_NAMED = 3


@dataclass(frozen=True)
class Slot:
    """When an activity is to be, and whose; `besides` is the activity itself once it exists."""

    project_id: bytes
    starts_at: datetime
    ends_at: datetime
    pairing_ids: Collection[bytes] = ()
    besides: bytes | None = None


@dataclass(frozen=True)
class Load:
    """What an activity would ask of its branches.

    `quiet` says why its day should be left free, `overlaps` what else there is at the time.
    `counts` are the branches by name, each with its activities of the semester, this one included;
    `band` is what they should be.
    """

    quiet: str
    overlaps: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    band: Band

    @property
    def clashes(self) -> list[str]:
        """What speaks against the time, in words."""
        return [*([f"这一天是{self.quiet}"] if self.quiet else []), *self.overlaps]

    def overload(self, more: int = 0, semester: str = "本学期") -> list[str]:
        """Return a line for each branch that has too many, with so many `more` in the semester."""
        said = ((name, self.band.too_many(count + more)) for name, count in self.counts)
        return [f"{name}{semester} {words}" for name, words in said if words]


def check_load(workspace: Workspace, slot: Slot) -> tuple[str, ...]:
    """Return what to think about, in words; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        return load_warnings(reader, slot)


def load_warnings(reader: Reader, slot: Slot) -> tuple[str, ...]:
    """Return what to think about within a transaction; see `check_load`."""
    project = reader.get(Project, slot.project_id)
    confirmed = project.community_confirmed and project.campus_confirmed
    found = LoadGuard(reader).look(slot)
    few = ((name, found.band.too_few(count)) for name, count in found.counts)
    return (
        *(() if confirmed else ("项目还没有经双方确认",)),
        *found.clashes,
        *(f"{name}本学期 {words}" for name, words in few if words),
        *found.overload(),
    )


@dataclass(frozen=True)
class _Taken:
    name: str
    slot: Slot
    branches: frozenset[bytes]


class LoadGuard:
    """Looks at activities one after the other, also at those of the same plan taken before."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._taken: list[_Taken] = []
        self._quiet: dict[frozenset[bytes], list[Quiet]] = {}

    def look(self, slot: Slot) -> Load:
        """Return what an activity would ask of its branches; raises `MissingRowError`."""
        day, branches = local_day(slot.starts_at), self._branches(slot)
        band = definitions(self._reader, day).band
        return Load(
            quiet_reason(day, self._quiet_days(branches)),
            (*self._overlaps(slot, branches), *self._among_taken(slot, branches)),
            tuple(self._counts(slot, branches, joint=band.joint)),
            band,
        )

    def take(self, slot: Slot, name: str) -> None:
        """Let an activity count for those looked at from now on, called `name`."""
        self._taken.append(_Taken(name, slot, self._branches(slot)))

    def _branches(self, slot: Slot) -> frozenset[bytes]:
        """Return the branches that take part: of the pairings, and the clubs that joined."""
        project = self._reader.get(Project, slot.project_id)
        own = () if project.pairing_id is None else (project.pairing_id,)
        pairings = [self._reader.session.get(Pairing, one) for one in slot.pairing_ids or own]
        clubs = self._reader.find(ProjectBranch, project_id=project.id)
        named = [one.branch_id for one in (*pairings, *clubs) if one is not None]
        return frozenset(one for one in named if one is not None)

    def _quiet_days(self, branches: frozenset[bytes]) -> list[Quiet]:
        if branches not in self._quiet:
            spans = load.quiet_spans(self._reader, load.universities_of(self._reader, branches))
            self._quiet[branches] = [
                Quiet(f"{one.university}{one.name or one.kind.label}", one.starts_on, one.ends_on)
                for one in spans
            ]
        return self._quiet[branches]

    def _overlaps(self, slot: Slot, branches: Collection[bytes]) -> list[str]:
        """Return what else these branches, and those on the list, have to do at the time."""
        others = load.overlapping(
            self._reader,
            branch_ids=branches,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            besides=slot.besides,
        )
        warnings = [f"与{'、'.join(others)}时间重叠"] if others else []
        if slot.besides is not None:
            listed = self._reader.find(
                Enrolment, activity_id=slot.besides, state=EnrolmentState.ENROLLED
            )
            students = [one.student_id for one in listed if one.student_id is not None]
            warnings += double_booking(self._reader, students, slot)
        return warnings

    def _among_taken(self, slot: Slot, branches: frozenset[bytes]) -> list[str]:
        names = [
            one.name
            for one in self._taken
            if one.branches & branches
            and one.slot.starts_at < slot.ends_at
            and one.slot.ends_at > slot.starts_at
        ]
        return [f"与{'、'.join(names)}时间重叠"] if names else []

    def _counts(
        self, slot: Slot, branches: frozenset[bytes], *, joint: bool
    ) -> list[tuple[str, int]]:
        """Return how much the branches have to do.

        An activity that is here already counts where it is now.
        """
        first, after = semester = semester_bounds(local_day(slot.starts_at))
        here = load.activity_counts(
            self._reader, branches, semester, joint=joint, besides=slot.besides
        )
        new = [
            one.branches
            for one in self._taken
            if one.slot.besides is None and first <= one.slot.starts_at < after
        ]
        return [
            (name, others + sum(branch in one for one in new) + 1)
            for branch, (name, others) in here.items()
        ]


def double_booking(reader: Reader, students: Collection[bytes], slot: Slot) -> list[str]:
    """Return a line on the students who are on another list at the same time, or none."""
    twice = load.double_booked(reader, students, slot.starts_at, slot.ends_at, slot.besides)
    if not twice:
        return []
    names = list(dict.fromkeys(one.name for one in twice))
    numbers = sorted({one.number for one in twice})
    more = "等" if len(names) > _NAMED else ""
    return [
        f"{'、'.join(names[:_NAMED])}{more} {len(names)} 人同时报了{'、'.join(numbers[:_NAMED])}"
    ]

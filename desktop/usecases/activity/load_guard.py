"""不增加学生负担: what to think about before an activity is fixed; nothing here stops anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.activity import load_warning
from desktop.domain.indicators import semester_bounds
from desktop.domain.schedule import Quiet, quiet_reason
from desktop.domain.terms import EnrolmentState
from desktop.foundation.clock import local_day
from desktop.store.queries import load
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


def check_load(workspace: Workspace, slot: Slot) -> tuple[str, ...]:
    """Return what to think about, in words; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        return tuple(load_warnings(reader, slot))


def load_warnings(reader: Reader, slot: Slot) -> list[str]:
    """Return what to think about within a transaction; see `check_load`."""
    project = reader.get(Project, slot.project_id)
    branches = branches_of(reader, project, slot.pairing_ids)
    warnings = []
    if not (project.community_confirmed and project.campus_confirmed):
        warnings.append("项目还没有经双方确认")
    warnings += quiet(slot, quiet_days(reader, branches))
    warnings += overlaps(reader, slot, branches)
    semester = semester_bounds(local_day(slot.starts_at))
    counts = load.activity_counts(reader, branches, semester, slot.besides)
    for name, others in counts.values():
        if words := load_warning(others + 1):
            warnings.append(f"{name}{words}")
    return warnings


def branches_of(
    reader: Reader, project: Project, pairing_ids: Collection[bytes]
) -> frozenset[bytes]:
    """Return the branches that take part: of the pairings, and the clubs that joined."""
    own = () if project.pairing_id is None else (project.pairing_id,)
    pairings = [reader.session.get(Pairing, one) for one in pairing_ids or own]
    clubs = reader.find(ProjectBranch, project_id=project.id)
    named = [one.branch_id for one in (*pairings, *clubs) if one is not None]
    return frozenset(one for one in named if one is not None)


def quiet_days(reader: Reader, branches: Collection[bytes]) -> list[Quiet]:
    """Return the spans to leave free for these branches."""
    spans = load.quiet_spans(reader, load.universities_of(reader, branches))
    return [
        Quiet("".join((one.university, one.name or one.kind.label)), one.starts_on, one.ends_on)
        for one in spans
    ]


def quiet(slot: Slot, days: Collection[Quiet]) -> list[str]:
    """Return a line on why the day should be left free, or none."""
    reason = quiet_reason(local_day(slot.starts_at), days)
    return [f"这一天是{reason}"] if reason else []


def overlaps(reader: Reader, slot: Slot, branches: Collection[bytes]) -> list[str]:
    """Return what else these branches, and those on the list, have to do at the time."""
    warnings = []
    others = load.overlapping(
        reader,
        branch_ids=branches,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        besides=slot.besides,
    )
    if others:
        warnings.append(f"与{'、'.join(others)}时间重叠")
    if slot.besides is not None:
        listed = reader.find(Enrolment, activity_id=slot.besides, state=EnrolmentState.ENROLLED)
        students = [one.student_id for one in listed if one.student_id is not None]
        warnings += double_booking(reader, students, slot)
    return warnings


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

"""活动 with their counts, safeguards and pairings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from desktop.domain.terms import (
    ActivityState,
    CertificateState,
    EnrolmentState,
    Presence,
    ReportMode,
    SafeguardKind,
    Side,
    Theme,
)
from desktop.store.queries.listing import Listing, Tally, unindexed
from desktop.store.queries.tables import (
    ACTIVITY,
    ACTIVITY_PAIRING,
    ATTENDANCE,
    BRANCH,
    CERTIFICATE,
    COMMUNITY,
    CONSENT,
    DEPARTMENT,
    ENROLMENT,
    PAIRING,
    PROJECT,
    SAFEGUARD,
    SHEET_PAGE,
    STUDENT,
    UNIVERSITY,
    live,
)
from desktop.store.store import Reader


@dataclass(frozen=True)
class ActivityRow:
    """One activity; people counted: on the list, came, hold a valid certificate.

    The owners are those of its project. `sheet_version` is the last one printed, 0: none.
    """

    id: bytes
    number: str
    title: str
    project_id: bytes | None
    project: str
    community_owner: str
    campus_owner: str
    theme: Theme
    mode: ReportMode
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    leader: str
    leader_phone: str
    capacity: int
    residents_served: int
    summary: str
    shared_results: str
    state: ActivityState
    open_safeguards: int
    enrolled: int
    present: int
    certificates: int
    sheet_version: int


@dataclass(frozen=True)
class SafeguardRow:
    """One line of the checklist."""

    kind: SafeguardKind
    done: bool
    note: str


@dataclass(frozen=True)
class LinkedPairing:
    """A pairing an activity belongs to."""

    id: bytes
    community: str
    branch_id: bytes | None
    branch: str
    department: str
    university: str


@dataclass(frozen=True)
class Plan:
    """What an activity belongs to; the pairings in the order of their ids."""

    project_id: bytes | None
    pairing_ids: tuple[bytes, ...]


_ENROLLED = (
    select(func.count())
    .select_from(ENROLMENT.join(STUDENT, STUDENT.c.id == ENROLMENT.c.student_id))
    .where(
        live(ENROLMENT),
        live(STUDENT),
        ENROLMENT.c.activity_id == ACTIVITY.c.id,
        ENROLMENT.c.state == EnrolmentState.ENROLLED,
    )
    .scalar_subquery()
)
_LISTED_OF = unindexed(ENROLMENT.c.activity_id)  # its order leads all over the file
_ON_LISTS = (
    select(_LISTED_OF.label("activity_id"), func.count().label("people"))
    .where(
        live(ENROLMENT),
        ENROLMENT.c.state == EnrolmentState.ENROLLED,
        # few are deleted: to look up everybody else would take five times as long
        ENROLMENT.c.student_id.not_in(select(STUDENT.c.id).where(~live(STUDENT))),
    )
    .group_by(_LISTED_OF)
    .subquery("on_lists")
)
"""Of all activities at once, to sort by; who is enrolled and not in the roster here counts too."""

_PRESENT = (
    select(func.count())
    .where(
        live(ATTENDANCE),
        ATTENDANCE.c.activity_id == ACTIVITY.c.id,
        ATTENDANCE.c.presence == Presence.PRESENT,
    )
    .scalar_subquery()
)
_CERTIFICATES = (
    select(func.count())
    .where(
        live(CERTIFICATE),
        CERTIFICATE.c.activity_id == ACTIVITY.c.id,
        CERTIFICATE.c.state == CertificateState.ISSUED,
    )
    .scalar_subquery()
)
_OPEN_SAFEGUARDS = (
    select(func.count())
    .where(live(SAFEGUARD), SAFEGUARD.c.activity_id == ACTIVITY.c.id, SAFEGUARD.c.done == False)  # noqa: E712 - SQL
    .scalar_subquery()
)
_SHEET_VERSION = (
    select(func.coalesce(func.max(SHEET_PAGE.c.version), 0))
    .where(live(SHEET_PAGE), SHEET_PAGE.c.activity_id == ACTIVITY.c.id)
    .scalar_subquery()
)

ACTIVITIES = Listing(
    ActivityRow,
    ACTIVITY.outerjoin(PROJECT, PROJECT.c.id == ACTIVITY.c.project_id),
    {
        "id": ACTIVITY.c.id,
        "number": ACTIVITY.c.number,
        "title": ACTIVITY.c.title,
        "project_id": ACTIVITY.c.project_id,
        "project": func.coalesce(PROJECT.c.name, ""),
        "community_owner": func.coalesce(PROJECT.c.community_owner, ""),
        "campus_owner": func.coalesce(PROJECT.c.campus_owner, ""),
        "theme": ACTIVITY.c.theme,
        "mode": ACTIVITY.c.mode,
        "starts_at": ACTIVITY.c.starts_at,
        "ends_at": ACTIVITY.c.ends_at,
        "place": ACTIVITY.c.place,
        "leader": ACTIVITY.c.leader,
        "leader_phone": ACTIVITY.c.leader_phone,
        "capacity": ACTIVITY.c.capacity,
        "residents_served": ACTIVITY.c.residents_served,
        "summary": ACTIVITY.c.summary,
        "shared_results": ACTIVITY.c.shared_results,
        "state": ACTIVITY.c.state,
        "open_safeguards": _OPEN_SAFEGUARDS,
        "enrolled": _ENROLLED,
        "present": _PRESENT,
        "certificates": _CERTIFICATES,
        "sheet_version": _SHEET_VERSION,
    },
    live(ACTIVITY),
    ("number", "title", "project", "place", "leader"),
    (ACTIVITY.c.starts_at.desc(), ACTIVITY.c.number, ACTIVITY.c.id),
    tallies={
        "enrolled": Tally(_ON_LISTS, _ON_LISTS.c.activity_id == ACTIVITY.c.id, _ON_LISTS.c.people)
    },
)

page = ACTIVITIES.page
count = ACTIVITIES.count


def safeguards(reader: Reader, activity_id: bytes) -> Sequence[SafeguardRow]:
    """Return the checklist in the order of its kinds."""
    return safeguards_of(reader, [activity_id])[activity_id]


def safeguards_of(
    reader: Reader, activity_ids: Collection[bytes]
) -> dict[bytes, list[SafeguardRow]]:
    """Return the checklist of each activity in the order of its kinds."""
    query = select(
        SAFEGUARD.c.activity_id, SAFEGUARD.c.kind, SAFEGUARD.c.done, SAFEGUARD.c.note
    ).where(live(SAFEGUARD), SAFEGUARD.c.activity_id.in_(activity_ids))
    found: dict[bytes, list[SafeguardRow]] = {one: [] for one in activity_ids}
    for activity_id, *values in reader.session.execute(query):
        found[activity_id].append(SafeguardRow(*values))
    order = list(SafeguardKind)
    for rows in found.values():
        rows.sort(key=lambda row: order.index(row.kind))
    return found


def linked_pairings(reader: Reader, activity_id: bytes) -> Sequence[LinkedPairing]:
    """Return the pairings an activity belongs to."""
    return pairings_of(reader, [activity_id])[activity_id]


def pairings_of(
    reader: Reader, activity_ids: Collection[bytes]
) -> dict[bytes, list[LinkedPairing]]:
    """Return the pairings that each activity belongs to."""
    query = (
        select(
            ACTIVITY_PAIRING.c.activity_id,
            PAIRING.c.id,
            func.coalesce(COMMUNITY.c.name, ""),
            PAIRING.c.branch_id,
            func.coalesce(BRANCH.c.name, ""),
            func.coalesce(DEPARTMENT.c.name, ""),
            func.coalesce(UNIVERSITY.c.name, ""),
        )
        .select_from(
            ACTIVITY_PAIRING.join(PAIRING, PAIRING.c.id == ACTIVITY_PAIRING.c.pairing_id)
            .outerjoin(COMMUNITY, COMMUNITY.c.id == PAIRING.c.community_id)
            .outerjoin(BRANCH, BRANCH.c.id == PAIRING.c.branch_id)
            .outerjoin(
                DEPARTMENT,
                DEPARTMENT.c.id == func.coalesce(BRANCH.c.department_id, PAIRING.c.department_id),
            )
            .outerjoin(UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id)
        )
        .where(
            live(ACTIVITY_PAIRING),
            live(PAIRING),
            ACTIVITY_PAIRING.c.activity_id.in_(activity_ids),
        )
        .order_by(COMMUNITY.c.name, BRANCH.c.name, PAIRING.c.id)
    )
    found: dict[bytes, list[LinkedPairing]] = {one: [] for one in activity_ids}
    for activity_id, *values in reader.session.execute(query):
        found[activity_id].append(LinkedPairing(*values))
    return found


def signed_by(reader: Reader, activity_ids: Collection[bytes]) -> dict[bytes, set[Side]]:
    """Return the sides that confirmed the results of each activity."""
    query = select(CONSENT.c.activity_id, CONSENT.c.side).where(
        live(CONSENT), CONSENT.c.agreed, CONSENT.c.activity_id.in_(activity_ids)
    )
    found: dict[bytes, set[Side]] = {one: set() for one in activity_ids}
    for activity_id, side in reader.session.execute(query):
        found[activity_id].add(side)
    return found


def plans(reader: Reader) -> dict[bytes, Plan]:
    """Return the project and the pairings of every activity."""
    linked: dict[bytes, list[bytes]] = defaultdict(list)
    query = select(ACTIVITY_PAIRING.c.activity_id, ACTIVITY_PAIRING.c.pairing_id).where(
        live(ACTIVITY_PAIRING)
    )
    for activity, pairing in reader.session.execute(query):
        linked[activity].append(pairing)
    every = select(ACTIVITY.c.id, ACTIVITY.c.project_id).where(live(ACTIVITY))
    return {
        activity: Plan(project, tuple(sorted(set(linked[activity]))))
        for activity, project in reader.session.execute(every)
    }

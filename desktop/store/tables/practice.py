"""Projects and activities."""

from __future__ import annotations

from desktop.domain.terms import (
    ActivityState,
    ProjectKind,
    QuietKind,
    ReportMode,
    SafeguardKind,
    Theme,
)
from desktop.store.tables.base import (
    Synced,
    date,
    datetime,
    day,
    flag,
    instant,
    integer,
    link,
    sequence_index,
    text,
    word,
)


class Project(Synced, table=True):
    """项目 that both sides of a pairing own and confirm."""

    __tablename__ = "project"
    __table_args__ = sequence_index("project")

    pairing_id: bytes | None = link()
    name: str = text()
    kind: ProjectKind = word(ProjectKind.RECURRING)
    theme: Theme = word(Theme.VOLUNTEER)
    goal: str = text()
    starts_on: date | None = day()
    ends_on: date | None = day()
    community_owner: str = text()
    campus_owner: str = text()
    community_confirmed: bool = flag()
    campus_confirmed: bool = flag()
    results: str = text()


class ProjectBranch(Synced, table=True):
    """A club that joins a project outside its own pairing, and with what."""

    __tablename__ = "project_branch"
    __table_args__ = sequence_index("project_branch")

    project_id: bytes | None = link()
    branch_id: bytes | None = link()
    note: str = text()


class Activity(Synced, table=True):
    """活动 of a project."""

    __tablename__ = "activity"
    __table_args__ = sequence_index("activity")

    project_id: bytes | None = link()
    number: str = text(index=True)
    title: str = text()
    theme: Theme = word(Theme.VOLUNTEER)
    mode: ReportMode = word(ReportMode.REGULAR)
    starts_at: datetime | None = instant()
    ends_at: datetime | None = instant()
    place: str = text()
    leader: str = text()
    leader_phone: str = text()
    capacity: int = integer()
    residents_served: int = integer()
    summary: str = text()
    state: ActivityState = word(ActivityState.PLANNED)
    shared_results: str = text()


class ActivityTemplate(Synced, table=True):
    """What activities of a sort have in common; `starts_at` and `minutes` count minutes of a day.

    `safeguards` are the notes of the checklist, as JSON by kind.
    """

    __tablename__ = "activity_template"
    __table_args__ = sequence_index("activity_template")

    name: str = text()
    title: str = text()
    theme: Theme = word(Theme.VOLUNTEER)
    mode: ReportMode = word(ReportMode.REGULAR)
    starts_at: int = integer(9 * 60)
    minutes: int = integer(120)
    place: str = text()
    capacity: int = integer()
    safeguards: str = text()


class QuietSpan(Synced, table=True):
    """Days on which nothing should be planned: 考试周 or 放假, of one university or of all."""

    __tablename__ = "quiet_span"
    __table_args__ = sequence_index("quiet_span")

    kind: QuietKind = word(QuietKind.EXAM)
    university_id: bytes | None = link()
    name: str = text()
    starts_on: date | None = day()
    ends_on: date | None = day()


class ActivityPairing(Synced, table=True):
    """An activity belongs to one or more pairings."""

    __tablename__ = "activity_pairing"
    __table_args__ = sequence_index("activity_pairing")

    activity_id: bytes | None = link()
    pairing_id: bytes | None = link()


class Safeguard(Synced, table=True):
    """One line of an activity's safeguards checklist."""

    __tablename__ = "safeguard"
    __table_args__ = sequence_index("safeguard")

    activity_id: bytes | None = link()
    kind: SafeguardKind = word(SafeguardKind.INSURANCE)
    done: bool = flag()
    note: str = text()

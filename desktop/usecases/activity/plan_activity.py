"""策划活动, and changing the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.activity import ActivityRuleError, check_times, load_warning
from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import (
    ActivityState,
    PairingState,
    ReportMode,
    SafeguardKind,
    Theme,
)
from desktop.foundation.clock import local_day
from desktop.store.queries import activities, branches, numbers
from desktop.store.store import Reader, Writer
from desktop.store.tables import Activity, ActivityPairing, Pairing, Project, Safeguard
from desktop.usecases.workspace import Workspace

_PLAIN = ("title", "theme", "mode", "starts_at", "ends_at", "place", "leader", "leader_phone")


@dataclass(frozen=True)
class ActivityFields:
    """An activity as filled in; aware times; `capacity` 0: no limit.

    `pairing_ids` empty: the project's own pairing.
    """

    project_id: bytes
    title: str
    starts_at: datetime
    ends_at: datetime
    theme: Theme = Theme.VOLUNTEER
    mode: ReportMode = ReportMode.REGULAR
    place: str = ""
    leader: str = ""
    leader_phone: str = ""
    capacity: int = 0
    pairing_ids: tuple[bytes, ...] = ()

    def check(self) -> None:
        """Raise `ActivityRuleError` unless the fields make sense."""
        if not self.title.strip():
            raise ActivityRuleError("活动还没有名称。", "请填写活动名称。")
        if self.capacity < 0:
            raise ActivityRuleError("活动人数上限不能是负数。", "0 表示不限。")
        check_times(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class ActivityPlanned:
    """The activity, its number, and what to think about; warnings stop nothing."""

    activity_id: bytes
    number: str
    warnings: tuple[str, ...]


def plan_activity(workspace: Workspace, fields: ActivityFields) -> ActivityPlanned:
    """Plan an activity of active pairings with its safeguards open.

    Raises `ActivityRuleError`, `MissingRowError`.
    """
    fields.check()
    with workspace.store.write() as writer:
        project = writer.get(Project, fields.project_id)
        activity = writer.add(
            Activity(project_id=project.id, number=_number(writer, fields.starts_at))
        )
        for kind in SafeguardKind:
            writer.add(Safeguard(activity_id=activity.id, kind=kind))
        return _fill(writer, activity, project, fields)


def edit_activity(
    workspace: Workspace, activity_id: bytes, fields: ActivityFields
) -> ActivityPlanned:
    """Replace the plan of an activity that is not over; its number stays.

    Raises `ActivityRuleError`, `MissingRowError`.
    """
    fields.check()
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if activity.state in {ActivityState.CLOSED, ActivityState.CANCELLED}:
            raise ActivityRuleError(
                f"“{activity.state.label}”的活动不再修改计划。", "可以补充活动总结和服务居民人数。"
            )
        project = writer.get(Project, fields.project_id)
        activity.project_id = project.id
        return _fill(writer, activity, project, fields)


def _number(writer: Writer, starts_at: datetime) -> str:
    # The device's mark keeps two PCs of one office apart while both are offline.
    mark = (writer.replica.device or bytes(2))[:2].hex().upper()
    prefix = f"HD{local_day(starts_at).year}-{mark}-"
    return f"{prefix}{numbers.last_activity(writer, prefix) + 1:04}"


def _fill(
    writer: Writer, activity: Activity, project: Project, fields: ActivityFields
) -> ActivityPlanned:
    for name in _PLAIN:
        setattr(activity, name, getattr(fields, name))
    activity.capacity = fields.capacity
    wanted: set[bytes | None] = {*fields.pairing_ids} or {project.pairing_id}
    pairings = [writer.get(Pairing, pairing_id) for pairing_id in wanted]
    _link(writer, activity.id, pairings)
    return ActivityPlanned(
        activity.id, activity.number, tuple(_warnings(writer, activity, project, pairings))
    )


def _link(writer: Writer, activity_id: bytes, pairings: list[Pairing]) -> None:
    before = {one.pairing_id: one for one in writer.find(ActivityPairing, activity_id=activity_id)}
    for pairing in pairings:
        if before.pop(pairing.id, None) is not None:
            continue
        if pairing.state is not PairingState.ACTIVE:
            raise ActivityRuleError(
                f"“{pairing.state.label}”的结对不能开展活动。", "请选择“结对中”的结对。"
            )
        writer.add(ActivityPairing(activity_id=activity_id, pairing_id=pairing.id))
    for left in before.values():
        writer.delete(left)


def _warnings(
    reader: Reader, activity: Activity, project: Project, pairings: list[Pairing]
) -> list[str]:
    warnings = []
    if not (project.community_confirmed and project.campus_confirmed):
        warnings.append("项目还没有经双方确认")
    if activity.starts_at is None or activity.ends_at is None:
        return warnings
    branch_ids = {pairing.branch_id for pairing in pairings if pairing.branch_id is not None}
    others = activities.overlapping(
        reader,
        branch_ids=branch_ids,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        besides=activity.id,
    )
    if others:
        warnings.append(f"与{'、'.join(others)}时间重叠")
    semester = semester_bounds(local_day(activity.starts_at))
    for load in branches.loads(reader, semester, branch_ids=branch_ids):
        words = load_warning(load.activities)
        if words:
            warnings.append(f"{load.branch}{words}")
    return warnings

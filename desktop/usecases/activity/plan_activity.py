"""策划活动, and changing the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from desktop.domain.activity import ActivityRuleError, check_times, is_over
from desktop.domain.terms import (
    PairingState,
    ReportMode,
    SafeguardKind,
    Theme,
)
from desktop.foundation.clock import local_day
from desktop.store.queries import numbers
from desktop.store.store import Writer
from desktop.store.tables import (
    Activity,
    ActivityPairing,
    ActivityStaff,
    Pairing,
    Project,
    Safeguard,
)
from desktop.usecases.activity.load_guard import Slot, load_warnings
from desktop.usecases.activity.staff import StaffFields
from desktop.usecases.workspace import Workspace

PLAIN = ("title", "theme", "mode", "place", "leader", "leader_phone", "capacity")
"""Fields that stand in an activity, its form and its workbook alike."""

_TIMES = ("starts_at", "ends_at")


@dataclass(frozen=True)
class ActivityFields:
    """An activity as filled in; aware times; `capacity` 0: no limit.

    `pairing_ids` empty: the project's own pairing. `safeguard_notes` and `staff` are what a new
    activity begins with, as taken over from a template or another activity.
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
    safeguard_notes: Mapping[SafeguardKind, str] = field(default_factory=dict)
    staff: tuple[StaffFields, ...] = ()

    def check(self) -> None:
        """Raise `ActivityRuleError` unless the fields make sense."""
        if not self.title.strip():
            raise ActivityRuleError("活动还没有名称。", "请填写活动名称。")
        if self.capacity < 0:
            raise ActivityRuleError("活动人数上限不能是负数。", "0 表示不限。")
        check_times(self.starts_at, self.ends_at)

    def slot(self, activity_id: bytes | None = None) -> Slot:
        """Return what the load of the branches is judged by; `activity_id` once there is one."""
        return Slot(self.project_id, self.starts_at, self.ends_at, self.pairing_ids, activity_id)


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
    with workspace.store.write() as writer:
        return _warned(writer, plan(writer, fields), fields)


def plan(writer: Writer, fields: ActivityFields) -> Activity:
    """Plan an activity within a transaction; see `plan_activity`."""
    fields.check()
    project = writer.get(Project, fields.project_id)
    activity = writer.add(Activity(project_id=project.id, number=_number(writer, fields.starts_at)))
    for kind in SafeguardKind:
        note = fields.safeguard_notes.get(kind, "")
        writer.add(Safeguard(activity_id=activity.id, kind=kind, note=note))
    for one in fields.staff:
        writer.add(ActivityStaff(activity_id=activity.id, **asdict(one)))
    _fill(writer, activity, project, fields)
    return activity


def edit_activity(
    workspace: Workspace, activity_id: bytes, fields: ActivityFields
) -> ActivityPlanned:
    """Replace the plan of an activity that is not over; its number stays.

    Raises `ActivityRuleError`, `MissingRowError`.
    """
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        _edit(writer, activity, fields)
        return _warned(writer, activity, fields)


def revise(writer: Writer, activity_id: bytes, changes: Mapping[str, Any]) -> None:
    """Change some fields of a plan within a transaction; see `edit_activity`."""
    activity = writer.get(Activity, activity_id)
    linked = writer.find(ActivityPairing, activity_id=activity_id)
    known: dict[str, Any] = {
        name: getattr(activity, name) for name in ("project_id", *PLAIN, *_TIMES)
    }
    known["pairing_ids"] = tuple(one.pairing_id for one in linked)
    _edit(writer, activity, ActivityFields(**{**known, **changes}))


def _edit(writer: Writer, activity: Activity, fields: ActivityFields) -> None:
    fields.check()
    if is_over(activity.state):
        raise ActivityRuleError(
            f"“{activity.state.label}”的活动不再修改计划。", "可以补充活动总结和服务居民人数。"
        )
    project = writer.get(Project, fields.project_id)
    activity.project_id = project.id
    _fill(writer, activity, project, fields)


def _number(writer: Writer, starts_at: datetime) -> str:
    # The device's mark keeps two PCs of one office apart while both are offline.
    mark = (writer.replica.device or bytes(2))[:2].hex().upper()
    prefix = f"HD{local_day(starts_at).year}-{mark}-"
    return f"{prefix}{numbers.last_activity(writer, prefix) + 1:04}"


def _fill(writer: Writer, activity: Activity, project: Project, fields: ActivityFields) -> None:
    for name in (*PLAIN, *_TIMES):
        setattr(activity, name, getattr(fields, name))
    wanted: set[bytes | None] = {*fields.pairing_ids} or {project.pairing_id}
    _link(writer, activity.id, [writer.get(Pairing, pairing_id) for pairing_id in wanted])


def _warned(writer: Writer, activity: Activity, fields: ActivityFields) -> ActivityPlanned:
    warnings = load_warnings(writer, fields.slot(activity.id))
    return ActivityPlanned(activity.id, activity.number, warnings)


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

"""An activity's life: start, close, cancel; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.activity import ActivityRuleError, check_move
from desktop.domain.terms import ActivityState, SafeguardKind
from desktop.store.tables import Activity, Safeguard
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class ActivityChanged:
    """The activity, what it was and what it is."""

    activity_id: bytes
    before: ActivityState
    now: ActivityState


def change_activity_state(
    workspace: Workspace, activity_id: bytes, then: ActivityState, *, reason: str = ""
) -> ActivityChanged:
    """Move an activity on; a `reason`, as of a cancellation, is added to its summary.

    Raises `ActivityRuleError` (hard safeguards open), `MissingRowError`.
    """
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        before = activity.state
        done = {one.kind for one in writer.find(Safeguard, activity_id=activity_id, done=True)}
        check_move(before, then, set(SafeguardKind) - done)
        activity.state = then
        activity.summary = "\n".join(filter(None, (activity.summary, reason)))
        return ActivityChanged(activity_id, before, then)


def record_results(
    workspace: Workspace, activity_id: bytes, *, summary: str, residents_served: int
) -> ActivityChanged:
    """Keep an activity's summary and the residents it served; raises `ActivityRuleError`."""
    if residents_served < 0:
        raise ActivityRuleError("服务居民人数不能是负数。", "请填写 0 或更大的数。")
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if activity.state is ActivityState.CANCELLED:
            raise ActivityRuleError("已取消的活动没有总结。", "请选择实际开展的活动。")
        activity.summary = summary
        activity.residents_served = residents_served
        return ActivityChanged(activity_id, activity.state, activity.state)

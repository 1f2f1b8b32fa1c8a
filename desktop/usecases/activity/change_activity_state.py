"""An activity's life: start, close, cancel; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.activity import ActivityRuleError, check_move
from desktop.domain.terms import ActivityState, SafeguardKind
from desktop.store.queries import attendances, insured
from desktop.store.tables import Activity, Consent, Safeguard
from desktop.usecases.activity.agreement import check_said, keep_said
from desktop.usecases.pairing.record_consent import Said
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class ActivityChanged:
    """The activity, what it was and what it is; `unentered` counts who has nothing entered."""

    activity_id: bytes
    before: ActivityState
    now: ActivityState
    unentered: int = 0


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
        if then is ActivityState.CANCELLED:
            insured.forget(writer, activity_id)
        closed = attendances.grid(writer, activity_id) if then is ActivityState.CLOSED else []
        unentered = sum(one.presence is None for one in closed)
        return ActivityChanged(activity_id, before, then, unentered)


def record_results(
    workspace: Workspace,
    activity_id: bytes,
    *,
    summary: str,
    residents_served: int,
    shared_results: str = "",
) -> ActivityChanged:
    """Keep what an activity brought to whom; raises `ActivityRuleError`."""
    if residents_served < 0:
        raise ActivityRuleError("服务居民人数不能是负数。", "请填写 0 或更大的数。")
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if activity.state is ActivityState.CANCELLED:
            raise ActivityRuleError("已取消的活动没有总结。", "请选择实际开展的活动。")
        activity.summary = summary
        activity.residents_served = residents_served
        activity.shared_results = shared_results
        return ActivityChanged(activity_id, activity.state, activity.state)


def sign_off(workspace: Workspace, activity_id: bytes, said: Said) -> ActivityChanged:
    """Keep one side's word that a closed activity's results are right; a new word replaces it.

    Raises `ActivityRuleError` unless the activity is closed and summed up, and the person and a
    day up to today are given.
    """
    check_said(said, workspace.today())
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if activity.state is not ActivityState.CLOSED or not activity.summary:
            raise ActivityRuleError(
                "双方确认的是结束以后的总结。", "请先结束活动、填写总结，再登记双方确认。"
            )
        keep_said(writer, said, Consent(activity_id=activity_id))
        return ActivityChanged(activity_id, activity.state, activity.state)

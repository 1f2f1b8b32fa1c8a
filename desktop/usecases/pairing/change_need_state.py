"""撤回需求, marking it met, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.terms import NeedState
from desktop.store.tables import Need
from desktop.usecases.pairing.need_fields import NeedRuleError
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class NeedStateChanged:
    """The need and what it was before, for 撤销."""

    need_id: bytes
    before: NeedState
    now: NeedState


def change_need_state(workspace: Workspace, need_id: bytes, then: NeedState) -> NeedStateChanged:
    """Call a need open, met or withdrawn; its pairings go on.

    Raises `NeedRuleError` when it is so already.
    """
    with workspace.store.write() as writer:
        need = writer.get(Need, need_id)
        before = need.state
        if before is then:
            raise NeedRuleError(f"这个需求已经是“{then.label}”。", "请刷新列表后查看。")
        need.state = then
        return NeedStateChanged(need_id, before, then)

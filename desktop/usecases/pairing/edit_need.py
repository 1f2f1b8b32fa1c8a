"""修改需求."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.domain.terms import NeedState
from desktop.store.tables import Community, Need
from desktop.usecases.pairing.need_fields import NeedFields, NeedRuleError
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class NeedEdited:
    """The need that was changed."""

    need_id: bytes


def edit_need(workspace: Workspace, need_id: bytes, fields: NeedFields) -> NeedEdited:
    """Replace a need's fields; raises `NeedRuleError`, `MissingRowError`."""
    fields.check()
    with workspace.store.write() as writer:
        need = writer.get(Need, need_id)
        if need.state is NeedState.WITHDRAWN:
            raise NeedRuleError("这个需求已撤回，不能修改。", "请先恢复为“征集中”再修改。")
        writer.get(Community, fields.community_id)
        for name, value in asdict(fields).items():
            setattr(need, name, value)
        return NeedEdited(need_id)

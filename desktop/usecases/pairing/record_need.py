"""登记需求."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.store.tables import Community, Need
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class NeedRecorded:
    """The new need."""

    need_id: bytes


def record_need(workspace: Workspace, fields: NeedFields) -> NeedRecorded:
    """Record a need of a community; raises `NeedRuleError`, `MissingRowError`."""
    fields.check()
    with workspace.store.write() as writer:
        writer.get(Community, fields.community_id)
        return NeedRecorded(writer.add(Need(**asdict(fields))).id)

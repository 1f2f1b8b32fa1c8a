"""突发情况: written down at once, told on, followed up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from desktop.domain.activity import ActivityRuleError
from desktop.store.store import Reader
from desktop.store.tables import Activity, Incident
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class IncidentFields:
    """What happened, when (aware), who was told, what followed; `settled`: nothing is left."""

    happened_at: datetime
    what: str
    told: str = ""
    follow_up: str = ""
    settled: bool = False


def incidents_of(reader: Reader, activity_id: bytes) -> list[Incident]:
    """Return an activity's incidents, the earliest first."""
    rows = reader.find(Incident, activity_id=activity_id)
    return sorted(rows, key=lambda row: (row.happened_at is not None, row.happened_at, row.id))


def keep_incident(
    workspace: Workspace,
    activity_id: bytes,
    fields: IncidentFields,
    incident_id: bytes | None = None,
) -> bytes:
    """Write an incident down, or change it; raises `ActivityRuleError`, `MissingRowError`."""
    if not fields.what.strip():
        raise ActivityRuleError(
            "还没有写明发生了什么。", "请写明经过：什么事、涉及谁、当场怎么处理。"
        )
    if fields.happened_at > workspace.now():
        raise ActivityRuleError("发生时间在现在之后。", "请填写实际发生的时间。")
    if fields.settled and not fields.told.strip():
        raise ActivityRuleError(
            "还没有写明通知了谁，不能办结。", "请写明向谁报告、通知了哪些人，再标为已办结。"
        )
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        values = {**asdict(fields), "activity_id": activity_id}
        return keep_row(writer, Incident, values, incident_id)

"""随队: the people who accompany the students of an activity."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import StaffKind
from desktop.store.store import Reader
from desktop.store.tables import Activity, ActivityStaff
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class StaffFields:
    """Somebody who comes along."""

    kind: StaffKind
    person: str
    unit: str = ""
    phone: str = ""


def staff_of(reader: Reader, activity_id: bytes) -> list[ActivityStaff]:
    """Return who comes along, in the order of the kinds."""
    order = list(StaffKind)
    rows = reader.find(ActivityStaff, activity_id=activity_id)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.person, row.id))


def keep_staff(
    workspace: Workspace, activity_id: bytes, fields: StaffFields, staff_id: bytes | None = None
) -> bytes:
    """Add somebody, or change what is kept; raises `ActivityRuleError`, `MissingRowError`."""
    if not fields.person.strip():
        raise ActivityRuleError("还没有填写姓名。", "请填写随队人员的姓名。")
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        values = {**asdict(fields), "activity_id": activity_id}
        return keep_row(writer, ActivityStaff, values, staff_id)

"""登记聘任, 修改 and 删除."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.terms import PostKind
from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import Appointment
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


class AppointmentRuleError(QingqiaoError):
    """An appointment that cannot be kept so."""


@dataclass(frozen=True)
class AppointmentFields:
    """Who is appointed to what: `unit` is where they work, `serves` what they are appointed to.

    `leaves_on`: the day of graduation or of leaving, when it is known.
    """

    kind: PostKind
    person: str
    unit: str
    serves: str
    starts_on: date
    ends_on: date
    phone: str = ""
    leaves_on: date | None = None


@dataclass(frozen=True)
class AppointmentKept:
    """The appointment that was written."""

    appointment_id: bytes


def keep_appointment(
    workspace: Workspace, fields: AppointmentFields, appointment_id: bytes | None = None
) -> AppointmentKept:
    """Add an appointment, or replace one; raises `AppointmentRuleError`, `MissingRowError`."""
    if not fields.person.strip() or not fields.serves.strip():
        raise AppointmentRuleError("还没有填写姓名或任职单位。", "请填写后重试。")
    if fields.ends_on < fields.starts_on:
        raise AppointmentRuleError("聘期结束早于开始。", "请核对聘期的日期。")
    with workspace.store.write() as writer:
        return AppointmentKept(keep_row(writer, Appointment, asdict(fields), appointment_id))


def delete_appointment(workspace: Workspace, appointment_id: bytes) -> AppointmentKept:
    """Take an appointment out of the register; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(Appointment, appointment_id))
        return AppointmentKept(appointment_id)

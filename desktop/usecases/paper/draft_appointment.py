"""聘书 of one who is appointed."""

from __future__ import annotations

from desktop.documents.page import chinese_date
from desktop.store.tables import Appointment
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace


def draft_appointment(workspace: Workspace, appointment_id: bytes) -> Draft:
    """Return the letter of appointment; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        row = reader.get(Appointment, appointment_id)
        values = common(workspace, reader)
        values |= {
            "姓名": row.person,
            "任职单位": row.serves,
            "职务": row.kind.label,
            "起": chinese_date(row.starts_on) if row.starts_on else "",
            "止": chinese_date(row.ends_on) if row.ends_on else "",
        }
        about = f"{row.person}（{row.unit}）：{row.serves}{row.kind.label}"
    return Draft(
        PaperKind.APPOINTMENT,
        values,
        about=about,
        people=1,
        file_name=f"聘书_{values['姓名']}",
        asked=("任职单位", "职务", "日期"),
    )

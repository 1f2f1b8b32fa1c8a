"""登记聘任, 修改 and 安排接任."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import PostKind
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.appointments import AppointmentRow
from desktop.usecases.appointment.keep_appointment import AppointmentFields, keep_appointment

TOPIC = "pairing"

_FIELDS = (
    Field("person", "姓名", required=True, max_length=50),
    ChoiceField("kind", "职务", required=True, options=[(kind, kind.label) for kind in PostKind]),
    Field("serves", "任职单位", required=True, hint="聘到哪里：团支部、社区（村）或本单位"),
    Field("unit", "所在单位", hint="本人的工作单位和职务；学生填院系、年级"),
    Field("phone", "电话", max_length=30),
    DateField("starts_on", "聘期开始", required=True),
    DateField("ends_on", "聘期结束", required=True),
    DateField("leaves_on", "毕业或离岗日期", hint="可不填；快到时会在工作台提醒安排接任的人"),
)


def appointment_form(desk: Desk, row: AppointmentRow | None, parent: QWidget | None) -> FormDialog:
    """Return the form of a new appointment, or of one to be changed."""
    values = {field.key: getattr(row, field.key) for field in _FIELDS} if row else {}
    title = "修改聘任" if row else "登记聘任"
    return _form(desk, title, values, row.id if row else None, parent)


def successor_form(desk: Desk, row: AppointmentRow, parent: QWidget | None) -> FormDialog:
    """Return the form of whoever takes over a post, from the day after it falls vacant."""
    last = row.last_day or desk.workspace.today()
    starts = max(last + timedelta(days=1), desk.workspace.today())
    values = {
        "kind": row.kind,
        "serves": row.serves,
        "unit": row.unit,
        "starts_on": starts,
        "ends_on": _a_year_after(starts),
    }
    return _form(desk, f"接任{row.person}的{row.kind.label}", values, None, parent)


def _a_year_after(day: date) -> date:
    return day + timedelta(days=364)


def _form(
    desk: Desk,
    title: str,
    values: Mapping[str, object],
    appointment_id: bytes | None,
    parent: QWidget | None,
) -> FormDialog:
    def save(filled: Values, finish: Finish) -> None:
        fields = AppointmentFields(**filled)
        desk.act(
            lambda _: keep_appointment(desk.workspace, fields, appointment_id),
            lambda _: f"已登记“{fields.person}”的聘任",
            done=lambda _: finish(None),
            failed=finish,
            topics=(TOPIC,),
        )

    return FormDialog(title, Form(_FIELDS, values), save, parent=parent)

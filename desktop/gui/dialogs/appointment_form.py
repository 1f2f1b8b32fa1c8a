"""登记聘任, 修改 and 安排接任."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import PostKind
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.appointments import AppointmentRow
from desktop.store.tables import Branch, Community
from desktop.usecases.appointment.keep_appointment import AppointmentFields, keep_appointment

TOPIC = "pairing"

_KEYS = ("person", "kind", "serves", "unit", "phone", "starts_on", "ends_on", "leaves_on")


def _fields(places: Sequence[str]) -> Sequence[Field]:
    return (
        Field("person", "姓名", required=True, max_length=50),
        ChoiceField(
            "kind", "职务", required=True, options=[(kind, kind.label) for kind in PostKind]
        ),
        Field(
            "serves",
            "任职单位",
            required=True,
            hint="聘到哪里：团支部、社区（村）或本单位",
            suggestions=places,
        ),
        Field("unit", "所在单位", hint="本人的工作单位和职务；学生填院系、年级"),
        Field("phone", "电话", max_length=30),
        DateField("starts_on", "聘期开始", required=True),
        DateField("ends_on", "聘期结束", required=True),
        DateField("leaves_on", "毕业或离岗日期", hint="可不填；快到时会在工作台提醒安排接任的人"),
    )


def open_appointment(
    desk: Desk,
    parent: QWidget | None,
    row: AppointmentRow | None = None,
    given: Mapping[str, object] | None = None,
) -> None:
    """Open the form of one to be changed, or of a new one with what is `given` filled in."""
    today = desk.workspace.today()
    if row is not None:
        values = {key: getattr(row, key) for key in _KEYS}
    else:
        values = {"starts_on": today, "ends_on": _a_year_after(today), **(given or {})}
    title = "修改聘任" if row else "登记聘任"
    _open(desk, title, values, row.id if row else None, parent)


def open_successor(desk: Desk, row: AppointmentRow, parent: QWidget | None) -> None:
    """Open the form of whoever takes over a post, from the day after it falls vacant."""
    last = row.last_day or desk.workspace.today()
    starts = max(last + timedelta(days=1), desk.workspace.today())
    values = {
        "kind": row.kind,
        "serves": row.serves,
        "unit": row.unit,
        "starts_on": starts,
        "ends_on": _a_year_after(starts),
    }
    _open(desk, f"接任{row.person}的{row.kind.label}", values, None, parent)


def _a_year_after(day: date) -> date:
    return day + timedelta(days=364)


def _open(
    desk: Desk,
    title: str,
    values: Mapping[str, object],
    appointment_id: bytes | None,
    parent: QWidget | None,
) -> None:
    def save(filled: Values, finish: Finish) -> None:
        fields = AppointmentFields(**filled)
        desk.act(
            lambda _: keep_appointment(desk.workspace, fields, appointment_id),
            lambda _: f"已登记“{fields.person}”的聘任",
            done=lambda _: finish(None),
            failed=finish,
            topics=(TOPIC,),
        )

    def load(_: object) -> list[str]:
        with desk.workspace.store.read() as reader:
            communities = [one.name for one in reader.find(Community)]
            return [*communities, *sorted(one.name for one in reader.find(Branch))]

    def show(places: list[str]) -> None:
        FormDialog(title, Form(_fields(places), values), save, parent=parent).open()

    desk.jobs.run(load, done=show, owner=parent)

"""随队人员 and 突发情况 of an activity."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import StaffKind
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.dialogs.lines import Lines, LinesDialog, line_form
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.fields import (
    CheckField,
    ChoiceField,
    DateTimeField,
    Field,
    ParagraphField,
    Values,
)
from desktop.gui.rows_model import Column
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.panels import EmptyState
from desktop.store.queries.activities import ActivityRow
from desktop.store.tables import ActivityStaff, Incident
from desktop.usecases.activity.incidents import IncidentFields, incidents_of, keep_incident
from desktop.usecases.activity.staff import StaffFields, keep_staff, staff_of
from desktop.usecases.keep_row import remove_row

_STAFF_COLUMNS = (
    Column[ActivityStaff]("person", "姓名", lambda row: row.person, 110),
    Column[ActivityStaff]("kind", "类别", lambda row: row.kind.label, 100),
    Column[ActivityStaff]("unit", "单位、职务", lambda row: row.unit, 260),
    Column[ActivityStaff]("phone", "电话", lambda row: row.phone, 140),
)
_INCIDENT_COLUMNS = (
    Column[Incident](
        "at",
        "时间",
        lambda row: f"{row.happened_at.astimezone(BEIJING):%m-%d %H:%M}" if row.happened_at else "",
        110,
    ),
    Column[Incident](
        "settled",
        "办结",
        lambda row: "已办结" if row.settled else "跟进中",
        80,
        kind=lambda row: "success" if row.settled else "warning",
    ),
    Column[Incident]("what", "经过", lambda row: row.what, 250, tooltip=lambda row: row.what),
    Column[Incident]("told", "通知了谁", lambda row: row.told, 150, tooltip=lambda row: row.told),
    Column[Incident](
        "follow_up", "后续", lambda row: row.follow_up, 170, tooltip=lambda row: row.follow_up
    ),
)


def staff_dialog(desk: Desk, activity: ActivityRow, parent: QWidget) -> LinesDialog[ActivityStaff]:
    """Return the list of those who accompany the students."""
    lines = Lines(
        columns=_STAFF_COLUMNS,
        rows=lambda reader: staff_of(reader, activity.id),
        form=partial(_staff_form, desk, activity),
        remove=lambda row: remove_row(desk.workspace, ActivityStaff, row.id),
        name=lambda row: row.person,
        empty=EmptyState(
            "school",
            "还没有随队人员",
            "登记随队的青年教师、专业教师、团干部、辅导员和他们的电话。",
            "登记随队人员",
        ),
        add="登记随队人员",
    )
    dialog = LinesDialog(
        desk, "随队人员", lines, key="activity_staff", note=activity.title, parent=parent
    )
    add_list_tools(desk, dialog, "随队人员")
    return dialog


def _staff_form(
    desk: Desk, activity: ActivityRow, row: ActivityStaff | None, parent: QWidget
) -> FormDialog:
    def keep(filled: Values) -> partial[bytes]:
        fields = StaffFields(**filled)
        row_id = row.id if row else None
        return partial(keep_staff, desk.workspace, activity.id, fields, row_id)

    fields = (
        Field("person", "姓名", required=True, max_length=50),
        ChoiceField(
            "kind", "类别", required=True, options=[(kind, kind.label) for kind in StaffKind]
        ),
        Field("unit", "单位、职务", max_length=100),
        Field("phone", "电话", max_length=30),
    )
    values = {one.key: getattr(row, one.key) for one in fields} if row else {}
    title = "修改随队人员" if row else "登记随队人员"
    return line_form(desk, title, fields, values, keep, said="已登记随队人员", parent=parent)


def incidents_dialog(desk: Desk, activity: ActivityRow, parent: QWidget) -> LinesDialog[Incident]:
    """Return the list of what went wrong, with what was done about it."""
    lines = Lines(
        columns=_INCIDENT_COLUMNS,
        rows=lambda reader: incidents_of(reader, activity.id),
        form=partial(_incident_form, desk, activity),
        remove=lambda row: remove_row(desk.workspace, Incident, row.id),
        name=lambda row: row.what[:20],
        empty=EmptyState(
            "alert-triangle",
            "没有突发情况",
            "有人受伤、走失、发生争执等，当时就记下：什么时候、什么事、通知了谁。",
            "记录突发情况",
        ),
        add="记录突发情况",
    )
    dialog = LinesDialog(
        desk, "突发情况", lines, key="incidents", note=activity.title, parent=parent
    )
    add_list_tools(desk, dialog, "突发情况")
    return dialog


def _incident_form(
    desk: Desk, activity: ActivityRow, row: Incident | None, parent: QWidget
) -> FormDialog:
    def keep(filled: Values) -> partial[bytes]:
        at = filled.pop("happened_at").replace(tzinfo=BEIJING)
        row_id = row.id if row else None
        fields = IncidentFields(at, **filled)
        return partial(keep_incident, desk.workspace, activity.id, fields, row_id)

    fields = (
        DateTimeField("happened_at", "发生时间", required=True),
        ParagraphField(
            "what",
            "经过",
            required=True,
            placeholder="什么事、怎么处理",
            max_length=1000,
        ),
        Field("told", "通知了谁", placeholder="例如：120、带队老师、家长、街道", max_length=200),
        ParagraphField("follow_up", "后续处理", max_length=1000),
        CheckField("settled", "已经办结"),
    )
    now = desk.workspace.now().astimezone(BEIJING)
    values: Values = {"happened_at": now}
    if row is not None:
        values = {one.key: getattr(row, one.key) for one in fields}
        values["happened_at"] = row.happened_at.astimezone(BEIJING) if row.happened_at else now
    title = "修改突发情况" if row else "记录突发情况"
    return line_form(desk, title, fields, values, keep, said="已记录突发情况", parent=parent)

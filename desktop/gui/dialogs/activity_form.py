"""新建活动 and 修改活动, with what to think about shown while the plan is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.domain.terms import ReportMode, SafeguardKind, Theme
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_advice import Advice
from desktop.gui.dialogs.activity_pairings import PairingsField
from desktop.gui.dialogs.activity_times import SuggestedTimes
from desktop.gui.dialogs.project_form import pairing_words
from desktop.gui.dialogs.series import SeriesDialog
from desktop.gui.dialogs.template_menu import TemplateMenu
from desktop.gui.fields import ChoiceField, DateTimeField, Field, IntegerField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.pairings import PairingRow
from desktop.store.queries.projects import ProjectRow
from desktop.usecases.activity.plan_activity import (
    ActivityFields,
    ActivityPlanned,
    edit_activity,
    plan_activity,
)
from desktop.usecases.activity.staff import StaffFields
from desktop.usecases.activity.templates import Pattern

_PLAIN = ("project_id", "title", "theme", "mode", "place", "leader", "leader_phone")


def activity_dialog(
    desk: Desk,
    projects: Sequence[ProjectRow],
    pairings: Sequence[PairingRow],
    *,
    places: Sequence[str] = (),
    project_id: bytes | None = None,
    activity: ActivityRow | None = None,
    linked: Sequence[bytes] = (),
    pattern: Pattern | None = None,
    day: date | None = None,
    planned: Callable[[ActivityPlanned], object] | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form, empty for `project_id` or filled with `activity` of the pairings `linked`.

    `places` are offered as its place. A new one may take over a `pattern` and a `day`. `planned`
    hears of the activity once it is saved.
    """
    if activity is None:
        values = _new(projects, project_id) | {"pairing_ids": tuple(linked)}
    else:
        values = _known(activity, linked)
    form = Form(_fields(projects, pairings, places), values)
    extras = _Extras(form, day)
    if pattern is not None:
        extras.take_over(pattern)

    dialog = FormDialog(
        "新建活动" if activity is None else f"修改活动 {activity.number}",
        form,
        _saving(desk, extras, activity, planned),
        note="填好时间和结对，会提醒时间重叠、考试周和本学期的次数。",
        parent=parent,
    )
    advice = Advice(desk, dialog, None if activity is None else activity.id)
    if activity is None:
        _fill_in_from_project(form, projects)
        _add_ways(desk, dialog, extras, advice)
        # of a copy the day is another one; the project is chosen already when there is but one
        known = "title" if form.raw("project_id") else "project_id"
        form.control(known if pattern is None else "starts_at").setFocus()
    advice.look()
    return dialog


def _saving(
    desk: Desk,
    extras: _Extras,
    activity: ActivityRow | None,
    planned: Callable[[ActivityPlanned], object] | None,
) -> Callable[[Values, Finish], None]:
    """Return what saves the form: as a new activity, or as a change to one."""

    def save(filled: Values, finish: Finish) -> None:
        fields = extras.fields(filled)
        fields.check()

        def done(result: ActivityPlanned) -> None:
            finish(None)
            if planned is not None:
                planned(result)

        def work(_: object) -> ActivityPlanned:
            if activity is None:
                return plan_activity(desk.workspace, fields)
            return edit_activity(desk.workspace, activity.id, fields)

        def said(result: ActivityPlanned) -> str:
            what = f"已{'新建' if activity is None else '修改'}活动“{fields.title}”"
            return "；".join((what, *result.warnings))

        desk.act(work, said, done=done, failed=finish, topics=("activity",))

    return save


class _Extras:
    """What goes with the form and stands in no field: its times, notes and staff taken over."""

    def __init__(self, form: Form, day: date | None) -> None:
        self._form = form
        self._times = SuggestedTimes(form, day)
        self._notes: dict[SafeguardKind, str] = {}
        self._staff: tuple[StaffFields, ...] = ()

    def take_over(self, pattern: Pattern) -> None:
        """Fill in what a template or another activity gives, on the day that is typed."""
        self._notes, self._staff = pattern.safeguard_notes, pattern.staff
        values: dict[str, object] = {
            "title": pattern.title,
            "theme": pattern.theme,
            "mode": pattern.mode,
            "place": pattern.place,
            "capacity": pattern.capacity or None,
        }
        self._form.set_values(values)
        self._times.take_over(time(*pattern.clock), pattern.length)

    def fields(self, filled: Values) -> ActivityFields:
        """Return the plan as it stands in the form."""
        fields = ActivityFields(**{**filled, "capacity": filled["capacity"] or 0})
        return replace(
            fields,
            starts_at=fields.starts_at.replace(tzinfo=BEIJING),
            ends_at=fields.ends_at.replace(tzinfo=BEIJING),
            safeguard_notes=self._notes,
            staff=self._staff,
        )


def _add_ways(desk: Desk, dialog: FormDialog, extras: _Extras, advice: Advice) -> None:
    """Put 套用模板 and 按学期排期 beside the other buttons."""
    template = Button("套用模板", icon_name="copy")
    menu = TemplateMenu(desk, template)

    def take_over(pattern: Pattern) -> None:
        extras.take_over(pattern)
        advice.look()

    def series() -> None:
        if dialog.form.show_problems():
            fields = extras.fields(dialog.form.values())
            SeriesDialog(desk, fields, dialog.accept, dialog).open()

    menu.chosen.connect(take_over)
    dialog.footer.insertWidget(0, template)
    dialog.footer.insertWidget(
        1,
        Button(
            "按学期排期…",
            icon_name="calendar",
            on_click=series,
            tip="每周、每两周或每月一次，跳过节假日和考试周",
        ),
    )


def _new(projects: Sequence[ProjectRow], project_id: bytes | None) -> Values:
    chosen = next((one for one in projects if one.id == project_id), None)
    if chosen is None and len(projects) == 1:
        chosen = projects[0]
    return {
        "project_id": None if chosen is None else chosen.id,
        "theme": Theme.VOLUNTEER if chosen is None else chosen.theme,
        "mode": ReportMode.REGULAR,
    }


def _known(activity: ActivityRow, linked: Sequence[bytes]) -> Values:
    values: Values = {key: getattr(activity, key) for key in _PLAIN}
    for key in ("starts_at", "ends_at"):
        instant: datetime | None = getattr(activity, key)
        values[key] = None if instant is None else instant.astimezone(BEIJING)
    return values | {"capacity": activity.capacity or None, "pairing_ids": tuple(linked)}


def _fill_in_from_project(form: Form, projects: Sequence[ProjectRow]) -> None:
    """Take over the theme of a project when it is chosen; it can still be changed."""
    box = form.control("project_id")
    assert isinstance(box, QComboBox)  # noqa: S101 - what a ChoiceField makes

    def take_over(at: int) -> None:
        if at >= 0:
            form.set_values({"theme": projects[at].theme})

    box.currentIndexChanged.connect(take_over)


def _fields(
    projects: Sequence[ProjectRow], pairings: Sequence[PairingRow], places: Sequence[str]
) -> Sequence[Field]:
    return (
        ChoiceField(
            "project_id",
            "项目",
            required=True,
            options=[(one.id, one.name) for one in projects],
        ),
        Field("title", "活动名称", required=True, placeholder="例如：作业辅导", max_length=60),
        DateTimeField("starts_at", "开始时间", required=True),
        DateTimeField("ends_at", "结束时间", required=True),
        Field(
            "place",
            "地点",
            placeholder="例如：社区党群服务中心二楼",
            max_length=100,
            suggestions=places,
        ),
        ChoiceField(
            "theme", "主题", required=True, options=[(theme, theme.label) for theme in Theme]
        ),
        ChoiceField(
            "mode", "报到方式", required=True, options=[(mode, mode.label) for mode in ReportMode]
        ),
        Field("leader", "随队负责人", max_length=50),
        Field("leader_phone", "负责人电话", max_length=30),
        IntegerField("capacity", "人数上限", hint="不填表示不限；报满后再报的进候补", high=10_000),
        PairingsField(
            "pairing_ids",
            "参加的结对",
            hint="几个团支部联合开展的，勾选各自的结对；都不勾就是项目自己的结对",
            options=[(one.id, pairing_words(one)) for one in pairings],
        ),
    )

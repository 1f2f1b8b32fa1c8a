"""新建活动 and 修改活动."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.domain.terms import ReportMode, Theme
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_pairings import PairingsField
from desktop.gui.dialogs.project_form import pairing_words
from desktop.gui.fields import (
    ChoiceField,
    DateTimeField,
    Field,
    Form,
    IntegerField,
    Values,
)
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

_PLAIN = ("project_id", "title", "theme", "mode", "place", "leader", "leader_phone")


def activity_dialog(
    desk: Desk,
    projects: Sequence[ProjectRow],
    pairings: Sequence[PairingRow],
    *,
    project_id: bytes | None = None,
    activity: ActivityRow | None = None,
    linked: Sequence[bytes] = (),
    planned: Callable[[ActivityPlanned], object] | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form, empty for `project_id` or filled with `activity` of the pairings `linked`.

    `planned` hears of the activity once it is saved.
    """
    values = _new(projects, project_id) if activity is None else _known(activity, linked)

    def save(filled: Values, finish: Finish) -> None:
        fields = _taken(filled)
        fields.check()

        def done(result: ActivityPlanned) -> None:
            finish(None)
            said = f"已{'新建' if activity is None else '修改'}活动“{fields.title}”"
            desk.toast("；".join((said, *result.warnings)))
            if planned is not None:
                planned(result)

        def work(_: object) -> ActivityPlanned:
            if activity is None:
                return plan_activity(desk.workspace, fields)
            return edit_activity(desk.workspace, activity.id, fields)

        desk.jobs.run(work, done=done, failed=finish, topics=("activity",))

    form = Form(_fields(projects, pairings), values)
    if activity is None:
        _fill_in_from_project(form, projects)
    return FormDialog(
        "新建活动" if activity is None else f"修改活动 {activity.number}",
        form,
        save,
        note="与同一团支部的其他活动重叠或本学期超过 3 次时，保存后会提醒。",
        parent=parent,
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


def _taken(filled: Values) -> ActivityFields:
    fields = ActivityFields(**{**filled, "capacity": filled["capacity"] or 0})
    return replace(
        fields,
        starts_at=fields.starts_at.replace(tzinfo=BEIJING),
        ends_at=fields.ends_at.replace(tzinfo=BEIJING),
    )


def _fill_in_from_project(form: Form, projects: Sequence[ProjectRow]) -> None:
    """Take over the theme of a project when it is chosen; it can still be changed."""
    box = form.control("project_id")
    assert isinstance(box, QComboBox)  # noqa: S101 - what a ChoiceField makes

    def take_over(at: int) -> None:
        if at >= 0:
            form.set_values({"theme": projects[at].theme})

    box.currentIndexChanged.connect(take_over)


def _fields(projects: Sequence[ProjectRow], pairings: Sequence[PairingRow]) -> Sequence[Field]:
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
        Field("place", "地点", placeholder="例如：社区党群服务中心二楼", max_length=100),
        ChoiceField(
            "theme", "主题", required=True, options=[(theme, theme.label) for theme in Theme]
        ),
        ChoiceField(
            "mode", "报到方式", required=True, options=[(mode, mode.label) for mode in ReportMode]
        ),
        Field("leader", "随队负责人", max_length=50),
        Field("leader_phone", "负责人电话", max_length=30),
        IntegerField("capacity", "人数上限", hint="不填表示不限", low=0, high=10_000),
        PairingsField(
            "pairing_ids",
            "参加的结对",
            hint="几个团支部联合开展的，勾选各自的结对；都不勾就是项目自己的结对",
            options=[(one.id, pairing_words(one)) for one in pairings],
        ),
    )

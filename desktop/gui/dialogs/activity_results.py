"""What came of an activity: its summary, or why it was called off."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ActivityState, Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.said_form import said_dialog
from desktop.gui.fields import Field, IntegerField, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.activity.change_activity_state import (
    ActivityChanged,
    change_activity_state,
    record_results,
    sign_off,
)
from desktop.usecases.activity.templates import save_template


def results_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None = None) -> FormDialog:
    """Return the form for the summary and the residents served."""

    def save(filled: Values, finish: Finish) -> None:
        desk.act(
            lambda _: record_results(
                desk.workspace,
                activity.id,
                summary=filled["summary"],
                residents_served=filled["residents_served"] or 0,
                shared_results=filled["shared_results"],
            ),
            lambda _: f"已保存“{activity.title}”的总结",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    fields = (
        IntegerField(
            "residents_served", "服务居民人数", hint="计入“受众面”；没有请填 0", high=1_000_000
        ),
        ParagraphField(
            "summary",
            "活动总结",
            required=True,
            placeholder="做了什么、有什么成效、哪些可以推广",
        ),
        ParagraphField(
            "shared_results",
            "共享成果",
            placeholder="社区得到了什么，学生和团支部得到了什么",
        ),
    )
    values = {
        "summary": activity.summary,
        "residents_served": activity.residents_served or None,
        "shared_results": activity.shared_results,
    }
    return FormDialog("活动总结", Form(fields, values), save, note=activity.title, parent=parent)


def cancel_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None = None) -> FormDialog:
    """Return the form that asks why an activity is called off, then does it."""

    def save(filled: Values, finish: Finish) -> None:
        def work(_: object) -> ActivityChanged:
            return change_activity_state(
                desk.workspace,
                activity.id,
                ActivityState.CANCELLED,
                reason=f"取消原因：{filled['reason']}",
            )

        desk.act(
            work,
            lambda _: f"已取消活动“{activity.title}”",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    form = Form((ParagraphField("reason", "取消原因", required=True, max_length=200),))
    return FormDialog(
        "取消活动",
        form,
        save,
        note=f"“{activity.title}”取消后，报名和保障记录都保留，参保名单的身份证号清除；需要时可以复制成新的活动。",
        save="取消活动",
        leave="先不取消",
        parent=parent,
    )


def sign_off_dialog(
    desk: Desk, activity: ActivityRow, side: Side, parent: QWidget | None = None
) -> FormDialog:
    """Return the form for a side's word on the results of a closed activity."""
    community = side is Side.COMMUNITY
    return said_dialog(
        desk,
        side,
        partial(sign_off, desk.workspace, activity.id),
        what=f"“{activity.title}”的总结和共享成果，由双方确认。",
        owner=activity.community_owner if community else activity.campus_owner,
        parent=parent,
    )


def template_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None = None) -> FormDialog:
    """Return the form for the name of a template made of an activity."""

    def save(filled: Values, finish: Finish) -> None:
        name = filled["name"]
        desk.act(
            lambda _: save_template(desk.workspace, activity.id, name),
            lambda _: f"已存为模板“{name}”，新建活动时可以套用",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    field = Field(
        "name",
        "模板名称",
        required=True,
        hint="同名的模板会被替换；同事的电脑上也能用",
        max_length=40,
    )
    return FormDialog(
        "存为模板",
        Form((field,), {"name": activity.title}),
        save,
        note="保留名称、主题、时间段、地点、名额和保障备注。",
        parent=parent,
    )

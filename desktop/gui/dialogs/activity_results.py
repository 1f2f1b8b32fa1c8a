"""What came of an activity: its summary, or why it was called off."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ActivityState
from desktop.gui.desk import Desk
from desktop.gui.fields import Form, IntegerField, ParagraphField, Values
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.activity.change_activity_state import (
    ActivityChanged,
    change_activity_state,
    record_results,
)


def results_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None = None) -> FormDialog:
    """Return the form for the summary and the residents served."""

    def save(filled: Values, finish: Finish) -> None:
        def done(_: object) -> None:
            finish(None)
            desk.toast(f"已保存“{activity.title}”的总结")

        desk.jobs.run(
            lambda _: record_results(
                desk.workspace,
                activity.id,
                summary=filled["summary"],
                residents_served=filled["residents_served"] or 0,
            ),
            done=done,
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
    )
    values = {"summary": activity.summary, "residents_served": activity.residents_served or None}
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

        def done(_: object) -> None:
            finish(None)
            desk.toast(f"已取消活动“{activity.title}”")

        desk.jobs.run(work, done=done, failed=finish, topics=("activity",))

    form = Form((ParagraphField("reason", "取消原因", required=True, max_length=200),))
    return FormDialog(
        "取消活动",
        form,
        save,
        note=f"“{activity.title}”取消后不能恢复，报名和保障记录都保留；需要时可以新建活动。",
        save="取消活动",
        parent=parent,
    )

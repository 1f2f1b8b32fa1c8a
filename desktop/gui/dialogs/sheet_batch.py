"""批量打印签到表: the sheets of several activities in one file, for a week's printing at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ActivityState
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.dialogs.sheet_options import keep_options, last_options, option_fields
from desktop.gui.fields import CheckField, Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.attendance.make_sheet import SheetsMade, listed, make_sheets

_MOST = 40
"""Activities offered, the next ones first."""


def open_sheet_batch(desk: Desk, parent: QWidget) -> None:
    """Offer the activities to come that have a list, once all their names were looked at."""
    workspace = desk.workspace

    def load(_: object) -> list[ActivityRow]:
        wanted = [ActivityState.PLANNED, ActivityState.ONGOING]
        with workspace.store.read() as reader:
            rows = activities.page(reader, sort="starts_at", only={"state": wanted})
        return [row for row in rows if row.enrolled][:_MOST]

    def show(rows: list[ActivityRow]) -> None:
        if not rows:
            desk.toast("没有等待开展、已有人报名的活动")
            return
        preflight(
            desk,
            lambda: listed(workspace, [row.id for row in rows]),
            lambda: batch_dialog(desk, rows, parent).open(),
            parent,
        )

    desk.jobs.run(load, done=show, owner=parent)


def batch_dialog(desk: Desk, rows: Sequence[ActivityRow], parent: QWidget | None) -> FormDialog:
    """Return the form of activities and options; those without a sheet are ticked."""

    def save(filled: Values, finish: Finish) -> None:
        chosen = [row.id for row in rows if filled.pop(row.id.hex())]
        options = keep_options(desk, filled)

        def done(made: SheetsMade) -> None:
            finish(None)
            PaperDialog(
                desk,
                made.pdf,
                f"签到表_{made.activities}个活动",
                note=f"{made.activities} 个活动，共 {made.students} 人、{made.pages} 页。",
                warning=undrawable_words(made.undrawable),
                personal=Personal("签到表", made.students),
                parent=parent,
            ).open()

        desk.jobs.run(
            lambda progress: make_sheets(desk.workspace, chosen, options, progress),
            done=done,
            failed=finish,
            topics=("activity",),
            title="正在生成签到表",
        )

    ticks = {row.id.hex(): row.sheet_version == 0 for row in rows}
    return FormDialog(
        "批量打印签到表",
        Form([*(_tick(row) for row in rows), *option_fields()], {**ticks, **last_options(desk)}),
        save,
        note="勾选的活动合成一份文件，每个活动从新的一页开始。",
        save="生成签到表",
        parent=parent,
    )


def _tick(row: ActivityRow) -> Field:
    day = row.starts_at.astimezone(BEIJING) if row.starts_at else None
    when = f"{day.month} 月 {day.day} 日 {day:%H:%M}" if day else "时间待定"
    printed = f"，已打印第 {row.sheet_version} 版" if row.sheet_version else ""
    return CheckField(row.id.hex(), row.title, hint=f"{when}，报名 {row.enrolled} 人{printed}")

"""考试周和放假: kept once, heeded by every plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import QuietKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.lines import Lines, LinesDialog, line_form
from desktop.gui.fields import ChoiceField, DateField, Field, Values
from desktop.gui.rows_model import Column
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.panels import EmptyState
from desktop.store.queries import load
from desktop.store.queries.load import QuietRow
from desktop.store.tables import QuietSpan, University
from desktop.usecases.activity.quiet_spans import QuietFields, keep_quiet_span
from desktop.usecases.keep_row import remove_row

_EVERYBODY = ""

_COLUMNS = (
    Column[QuietRow]("kind", "类别", lambda row: row.kind.label, 80),
    Column[QuietRow]("university", "高校", lambda row: row.university or "全部高校", 170),
    Column[QuietRow]("name", "名称", lambda row: row.name, 170),
    Column[QuietRow]("starts", "开始", lambda row: f"{row.starts_on}", 110),
    Column[QuietRow]("ends", "结束", lambda row: f"{row.ends_on}", 110),
)


def open_quiet_spans(desk: Desk, parent: QWidget) -> None:
    """Open the list once the universities are known."""
    workspace = desk.workspace

    def universities(_: object) -> list[tuple[bytes, str]]:
        with workspace.store.read() as reader:
            return sorted(
                ((one.id, one.name) for one in reader.find(University)), key=lambda one: one[1]
            )

    desk.jobs.run(
        universities,
        done=lambda found: quiet_spans_dialog(desk, found, parent).open(),
        owner=parent,
    )


def quiet_spans_dialog(
    desk: Desk, universities: Sequence[tuple[bytes, str]], parent: QWidget | None
) -> LinesDialog[QuietRow]:
    """Return the list of days to leave free."""
    lines = Lines(
        columns=_COLUMNS,
        rows=load.quiet_spans,
        form=partial(_form, desk, universities),
        remove=lambda row: remove_row(desk.workspace, QuietSpan, row.id),
        name=lambda row: row.name or row.kind.label,
        empty=EmptyState(
            "calendar",
            "还没有考试周和放假安排",
            "法定节日已经算在内；各校的考试周、寒暑假和调休请在这里登记。",
            "登记日期",
        ),
        add="登记日期",
    )
    return LinesDialog(
        desk,
        "考试周和放假",
        lines,
        key="quiet_spans",
        note="这些天安排活动会提醒，按学期排期会跳过。法定节日不用登记。",
        parent=parent,
    )


def _form(
    desk: Desk, universities: Sequence[tuple[bytes, str]], row: QuietRow | None, parent: QWidget
) -> FormDialog:
    def keep(filled: Values) -> partial[bytes]:
        fields = QuietFields(**{**filled, "university_id": filled["university_id"] or None})
        return partial(keep_quiet_span, desk.workspace, fields, row.id if row else None)

    fields = (
        ChoiceField(
            "kind", "类别", required=True, options=[(kind, kind.label) for kind in QuietKind]
        ),
        ChoiceField("university_id", "高校", options=[(_EVERYBODY, "全部高校"), *universities]),
        Field("name", "名称", placeholder="例如：期末考试周", max_length=40),
        DateField("starts_on", "开始日期", required=True),
        DateField("ends_on", "结束日期", required=True, hint="最后一天也算在内"),
    )
    values: Values = {"kind": QuietKind.EXAM, "university_id": _EVERYBODY}
    if row is not None:
        values = {one.key: getattr(row, one.key) for one in fields}
        values["university_id"] = row.university_id or _EVERYBODY
    title = "修改日期" if row else "登记考试周或放假"
    return line_form(desk, title, fields, values, keep, said="已登记", parent=parent)

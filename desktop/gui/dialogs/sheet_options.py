"""打印签到表: what stands on it, then the sheet to look at."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from desktop.documents.sheet_layout import Column
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.fields import CheckField, ChoiceField, Field, IntegerField, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.recalling import recall, remember
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.attendance.make_sheet import (
    SAFETY_NOTE,
    SheetMade,
    SheetOptions,
    listed,
    make_sheet,
)

_REMEMBERED = "print/sheet"
_PORTRAIT, _LANDSCAPE = "portrait", "landscape"
_OPTIONAL = {
    "branch": Column.BRANCH,
    "student_number": Column.STUDENT_NUMBER,
    "phone": Column.PHONE,
    "check_out": Column.CHECK_OUT,
}
"""The other columns are needed to sign in and to read the sheet back."""


class _Choices(msgspec.Struct, frozen=True):
    """What was chosen last; also the form's values by their keys."""

    paper: str = _PORTRAIT
    walk_in_rows: int = 4
    branch: bool = True
    student_number: bool = True
    phone: bool = False
    check_out: bool = True
    safety_note: str = SAFETY_NOTE


def open_sheet_options(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Open the form of options once the names on the list have been looked at."""
    preflight(
        desk,
        lambda: listed(desk.workspace, [activity.id]),
        lambda: sheet_dialog(desk, activity, parent).open(),
        parent,
    )


def sheet_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None) -> FormDialog:
    """Return the form of options; it makes the sheet and shows it."""

    def save(filled: Values, finish: Finish) -> None:
        options = keep_options(desk, filled)

        def done(made: SheetMade) -> None:
            finish(None)
            PaperDialog(
                desk,
                made.pdf,
                f"签到表_{activity.number}_第{made.version}版",
                note=f"共 {made.students} 人、{made.pages} 页，第 {made.version} 版。",
                warning=undrawable_words(made.undrawable),
                personal=Personal("签到表", made.students),
                parent=parent,
            ).open()

        desk.jobs.run(
            lambda progress: make_sheet(desk.workspace, activity.id, options, progress),
            done=done,
            failed=finish,
            topics=("activity",),
            title="正在生成签到表",
        )

    note = f"{activity.title} · 报名 {activity.enrolled} 人"
    if activity.sheet_version:
        note += f"。已生成过 {activity.sheet_version} 版，名单变了才需要重新打印"
    return FormDialog(
        "打印签到表",
        Form(option_fields(), last_options(desk)),
        save,
        note=note,
        save="生成签到表",
        parent=parent,
    )


def option_fields() -> tuple[Field, ...]:
    """Return the fields of what stands on a sheet."""
    return (
        ChoiceField(
            "paper",
            "纸张方向",
            required=True,
            options=[(_PORTRAIT, "A4 竖向"), (_LANDSCAPE, "A4 横向")],
        ),
        IntegerField("walk_in_rows", "空白行", hint="留给没有报名、当天到场的人", high=60),
        CheckField("branch", "印团支部一栏"),
        CheckField("student_number", "印学号一栏"),
        CheckField("phone", "印手机号一栏", hint="不需要时不印，少留个人信息在纸上"),
        CheckField("check_out", "要签退"),
        ParagraphField("safety_note", "安全提示", max_length=120),
    )


def last_options(desk: Desk) -> dict[str, object]:
    """Return what was chosen last, by the fields' keys."""
    return msgspec.structs.asdict(recall(desk.memory, _REMEMBERED, _Choices))


def keep_options(desk: Desk, filled: Values) -> SheetOptions:
    """Remember what was chosen, and return it as a sheet takes it."""
    choices = _Choices(**{**filled, "walk_in_rows": filled["walk_in_rows"] or 0})
    remember(desk.memory, _REMEMBERED, choices)
    left_out = {column for key, column in _OPTIONAL.items() if not getattr(choices, key)}
    return SheetOptions(
        columns=tuple(column for column in Column if column not in left_out),
        walk_in_rows=choices.walk_in_rows,
        landscape=choices.paper == _LANDSCAPE,
        safety_note=choices.safety_note,
    )

"""打印签到表: what stands on it, then the sheet to look at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.documents.sheet_layout import Column
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.fields import CheckField, ChoiceField, Form, IntegerField, Values
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.attendance.make_sheet import SheetMade, SheetOptions, make_sheet

_NAMED = 5
_PORTRAIT, _LANDSCAPE = "portrait", "landscape"


def sheet_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None) -> FormDialog:
    """Return the form of options; it makes the sheet and shows it."""

    def save(filled: Values, finish: Finish) -> None:
        def done(made: SheetMade) -> None:
            finish(None)
            name = f"签到表_{activity.number}_第{made.version}版"
            PaperDialog(desk, made.pdf, name, note=_note(made), parent=parent).open()

        desk.jobs.run(
            lambda progress: make_sheet(desk.workspace, activity.id, _options(filled), progress),
            done=done,
            failed=finish,
            topics=("activity",),
            title="正在生成签到表",
        )

    fields = (
        ChoiceField(
            "paper",
            "纸张方向",
            required=True,
            options=[(_PORTRAIT, "A4 竖向"), (_LANDSCAPE, "A4 横向")],
        ),
        IntegerField("walk_in_rows", "空白行", hint="留给没有报名、当天到场的人", low=0, high=20),
        CheckField("phone", "加上手机号一栏", hint="不需要时不印，少留个人信息在纸上"),
    )
    values = {"paper": _PORTRAIT, "walk_in_rows": 4, "phone": False}
    return FormDialog(
        "打印签到表",
        Form(fields, values),
        save,
        note=f"{activity.title} · 报名 {activity.enrolled} 人",
        save="生成签到表",
        parent=parent,
    )


def _options(filled: Values) -> SheetOptions:
    columns = list(SheetOptions().columns)
    if filled["phone"]:
        columns.insert(columns.index(Column.STUDENT_NUMBER) + 1, Column.PHONE)
    return SheetOptions(
        columns=tuple(columns),
        walk_in_rows=int(str(filled["walk_in_rows"] or 0)),
        landscape=filled["paper"] == _LANDSCAPE,
    )


def _note(made: SheetMade) -> str:
    said = f"共 {made.students} 人、{made.pages} 页，第 {made.version} 版。"
    if made.undrawable:
        names = "、".join(made.undrawable[:_NAMED])
        said += f"以下姓名含字库没有的字，印作〓，请手写更正：{names}。"
    return said

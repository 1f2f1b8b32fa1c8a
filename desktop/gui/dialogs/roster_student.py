"""新增学生 and 修改学生."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import Gender
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.notices import ErrorDialog
from desktop.store.queries import students
from desktop.store.queries.students import BranchName, StudentRow
from desktop.usecases.roster.add_student import add_student
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.student_fields import StudentFields

_MOBILE_DIGITS = 11
_KEYS = ("branch_id", "name", "student_number", "gender", "phone", "source")


def open_student_form(desk: Desk, parent: QWidget, student: StudentRow | None = None) -> None:
    """Open the form, empty or filled with `student`, once the branches to choose are known."""

    def load(_: object) -> list[BranchName]:
        with desk.workspace.store.read() as reader:
            return students.branches_here(reader)

    def show(branches: list[BranchName]) -> None:
        if branches:
            student_dialog(desk, branches, student, parent).open()
            return
        ErrorDialog(
            QingqiaoError(
                "还没有可以选择的团支部，没有新增学生。",
                "请先在“结对”里提出结对，或用“导入名册”一次导入一个团支部。",
            ),
            parent,
        ).open()

    desk.jobs.run(load, done=show, owner=parent)


def student_dialog(
    desk: Desk,
    branches: Sequence[BranchName],
    student: StudentRow | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form for a new student, or for `student`; `open()` it."""

    def save(filled: Values, finish: Finish) -> None:
        fields = StudentFields(**{**filled, "gender": filled["gender"] or Gender.UNKNOWN})

        def work(_: object) -> Any:  # noqa: ANN401 - what either verb returns is not looked at
            if student is None:
                return add_student(desk.workspace, fields)
            return edit_student(desk.workspace, student.id, fields)

        desk.act(
            work,
            lambda _: f"已{'新增' if student is None else '修改'}学生“{fields.name}”",
            done=lambda _: finish(None),
            failed=finish,
            topics=("roster",),
        )

    values = {} if student is None else {key: getattr(student, key) for key in _KEYS}
    return FormDialog(
        "新增学生" if student is None else "修改学生",
        Form(_fields(branches), values),
        save,
        parent=parent,
    )


def _fields(branches: Sequence[BranchName]) -> Sequence[Field]:
    return (
        Field("name", "姓名", required=True, max_length=50),
        Field("student_number", "学号", required=True, max_length=32),
        ChoiceField(
            "branch_id",
            "团支部",
            required=True,
            options=[
                (one.id, f"{one.branch}（{one.university} {one.department}）") for one in branches
            ],
            hint="列出已结对的、名册里有人的团支部；其他的请用“导入名册”",
        ),
        ChoiceField("gender", "性别", options=[(gender, gender.label) for gender in Gender]),
        Field("phone", "手机号", hint="可不填，仅用于联系", check=_wrong_phone, max_length=20),
        Field("source", "来源", hint="可不填；由青鸟计划联络的填“青鸟计划”", max_length=30),
    )


def _wrong_phone(phone: str) -> str:
    good = phone.isascii() and phone.isdecimal() and len(phone) == _MOBILE_DIGITS
    return "" if not phone or (good and phone.startswith("1")) else "应是 1 开头的 11 位数字。"

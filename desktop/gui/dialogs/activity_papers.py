"""Papers of an activity that ask for something first: 身份证号 to insure, a rate to pay."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from decimal import Decimal
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.documents.template import standard_text
from desktop.domain.identity_card import problem, tidy_number
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.purpose import personal_in
from desktop.gui.fields import ChoiceField, DecimalField, Field, Form, Values
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries import attendances
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.attendances import GridRow
from desktop.usecases.attendance.make_sheet import listed
from desktop.usecases.paper.draft_insured import (
    Numbers,
    draft_insured,
    read_numbers,
    write_form,
)
from desktop.usecases.paper.draft_notice import draft_notice
from desktop.usecases.paper.draft_subsidy import Per, Rate, draft_subsidy
from desktop.usecases.paper.print_draft import compose_draft
from desktop.usecases.roster.check_names import check_names

_RATE = "print/rate"
_CARDS_NOTE = "身份证号只印在这一次的名单上，不保存、不上报；没有填的，名单上留空手写。"
_SHOWN = 5


def open_notice(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Let the notice of an activity be looked at and printed."""
    open_draft(desk, lambda: draft_notice(desk.workspace, activity.id), parent)


def open_insured(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Ask for the 身份证号 of those on the list, then print them."""
    workspace = desk.workspace

    def people(_: object) -> list[GridRow]:
        with workspace.store.read() as reader:
            return attendances.grid(reader, activity.id)

    def ask() -> None:
        desk.jobs.run(
            people,
            done=lambda rows: InsuredDialog(desk, activity, rows, parent).open(),
            owner=parent,
        )

    preflight(desk, lambda: listed(workspace, [activity.id]), ask, parent)


class InsuredDialog(FormDialog):
    """A line for each person's 身份证号, typed or read from a workbook; forgotten when closed."""

    def __init__(
        self, desk: Desk, activity: ActivityRow, people: list[GridRow], parent: QWidget | None
    ) -> None:
        self._desk, self._activity = desk, activity
        self._names = "".join(one.name for one in people)
        fields = [
            Field(one.student_id.hex(), f"{one.name}（{one.student_number}）", check=_wrong)
            for one in people
        ]
        super().__init__(
            "打印参保名单",
            Form(fields),
            self._print,
            note=f"{activity.title} · {len(people)} 人。{_CARDS_NOTE}",
            save="生成",
            parent=parent,
        )
        self.read_button = Button("从表格读取…", icon_name="file-import", on_click=self._ask_read)
        self.form_button = Button("导出待填表格…", icon_name="download", on_click=self._ask_write)
        self.footer.insertWidget(0, self.read_button)
        self.footer.insertWidget(1, self.form_button)
        self.resize(max(self.width(), 620), self.height())

    def read(self, path: Path) -> None:
        """Fill in the numbers that stand in a workbook."""
        workspace, activity_id = self._desk.workspace, self._activity.id
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda _: read_numbers(workspace, activity_id, path),
            done=self._take,
            failed=self._error.show_error,
            owner=self,
        )

    def write(self, path: Path) -> None:
        """Write the workbook that is to be filled."""
        workspace, activity_id = self._desk.workspace, self._activity.id
        self._desk.jobs.run(
            lambda _: write_form(workspace, activity_id, path),
            done=lambda _: self._desk.toast(f"已保存“{path.name}”，用完请删除"),
            failed=self._error.show_error,
            owner=self,
        )

    def _take(self, numbers: Numbers) -> None:
        self.form.set_values({key.hex(): value for key, value in numbers.by_student.items()})
        said = [f"第 {one.row} 行{one.column}{one.message}" for one in numbers.errors[:_SHOWN]]
        if numbers.strangers:
            said.append(f"不在报名名单里或有同名：{'、'.join(numbers.strangers[:_SHOWN])}")
        if said:
            self._error.show_error(
                QingqiaoError(
                    f"读到 {len(numbers.by_student)} 人，还缺 {len(numbers.missing)} 人。",
                    "；".join(said) + "。",
                )
            )
        else:
            self._desk.toast(f"读到 {len(numbers.by_student)} 人的身份证号")

    def _print(self, filled: Values, finish: Finish) -> None:
        desk, activity, parent = self._desk, self._activity, self.parentWidget()
        names = self._names
        numbers = {
            bytes.fromhex(key): tidy_number(str(value)) for key, value in filled.items() if value
        }

        def compose(_: object) -> Composed:
            draft = draft_insured(desk.workspace, activity.id, numbers)
            document = compose_draft(draft, standard_text(draft.kind), {})
            return Composed(
                document,
                draft.file_name,
                f"{draft.about}。{_CARDS_NOTE}",
                names,
                personal_in(draft),
            )

        show_document(desk, compose, finish, parent, "正在生成参保名单")

    def _ask_read(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "选择表格", os.fspath(Path.home()), "表格 (*.xlsx *.csv)"
        )
        if path:
            self.read(Path(path))

    def _ask_write(self) -> None:
        name = f"参保人员_{self._activity.number}.xlsx"
        path, _ = QFileDialog.getSaveFileName(
            self, "保存到", os.fspath(Path.home() / name), "Excel 工作簿 (*.xlsx)"
        )
        if path:
            self.write(Path(path))


def _wrong(value: object) -> str:
    return problem(tidy_number(str(value))) if value else ""


class _Rate(msgspec.Struct, frozen=True):
    """The rate paid last; also the form's values by their keys."""

    what: str = "交通补贴"
    yuan: float | None = None
    per: str = Per.TIME.value


def open_subsidy(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Ask for the rate once the names have been looked at, then print the sheet to sign."""
    preflight(
        desk,
        lambda: listed(desk.workspace, [activity.id]),
        lambda: subsidy_dialog(desk, activity, parent).open(),
        parent,
    )


def subsidy_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None) -> FormDialog:
    """Return the form of the rate, which is remembered; it leads to the paper."""

    def save(filled: Values, finish: Finish) -> None:
        kept = _Rate(**filled)
        desk.memory[_RATE] = msgspec.json.encode(kept).decode()
        fen = int(Decimal(str(kept.yuan)) * 100)
        rate = Rate(kept.what, fen, Per(kept.per))

        def compose(_: object) -> Composed:
            draft = draft_subsidy(desk.workspace, activity.id, rate)
            document = compose_draft(draft, standard_text(draft.kind), {})
            asked = check_names(desk.workspace, listed(desk.workspace, [activity.id]))
            names = "".join(one.name for one in asked)
            return Composed(document, draft.file_name, draft.about, names, personal_in(draft))

        show_document(desk, compose, finish, parent, "正在生成补贴表")

    fields = (
        Field("what", "补贴项目", required=True, hint="例如：交通补贴、用餐补贴", max_length=20),
        DecimalField("yuan", "标准（元）", required=True, low=0.01, high=10_000),
        ChoiceField(
            "per", "按什么发", required=True, options=[(one.value, one.value) for one in Per]
        ),
    )
    return FormDialog(
        "打印补贴表",
        Form(fields, msgspec.structs.asdict(_remembered(desk.memory))),
        save,
        note=f"{activity.title}：发给到场的 {activity.present} 人，每人签字领取",
        save="生成",
        parent=parent,
    )


def _remembered(memory: MutableMapping[str, str]) -> _Rate:
    try:
        return msgspec.json.decode(memory.get(_RATE, "{}"), type=_Rate)
    except msgspec.DecodeError:  # written by another version
        return _Rate()

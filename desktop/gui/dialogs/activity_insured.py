"""参保名单: 身份证号 and whom to call, kept on this PC until a day, and printed for the insurer."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.documents.template import standard_text
from desktop.domain.identity_card import problem, tidy_number
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.purpose import Personal, export_with_purpose, personal_in
from desktop.gui.fields import DateField, Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries import attendances
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.attendances import GridRow
from desktop.usecases.activity.insured import (
    Insured,
    InsuredList,
    keep_insured,
    read_insured_list,
)
from desktop.usecases.attendance.make_sheet import listed
from desktop.usecases.paper.draft_insured import Numbers, draft_insured, read_numbers, write_form
from desktop.usecases.paper.print_draft import compose_draft

_UNTIL = "until"
_EMERGENCY = ":emergency"
_SHOWN = 5
_NOTE = (
    "身份证号只用于这次活动投保：加密保存在这台电脑上，不上报、不给同事的电脑，到期自动清除。"
    "没有填的，名单上留空手写。"
)


def open_insured(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Ask for the 身份证号 of those on the list, keep them, then print them."""
    workspace = desk.workspace

    def read(_: object) -> tuple[list[GridRow], InsuredList]:
        kept = read_insured_list(workspace, activity.id)
        with workspace.store.read() as reader:
            return attendances.grid(reader, activity.id), kept

    def ask() -> None:
        desk.jobs.run(
            read,
            done=lambda found: InsuredDialog(desk, activity, *found, parent).open(),
            owner=parent,
        )

    preflight(desk, lambda: listed(workspace, [activity.id]), ask, parent)


class InsuredDialog(FormDialog):
    """Two lines for each person, typed or read from a workbook."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        people: list[GridRow],
        kept: InsuredList,
        parent: QWidget | None,
    ) -> None:
        self._desk, self._activity, self._people = desk, activity, people
        fields: list[Field] = [
            DateField(
                _UNTIL, "保存到", required=True, hint="保险理赔期一过就不再需要；过了这天自动清除"
            )
        ]
        values: Values = {_UNTIL: kept.until}
        for one in people:
            key = one.student_id.hex()
            said = kept.people.get(one.student_id, Insured(""))
            fields += [
                Field(key, f"{one.name}（{one.student_number}）身份证号", check=_wrong),
                Field(
                    key + _EMERGENCY,
                    f"{one.name} 紧急联系人",
                    placeholder="关系、姓名、电话，可不填",
                    max_length=60,
                ),
            ]
            values |= {key: said.identity, key + _EMERGENCY: said.emergency}
        super().__init__(
            "参保名单",
            Form(fields, values),
            self._keep_and_print,
            note=f"{activity.title} · {len(people)} 人。{_NOTE}",
            save="保存并打印",
            letters=46,
            parent=parent,
        )
        self.read_button = Button("从表格读取…", icon_name="file-import", on_click=self._ask_read)
        self.form_button = Button("导出待填表格…", icon_name="download", on_click=self._ask_write)
        self.keep_button = Button("只保存", on_click=lambda: self.save_by(self._only_keep))
        for at, button in enumerate((self.read_button, self.form_button, self.keep_button)):
            self.footer.insertWidget(at, button)

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
        self.form.set_values(
            {key.hex() + _EMERGENCY: value for key, value in numbers.emergency.items()}
        )
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

    def _only_keep(self, filled: Values, finish: Finish) -> None:
        def kept(count: int) -> None:
            finish(None)
            self._tell(count, filled[_UNTIL])

        self._keep(self._said(filled), filled[_UNTIL], kept, finish)

    def _keep_and_print(self, filled: Values, finish: Finish) -> None:
        people = self._said(filled)
        numbers = {key: one.identity for key, one in people.items()}

        def kept(count: int) -> None:
            self._tell(count, filled[_UNTIL])
            self._print(numbers, finish)

        self._keep(people, filled[_UNTIL], kept, finish)

    def _tell(self, count: int, until: date) -> None:
        self._desk.toast(f"已保存 {count} 人，{until:%Y-%m-%d} 后自动清除")

    def _said(self, filled: Values) -> dict[bytes, Insured]:
        return {
            one.student_id: Insured(
                tidy_number(str(filled[one.student_id.hex()] or "")),
                str(filled[one.student_id.hex() + _EMERGENCY] or ""),
            )
            for one in self._people
        }

    def _keep(
        self,
        people: Mapping[bytes, Insured],
        until: date,
        kept: Callable[[int], None],
        finish: Finish,
    ) -> None:
        desk, activity = self._desk, self._activity
        desk.jobs.run(
            lambda _: keep_insured(desk.workspace, activity.id, people, until),
            done=kept,
            failed=finish,
            topics=("activity",),
            owner=self,
        )

    def _print(self, numbers: Mapping[bytes, str], finish: Finish) -> None:
        desk, activity = self._desk, self._activity
        names = "".join(one.name for one in self._people)
        given = {key: number for key, number in numbers.items() if number}

        def compose(_: object) -> Composed:
            draft = draft_insured(desk.workspace, activity.id, given)
            document = compose_draft(draft, standard_text(draft.kind), {})
            return Composed(document, draft.file_name, draft.about, names, personal_in(draft))

        show_document(desk, compose, finish, self.parentWidget(), "正在生成参保名单")

    def _ask_read(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选择填好的表格", "", "表格 (*.xlsx *.csv);;全部文件 (*)"
        )
        if name:
            self.read(Path(os.path.normpath(name)))

    def _ask_write(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "导出待填表格", f"参保名单_{self._activity.number}.xlsx", "表格 (*.xlsx)"
        )
        if name:
            path = Path(os.path.normpath(name))
            held = Personal("参保名单", len(self._people))
            export_with_purpose(self._desk, held, lambda: self.write(path), self)


def _wrong(number: str) -> str:
    wrong = problem(tidy_number(number)) if number else ""
    return f"{wrong}；一时查不清的先空着。" if wrong else ""

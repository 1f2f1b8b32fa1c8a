"""参保名单: 身份证号 and whom to call, kept on this PC until a day, and printed for the insurer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.template import standard_text
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.insured_model import At, InsuredModel
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.purpose import Personal, export_with_purpose, personal_in
from desktop.gui.fields import DateField
from desktop.gui.form import Form
from desktop.gui.theme import LIGHT, tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.entry_grid import EntryGrid
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries import attendances
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.attendances import GridRow
from desktop.usecases.activity.insured import (
    InsuredList,
    keep_insured,
    read_insured_list,
)
from desktop.usecases.attendance.make_sheet import listed
from desktop.usecases.paper.draft_insured import Numbers, draft_insured, read_numbers, write_form
from desktop.usecases.paper.print_draft import compose_draft

_SIZE = QSize(960, 680)
_WIDTHS = (48, 92, 112, 172, 240)
_UNTIL = "until"
_UNTIL_WIDTH = 190
_SHOWN = 5
_NOTE = (
    "身份证号只用于这次活动投保：加密保存在这台电脑上，不上报、不给同事的电脑，到期自动清除。"
    "没有填的，名单上留空手写。"
)
_KEYS = (
    "直接打字 · 回车 下一人 · Tab 下一格 · Ctrl+V 粘贴表格里复制的一列 · Delete 清除 · Ctrl+S 保存"
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


class InsuredDialog(WideDialog):
    """A line for each person, typed, pasted or read from a workbook."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        people: list[GridRow],
        kept: InsuredList,
        parent: QWidget | None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self._activity, self._people = desk, activity, people
        self._waiting = False
        self.model = InsuredModel(people, kept.people, self)
        self.grid = EntryGrid(self.model, _WIDTHS, start=At.IDENTITY, stretch=At.EMERGENCY)
        self.grid.setEditTriggers(
            EntryGrid.EditTrigger.AnyKeyPressed | EntryGrid.EditTrigger.DoubleClicked
        )
        self.grid.setAccessibleName("参保名单")
        self.until = Form(
            [DateField(_UNTIL, "保存到", required=True)],
            {_UNTIL: kept.until},
        )
        self.until.setFixedWidth(_UNTIL_WIDTH * tokens().body // LIGHT.body)
        self._opened_until = self.until.filled()
        self.read_button = Button("从表格读取…", icon_name="file-import", on_click=self._ask_read)
        self.form_button = Button("导出待填表格…", icon_name="download", on_click=self._ask_write)
        self.keep_button = Button("只保存", on_click=self._only_keep, tip="Ctrl+S")
        self.save_button = Button("保存并打印", "primary", on_click=self._keep_and_print)
        self.status = Text("", "body", wrap=True)
        self._error = ErrorPanel()
        self._leaving = Banner("warning", "alert-triangle", "不保存，关闭")
        self.setWindowTitle("参保名单")
        self._lay_out()
        self._connect()
        self._drafted()
        self.grid.to_top()
        self.grid.setFocus()

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

    def reject(self) -> None:
        """Close without keeping; with something typed only by a button of its own."""
        self.grid.finish()
        if self._waiting:
            return
        if self.model.is_changed or self.until.filled() != self._opened_until:
            self._leaving.say("填写的内容还没有保存。")
            self._leaving.button.setFocus()
            return
        super().reject()

    def _lay_out(self) -> None:
        space = tokens()
        said = QVBoxLayout()
        said.setSpacing(space.xs)
        title = f"参保名单：{self._activity.title} · {len(self._people)} 人"
        said.addWidget(Text(title, "title", wrap=True))
        said.addWidget(Text(_NOTE, "muted", wrap=True))
        said.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(space.xl)
        head.addLayout(said, 1)
        head.addWidget(self.until)
        body = self.body
        body.setSpacing(space.s)
        body.addLayout(head)
        body.addWidget(self._error)
        body.addWidget(Text(_KEYS, "hint", wrap=True))
        body.addWidget(self.grid, 1)
        body.addWidget(self.status)
        body.addWidget(self._leaving)
        foot = self.footer
        foot.addWidget(self.read_button)
        foot.addWidget(self.form_button)
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on_click=self.reject))
        foot.addWidget(self.keep_button)
        foot.addWidget(self.save_button)

    def _connect(self) -> None:
        self.model.drafted.connect(self._drafted)
        self.grid.selectionModel().currentRowChanged.connect(self._say_status)
        self.until.changed.connect(lambda: self._leaving.say(""))  # whoever types on stays
        self.until.submitted.connect(self.grid.setFocus)
        self._leaving.clicked.connect(super().reject)
        QShortcut(QKeySequence("Ctrl+S"), self, self._only_keep)

    def _drafted(self) -> None:
        self._leaving.say("")
        self._say_status()

    def _say_status(self) -> None:
        """Tell what is wrong where the cursor is, or how far the list is."""
        at = self.grid.currentIndex()
        if words := self.model.problem(at.row()) if at.isValid() else "":
            self.status.setText(f"{self._line(at.row())}{words}；一时查不清的先空着。")
            return
        left, wrong = self.model.missing(), len(self.model.problems())
        said = f"还有 {left} 人没有填身份证号。" if left else "都填了身份证号。"
        self.status.setText(f"{said}{f'标红的 {wrong} 人要核对。' if wrong else ''}")

    def _line(self, row: int) -> str:
        return f"序号 {row + 1}（{self._people[row].name}）的"

    def _take(self, numbers: Numbers) -> None:
        self.model.take(numbers.by_student, numbers.emergency)
        self.grid.setFocus()
        said = [f"第 {one.row} 行{one.column}{one.message}" for one in numbers.errors[:_SHOWN]]
        said += ["……"] if len(numbers.errors) > _SHOWN else []
        if numbers.strangers:
            said.append(f"不在报名名单里或有同名：{'、'.join(numbers.strangers[:_SHOWN])}")
        if said:
            self._error.show_error(
                QingqiaoError(
                    f"读到 {len(numbers.by_student)} 人，还缺 {len(numbers.missing)} 人。"
                    "读到的已填在下面。",
                    f"{'；'.join(said)}。其余的在下面填，或改好表格再读一次。",
                )
            )
        else:
            self._desk.toast(f"读到 {len(numbers.by_student)} 人的身份证号")

    def _only_keep(self) -> None:
        self._keep(lambda: self._finish(None))

    def _keep_and_print(self) -> None:
        self._keep(self._print)

    def _keep(self, then: Callable[[], None]) -> None:
        """Keep what stands there, then go on; nothing is kept while something is wrong."""
        self.grid.finish()
        if self._waiting or not self.until.show_problems() or self._is_wrong():
            return
        self._error.show_error(None)
        self._wait(waiting=True)
        desk, activity = self._desk, self._activity
        people, until = self.model.said(), self.until.values()[_UNTIL]

        def kept(count: int) -> None:
            desk.toast(f"已保存 {count} 人，{until:%Y-%m-%d} 后自动清除")
            then()

        desk.jobs.run(
            lambda _: keep_insured(desk.workspace, activity.id, people, until),
            done=kept,
            failed=self._finish,
            topics=("activity",),
            owner=self,
        )

    def _is_wrong(self) -> bool:
        problems = self.model.problems()
        if problems:
            row, column, words = problems[0]
            more = f"（另有 {len(problems) - 1} 人）" if len(problems) > 1 else ""
            self._error.show_error(
                QingqiaoError(
                    f"{self._line(row)}{words}{more}。",
                    "还没有保存，填过的都还在。改好再保存；一时查不清的先清空。",
                )
            )
            self.grid.go_to(row, column)
            self.grid.setFocus()
        return bool(problems)

    def _finish(self, error: QingqiaoError | None) -> None:
        self._wait(waiting=False)
        if error is None:
            self.accept()
        else:
            self._error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (self.grid, self.until, self.keep_button, self.save_button):
            widget.setEnabled(not waiting)

    def _print(self) -> None:
        desk, activity = self._desk, self._activity
        names = "".join(one.name for one in self._people)
        given = {key: one.identity for key, one in self.model.said().items() if one.identity}

        def compose(_: object) -> Composed:
            draft = draft_insured(desk.workspace, activity.id, given)
            document = compose_draft(draft, standard_text(draft.kind), {})
            return Composed(document, draft.file_name, draft.about, names, personal_in(draft))

        show_document(desk, compose, self._finish, self.parentWidget(), "正在生成参保名单")

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

"""录入签到: a printed sheet typed in by keyboard, page by page, saved with one press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_draft import (
    Roll,
    check_unchanged,
    load_roll,
    missing_words,
    saved_words,
)
from desktop.gui.dialogs.attendance_grid import AttendanceGrid
from desktop.gui.dialogs.attendance_model import At, AttendanceModel
from desktop.gui.dialogs.attendance_walk_in import WalkInDialog
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.attendance.add_walk_in import WalkInAdded
from desktop.usecases.attendance.record_attendance import AttendanceRecorded, record_attendance

_SIZE = QSize(960, 680)
_EVERYBODY = None
_UNPRINTED = -1
_KEYS = "↑↓ 移动 · 空格 换到场请假缺席 · 数字 填时间（930）、时长 · Delete 清除 · Ctrl+S 保存"


def open_attendance(
    desk: Desk,
    activity_id: bytes,
    parent: QWidget | None,
    *,
    version: int = 0,
    page: int = 0,
    note: str = "",
    student: str = "",
) -> None:
    """Open the dialog once the list has been read: a page, from 1, of a version of the sheet.

    `note` is what to know about the paper; the cursor is put on `student`, by name.
    """
    workspace = desk.workspace

    def show(roll: Roll) -> None:
        dialog = AttendanceDialog(desk, activity_id, roll, parent, version=version, note=note)
        dialog.go_to(page, student)
        dialog.open()

    desk.jobs.run(lambda _: load_roll(workspace, activity_id, version), done=show, owner=parent)


class AttendanceDialog(WideDialog):
    """Stays open until everything is saved, or what is not was given up twice."""

    def __init__(
        self,
        desk: Desk,
        activity_id: bytes,
        roll: Roll,
        parent: QWidget | None = None,
        *,
        version: int = 0,
        note: str = "",
    ) -> None:
        super().__init__(_SIZE, parent)
        self._version, self._note = version, note
        self.banner = Banner("warning", "alert-triangle")
        self._desk = desk
        self._activity_id = activity_id
        self._waiting = False
        self._warned = False
        self.model = AttendanceModel(roll, self)
        self.grid = AttendanceGrid(self.model)
        self.pages = QComboBox()
        self.pages.setAccessibleName("签到表的页")
        self.pages.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.all_button = Button(
            "全部到场", icon_name="users", on_click=self._all, tip="Ctrl+D：未填的都记为到场"
        )
        self.walk_in_button = Button(
            "补录…", icon_name="plus", on_click=self._walk_in, tip="Ctrl+B：当天手写签到的人"
        )
        self.save_button = Button("保存", "primary", on_click=self._save, tip="Ctrl+S")
        self.status = Text("", "body", wrap=True)
        self._error = ErrorPanel()
        self.setWindowTitle("录入签到")
        self._lay_out(roll)
        self._fill_pages()
        self._connect()
        self._drafted()
        self.grid.to_top()
        self.grid.setFocus()

    def go_to(self, page: int, student: str = "") -> None:
        """Show a printed page, from 1 (0: everybody), with the cursor on a student by name."""
        at = self.pages.findData(page - 1) if page else -1
        if at >= 0:
            self.pages.setCurrentIndex(at)
        row = self.model.row_of_name(student)
        if row is not None:
            self.grid.setCurrentIndex(self.model.index(row, At.PRESENCE))

    def reject(self) -> None:
        """Close; with something not saved only at the second time."""
        self.grid.finish()
        if self._waiting:
            return
        changed = len(self.model.changed())
        if changed and not self._warned:
            self._warned = True
            self._error.show_error(
                QingqiaoError(
                    f"还有 {changed} 人的签到没有保存。", "按 Ctrl+S 保存；再按一次关闭则放弃。"
                )
            )
            return
        super().reject()

    def _lay_out(self, roll: Roll) -> None:
        space = tokens()
        top = QHBoxLayout()
        top.setSpacing(space.s)
        top.addWidget(Text(f"录入签到：{roll.title}", "title", wrap=True), 1)
        for widget in (self.pages, self.all_button, self.walk_in_button):
            top.addWidget(widget)
        body = self.body
        body.setSpacing(space.s)  # room for one more row of the grid
        body.addLayout(top)
        body.addWidget(Text(_KEYS, "hint"))
        body.addWidget(self.banner)
        body.addWidget(self._error)
        body.addWidget(self.grid, 1)
        foot = self.footer
        foot.addWidget(self.status, 1)
        foot.addWidget(Button("关闭", on_click=self.reject))
        foot.addWidget(self.save_button)

    def _connect(self) -> None:
        self.pages.currentIndexChanged.connect(self._show_page)
        self.model.drafted.connect(self._drafted)
        self._desk.jobs.data_changed.connect(self._data_changed)
        for keys, run in (
            ("Ctrl+S", self._save),
            ("Ctrl+D", self._all),
            ("Ctrl+B", self._walk_in),
            ("Ctrl+PgDown", lambda: self._turn(1)),
            ("Ctrl+PgUp", lambda: self._turn(-1)),
        ):
            QShortcut(QKeySequence(keys), self, run)

    def _fill_pages(self) -> None:
        chosen = self.pages.currentData()
        self.pages.blockSignals(True)
        self.pages.clear()
        self.pages.addItem("", _EVERYBODY)
        for number, page in enumerate(self.model.roll.pages):
            if page:  # a page may have only blank lines for walk-ins
                self.pages.addItem("", number)
        printed = sum(len(page) for page in self.model.roll.pages)
        if printed and printed < len(self.model.roll.rows):
            self.pages.addItem("", _UNPRINTED)
        self.pages.setCurrentIndex(max(self.pages.findData(chosen), 0))
        self.pages.setVisible(self.pages.count() > 1)
        self.pages.blockSignals(False)

    def _show_page(self) -> None:
        self.model.show_page(self.pages.currentData())
        self._say_notes()
        self.grid.setFocus()

    def _say_notes(self) -> None:
        self.banner.say("\n".join(filter(None, (self._note, self.model.notes()))))

    def _turn(self, step: int) -> None:
        self.grid.finish()
        at = self.pages.currentIndex() + step
        if 0 <= at < self.pages.count():
            self.pages.setCurrentIndex(at)

    def _drafted(self) -> None:
        """Say what is missing, all over and on each page."""
        self._warned = False
        self._say_notes()
        for at in range(self.pages.count()):
            page = self.pages.itemData(at)
            name = {_EVERYBODY: "全部", _UNPRINTED: "不在签到表上"}.get(page) or (
                f"第 {page + 1} 页"
            )
            left = len(self.model.missing(page))
            self.pages.setItemText(at, f"{name} · {f'差 {left} 人' if left else '已填完'}")
        missing = self.model.missing()
        changed = len(self.model.changed())
        self.status.setText(
            f"{missing_words(missing)}{f'　有 {changed} 人的改动待保存。' if changed else ''}"
        )
        self.save_button.setEnabled(bool(changed) and not self._waiting)

    def _all(self) -> None:
        self.model.mark_present()
        self.grid.setFocus()

    def _walk_in(self) -> None:
        WalkInDialog(self._desk, self._activity_id, self._walked_in, self).open()

    def _walked_in(self, added: WalkInAdded) -> None:
        self.model.walked_in.add(added.student_id)

    def _data_changed(self, topics: frozenset[str]) -> None:
        """Show what was entered, or taken back, meanwhile; what was typed here stays."""
        if "attendance" in topics and not self._waiting and self.isVisible():
            self._reload()

    def _reload(self) -> None:
        workspace, activity_id, version = self._desk.workspace, self._activity_id, self._version
        self._desk.jobs.run(
            lambda _: load_roll(workspace, activity_id, version), done=self._take, owner=self
        )

    def _take(self, roll: Roll) -> None:
        at = self.grid.currentIndex()
        self.model.take(roll)
        self._fill_pages()
        self.model.show_page(self.pages.currentData())
        self._drafted()
        if at.isValid():
            below = min(at.row(), self.model.rowCount() - 1)
            self.grid.setCurrentIndex(self.model.index(below, at.column()))

    def _save(self) -> None:
        self.grid.finish()
        if self._waiting or not self.model.changed():
            return
        problems = self.model.problems()
        if problems:
            self._show_problem(problems)
            return
        self._error.show_error(None)
        self._wait(waiting=True)
        workspace, activity_id, changes, seen = (
            self._desk.workspace,
            self._activity_id,
            self.model.changes(),
            self.model.roll.rows,
        )

        def save(_: object) -> AttendanceRecorded:
            now = load_roll(workspace, activity_id)
            check_unchanged(seen, now.rows, [one.student_id for one in changes])
            return record_attendance(workspace, activity_id, changes)

        self._desk.act(
            save,
            partial(saved_words, len(self.model.missing())),
            done=self._saved,
            failed=self._failed,
            topics=("attendance", "activity"),
            owner=self,
        )

    def _show_problem(self, problems: Sequence[tuple[int, str]]) -> None:
        number, words = problems[0]
        more = f"（另有 {len(problems) - 1} 处）" if len(problems) > 1 else ""
        self._error.show_error(
            QingqiaoError(
                f"序号 {number}：{words}{more}。", "还没有保存，改好后再按保存；填过的都还在。"
            )
        )
        row = self.model.row_of_number(number)
        if row is not None:
            self.grid.setCurrentIndex(self.model.index(row, At.CHECK_IN))
        self.grid.setFocus()

    def _saved(self, _: AttendanceRecorded) -> None:
        self._wait(waiting=False)
        if not self.model.missing():
            self.accept()

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        self._error.show_error(error)
        self._reload()  # what another PC wrote meanwhile is shown; what was typed here stays

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self.grid.setEnabled(not waiting)
        self.save_button.setEnabled(not waiting)
        if not waiting:
            self.grid.setFocus()  # Qt passed the keys on while it was disabled

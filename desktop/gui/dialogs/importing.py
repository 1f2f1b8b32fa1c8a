"""导入: choose or drop a workbook, look at what it would do, then import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.import_preview import PreviewPane
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.dialogs.saving import ask_where
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.form_dialog import Finish
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.importing.importing import NOTHING, Importing
from desktop.usecases.importing.preview_import import ImportPreview, preview_import
from desktop.usecases.importing.run_import import Imported, run_import
from desktop.workbooks.form import Form, write_template

_SIZE = QSize(820, 540)


class ImportDialog(WideDialog):
    """Nothing is written before 导入 is pressed; then it closes and the job bar shows progress."""

    def __init__(self, desk: Desk, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self._importing = desk, importing
        what = importing.form.what
        self._what = f"导入{what}"
        self._preview: ImportPreview | None = None
        self._pane: PreviewPane | None = None
        self.setWindowTitle(self._what)
        self._title = Text(self._what, "title")
        self._note = Text(importing.note, "muted", wrap=True)
        self._error = ErrorPanel()
        self.area = DropArea(
            f"把{what}拖到这里",
            "或点一下选择文件（.xlsx、.csv），导入前会先给您看结果",
            suffixes=(".xlsx", ".csv"),
            icon_name="file-import",
        )
        self.area.dropped.connect(self.look_at)
        self.template_button = Button(
            f"{what}模板",
            "quiet",
            icon_name="download",
            on_click=lambda: save_template(desk, importing.form, self),
        )
        self.again_button = Button("另选文件", icon_name="folder-open", on_click=self._start_over)
        self.names_button = Button("核对姓名…", icon_name="pencil", on_click=self._check_names)
        self.import_button = Button("导入", "primary", on_click=self._import)
        self._lay_out()
        self._start_over()

    def look_at(self, path: Path, corrections: Mapping[str, str] = NOTHING) -> None:
        """Read a workbook and show what importing it would do, some names taken otherwise."""
        workspace, importing = self._desk.workspace, self._importing
        self._error.show_error(None)
        self._note.setText(f"正在读取和核对“{path.name}”…")
        self.area.setEnabled(False)
        self._desk.jobs.run(
            lambda progress: preview_import(workspace, importing, path, progress, corrections),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def _lay_out(self) -> None:
        for widget in (self._title, self._note, self._error):
            self.body.addWidget(widget)
        self.body.addWidget(self.area, 1)
        foot = self.footer
        foot.addWidget(self.template_button)
        foot.addWidget(self.again_button)
        foot.addWidget(self.names_button)
        foot.addStretch(1)
        foot.addWidget(Button("取消", on_click=self.reject))
        foot.addWidget(self.import_button)

    def _start_over(self) -> None:
        self._preview = None
        if self._pane is not None:
            # out of the layout at once: beside the area it would blow the dialog up
            self.body.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
            self._pane = None
        self._title.setText(self._what)
        self._note.setText(self._importing.note)
        self.area.setEnabled(True)
        self.area.show()
        self.area.setFocus()
        self.template_button.show()
        for button in (self.again_button, self.names_button, self.import_button):
            button.hide()

    def _show(self, preview: ImportPreview) -> None:
        if self._pane is not None:
            self._start_over()
        self._preview = preview
        self._title.setText(f"{self._what}：{preview.path.name}")
        self._note.setText(self._importing.note)
        self.area.hide()
        self._pane = PreviewPane(self._desk, self._importing, preview)
        self.body.addWidget(self._pane, 1)
        count = len(preview.new) + len(preview.changed)
        unit = self._importing.unit
        words = f"导入 {count:,} {unit}" if count else "没有要导入的内容"
        self.import_button.setText(words)
        self.import_button.setAccessibleName(words)
        self.import_button.setEnabled(count > 0)
        self.template_button.hide()
        self.again_button.show()
        self.names_button.setVisible(bool(preview.troubles))
        self.import_button.show()
        self.import_button.setFocus()

    def _check_names(self) -> None:
        """Let the names be corrected before they come in, and look at the file anew."""
        preview = self._preview
        if preview is None:
            return

        def corrected(names: Mapping[str, str], finish: Finish) -> None:
            finish(None)
            self.look_at(preview.path, {**preview.corrections, **names})

        PreflightDialog(
            preview.troubles, corrected, save="改正", anyway="先这样导入", parent=self
        ).open()

    def _fail(self, error: QingqiaoError) -> None:
        self._start_over()
        self._error.show_error(error)

    def _import(self) -> None:
        preview, desk, importing = self._preview, self._desk, self._importing
        if preview is None:
            return

        desk.act(
            lambda progress: run_import(desk.workspace, importing, preview, progress),
            lambda result: told(importing, result),
            title=self._what,
            topics=importing.topics,
        )
        self.accept()


def told(importing: Importing, result: Imported) -> str:
    """Return what an import did, in one line."""
    parts = [f"新增 {result.added:,} {importing.unit}"]
    if result.changed:
        parts.append(f"更新 {result.changed:,} {importing.unit}")
    if result.problems:
        parts.append(f"{len(result.problems):,} 行没有导入")
    return f"{importing.form.what}已导入：{'，'.join(parts)}"


def save_template(desk: Desk, form: Form, parent: QWidget) -> None:
    """Ask where to, and save the empty workbook that people fill in."""
    path = ask_where(parent, f"{form.what}模板")
    if path is not None:
        desk.jobs.run(
            lambda _: write_template(path, form),
            done=lambda _: desk.toast(f"已保存“{path.name}”，可以发给对方填写"),
            owner=parent,
        )

"""导入名册: choose or drop a workbook, look at what it would do, then import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.dialogs.roster_preview import PreviewPane
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.form_dialog import Finish
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.usecases.roster.import_roster import RosterImported, import_roster
from desktop.usecases.roster.preview_roster import NO_CORRECTIONS, RosterPreview, preview_roster

_SIZE = QSize(820, 540)
_NOTE = "名册里没有的人不会被删除；同一团支部里学号相同的，算同一个人。"


class RosterImportDialog(QDialog):
    """Nothing is written before 导入 is pressed; then it closes and the job bar shows progress."""

    def __init__(
        self, desk: Desk, save_template: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._preview: RosterPreview | None = None
        self._pane: PreviewPane | None = None
        self.setWindowTitle("导入名册")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = Text("导入名册", "title")
        self._note = Text(_NOTE, "muted", wrap=True)
        self._error = ErrorPanel()
        self.area = DropArea(
            "把名册拖到这里",
            "或点一下选择文件（.xlsx、.csv），导入前会先给您看结果",
            suffixes=(".xlsx", ".csv"),
            icon_name="file-import",
        )
        self.area.dropped.connect(self.look_at)
        self.template_button = Button(
            "名册模板", "quiet", icon_name="download", on_click=save_template
        )
        self.again_button = Button("另选文件", icon_name="folder-open", on_click=self._start_over)
        self.names_button = Button("核对姓名…", icon_name="pencil", on_click=self._check_names)
        self.import_button = Button("导入", "primary", on_click=self._import)
        self._lay_out()
        self._start_over()

    def look_at(self, path: Path, corrections: Mapping[str, str] = NO_CORRECTIONS) -> None:
        """Read a workbook and show what importing it would do, some names taken otherwise."""
        workspace = self._desk.workspace
        self._error.show_error(None)
        self._note.setText(f"正在读取和核对“{path.name}”…")
        self.area.setEnabled(False)
        self._desk.jobs.run(
            lambda progress: preview_roster(workspace, path, progress, corrections),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def _lay_out(self) -> None:
        space = tokens()
        self._body = QVBoxLayout()
        self._body.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        self._body.setSpacing(space.m)
        for widget in (self._title, self._note, self._error):
            self._body.addWidget(widget)
        self._body.addWidget(self.area, 1)
        footer = QFrame()
        footer.setProperty("panel", "footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(space.xl, space.m, space.xl, space.m)
        row.setSpacing(space.s)
        row.addWidget(self.template_button)
        row.addWidget(self.again_button)
        row.addWidget(self.names_button)
        row.addStretch(1)
        row.addWidget(Button("取消", on_click=self.reject))
        row.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._body, 1)
        column.addWidget(footer)
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room - QSize(60, 50)))

    def _start_over(self) -> None:
        self._preview = None
        if self._pane is not None:
            # out of the layout at once: beside the area it would blow the dialog up
            self._body.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
            self._pane = None
        self._title.setText("导入名册")
        self._note.setText(_NOTE)
        self.area.setEnabled(True)
        self.area.show()
        self.area.setFocus()
        self.template_button.show()
        for button in (self.again_button, self.names_button, self.import_button):
            button.hide()

    def _show(self, preview: RosterPreview) -> None:
        if self._pane is not None:
            self._start_over()
        self._preview = preview
        self._title.setText(f"导入名册：{preview.path.name}")
        self._note.setText(_NOTE)
        self.area.hide()
        self._pane = PreviewPane(self._desk, preview)
        self._body.addWidget(self._pane, 1)
        count = len(preview.new) + len(preview.changed)
        words = f"导入 {count:,} 人" if count else "没有要导入的人"
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
        preview, desk = self._preview, self._desk
        if preview is None:
            return

        desk.act(
            lambda progress: import_roster(desk.workspace, preview, progress),
            told,
            title="导入名册",
            topics=("roster",),
        )
        self.accept()


def told(result: RosterImported) -> str:
    """Return what an import did, in one line."""
    parts = [f"新增 {result.added:,} 人"]
    if result.changed:
        parts.append(f"更新 {result.changed:,} 人")
    if result.problems:
        parts.append(f"{len(result.problems):,} 行没有导入")
    return f"名册已导入：{'，'.join(parts)}"

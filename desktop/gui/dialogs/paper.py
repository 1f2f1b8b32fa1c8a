"""A document to look at, then to print, save, or hand to the system's viewer."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.preview import page_count, page_image
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import write_bytes
from desktop.gui.desk import Desk
from desktop.gui.printing import new_printer, print_pdf
from desktop.gui.rows_model import by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.text import Text

_PRINTER = "print/printer"


class PaperDialog(QDialog):
    """Shows `pdf`; `name` is what a saved file is called, without its ending."""

    def __init__(
        self, desk: Desk, pdf: bytes, name: str, *, note: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._pdf, self._name = desk, pdf, name
        self.setWindowTitle(name)
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.l, space.l, space.l)
        column.setSpacing(space.m)
        if note:
            column.addWidget(Text(note, "muted", wrap=True))
        self._error = ErrorPanel()
        column.addWidget(self._error)
        self.preview = PdfPreview(
            page_count(pdf), lambda page, dpi: page_image(pdf, page, round(dpi)), by_jobs(desk.jobs)
        )
        self.preview.failed.connect(self._error.show_error)
        column.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(Button("用系统程序打开", icon_name="eye", on_click=self._view))
        row.addStretch(1)
        row.addWidget(Button("关闭", on_click=self.reject))
        row.addWidget(Button("保存 PDF…", icon_name="device-floppy", on_click=self._ask_save))
        row.addWidget(Button("打印…", "primary", icon_name="printer", on_click=self._print))
        column.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(1000, room.width() - 60), min(760, room.height() - 60))

    def save(self, path: Path) -> None:
        """Save the document to `path`."""
        pdf = self._pdf
        self._desk.jobs.run(
            lambda _: write_bytes(path, pdf),
            done=lambda _: self._desk.toast(f"已保存“{path.name}”"),
            failed=self._error.show_error,
            owner=self,
        )

    def _ask_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "保存到", f"{self._name}.pdf", "PDF 文件 (*.pdf)"
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _view(self) -> None:
        """Hand a copy to the system's viewer; it lies in a folder that only this user can read."""
        folder = Path(tempfile.mkdtemp(prefix="qingqiao-"))
        target = folder / f"{self._name}.pdf"

        def show(_: None) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(os.fspath(target)))

        self._desk.jobs.run(
            lambda _: write_bytes(target, self._pdf),
            done=show,
            failed=self._error.show_error,
            owner=self,
        )

    def _print(self) -> None:
        self._error.show_error(None)
        try:
            printer = new_printer(self._desk.memory.get(_PRINTER, ""))
        except QingqiaoError as error:
            self._error.show_error(error)
            return
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, page_count(self._pdf))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        self._desk.memory[_PRINTER] = printer.printerName()
        pdf = self._pdf
        self._desk.jobs.run(
            lambda progress: print_pdf(pdf, printer, progress),
            done=lambda pages: self._desk.toast(f"已送去打印 {pages} 页"),
            failed=self._error.show_error,
            title="正在打印",
            owner=self,
        )

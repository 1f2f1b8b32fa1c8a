"""A document to look at, then to print, save, or hand to the system's viewer."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QWidget

from desktop.documents.preview import Found, opened, page_count, page_image
from desktop.documents.printer_check import render_printer_check
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.file_names import file_name
from desktop.foundation.files import sweep, write_bytes
from desktop.gui import printing
from desktop.gui.desk import Desk
from desktop.gui.dialogs.purpose import PaperUse, Personal
from desktop.gui.rows_model import by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.pdf_search import PdfSearch
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog

_SIZE = QSize(1000, 760)
_FOLDER = "print/folder"
_VIEWED = "qingqiao-"


class PaperDialog(WideDialog):
    """Shows `pdf`; `name` is what a saved file is called, without its ending.

    `warning` is what has to be known before printing; it stands above the pages. With `personal`
    it is asked what for, once, before it is printed, saved or shown outside, and the log is told.
    A `secret` document can only be printed: it is to lie in no file.
    """

    def __init__(
        self,
        desk: Desk,
        pdf: bytes,
        name: str,
        *,
        note: str = "",
        warning: str = "",
        personal: Personal | None = None,
        secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self.pdf, self._name = desk, pdf, file_name(name)
        self._use = PaperUse(desk, personal, self)
        self._secret = secret
        self._error = ErrorPanel()
        self.preview = PdfPreview(execute=by_jobs(desk.jobs))
        self.search = PdfSearch(self.preview, self._find, by_jobs(desk.jobs))
        self.print_button = Button(
            "仍然打印…" if warning else "打印…",
            "primary",
            icon_name="printer",
            on_click=self._print,
            tip="Ctrl+P",
        )
        self._controls = QHBoxLayout()
        self.setWindowTitle(name)
        self._lay_out(note, warning)
        self.preview.failed.connect(self._error.show_error)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_button.click)
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.box.setFocus)
        if not secret:
            QShortcut(QKeySequence("Ctrl+S"), self, self._ask_save)
        self.print_button.setFocus()
        self.show_pdf(pdf)

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document in place of the one shown."""
        self.pdf = pdf
        self.preview.show_document(
            page_count(pdf), lambda page, dpi: page_image(pdf, page, round(dpi))
        )

    def add_control(self, control: QWidget) -> None:
        """Put a choice above the pages."""
        self._controls.insertWidget(self._controls.count() - 1, control)

    def save(self, path: Path) -> None:
        """Save the document to `path`."""
        pdf = self.pdf
        self._desk.memory[_FOLDER] = os.fspath(path.parent)

        def write(_: object) -> None:
            self._use.record(Act.EXPORT)
            write_bytes(path, pdf)

        self._desk.jobs.run(
            write,
            done=lambda _: self._desk.toast(f"已保存“{path.name}”"),
            failed=self._error.show_error,
            owner=self,
        )

    def view(self) -> None:
        """Hand a copy to the system's viewer.

        It lies in a folder that only this user can read, and goes when the program ends.
        """
        pdf, name = self.pdf, self._name

        def write(_: object) -> Path:
            self._use.record(Act.EXPORT)
            sweep(Path(tempfile.gettempdir()), f"{_VIEWED}*")
            folder = tempfile.TemporaryDirectory(prefix=_VIEWED, ignore_cleanup_errors=True)
            atexit.register(folder.cleanup)
            path = Path(folder.name) / f"{name}.pdf"
            write_bytes(path, pdf)
            return path

        self._desk.jobs.run(write, done=self._show_outside, failed=self._failed, owner=self)

    def print_on(self, printer: QPrinter) -> None:
        """Print on the printer as it is set up, and remember which it was and how."""
        printing.remember_printer(self._desk.memory, printer)
        self._error.show_error(None)
        self.print_button.setEnabled(False)
        pdf, use = self.pdf, self._use
        # what is not in the log does not go out
        self._desk.jobs.run(
            lambda _: use.record(Act.PRINT),
            done=lambda _: self._send(pdf, printer),
            failed=self._failed,
            owner=self,
        )

    def print_check(self, printer: QPrinter) -> None:
        """Print the page that shows how well the printer prints, instead of the document."""
        printing.remember_printer(self._desk.memory, printer)
        self._send(render_printer_check(self._desk.workspace.today()), printer)

    def _send(self, pdf: bytes, printer: QPrinter) -> None:
        desk = self._desk
        # the dialog may be closed meanwhile, and the print goes on
        desk.printing.run(
            lambda progress: printing.print_pdf(pdf, printer, progress),
            done=lambda pages: desk.toast(f"已送去打印 {pages} 页"),
            title="正在打印",
        )
        desk.printing.run(lambda _: None, done=self._sent, owner=self)

    def _lay_out(self, note: str, warning: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens().m)
        head.addWidget(Text(self.windowTitle(), "subtitle"))
        head.addWidget(Text(note, "muted", wrap=True), 1)
        self.body.addLayout(head)
        if warning:
            self.body.addWidget(Text(warning, "error", wrap=True))
        self._controls.setSpacing(tokens().s)
        self._controls.addStretch(1)
        self.preview.add_to_bar(self.search)
        self.body.addLayout(self._controls)
        self.body.addWidget(self._error)
        self.body.addWidget(self.preview, 1)
        row = self.footer
        if not self._secret:
            row.addWidget(
                Button("用系统程序打开", icon_name="eye", on_click=lambda: self._use.ask(self.view))
            )
        row.addWidget(
            Button("打印测试页…", "quiet", icon_name="circle-check", on_click=self._check)
        )
        row.addStretch(1)
        row.addWidget(Button("关闭", on_click=self.reject))
        save = Button("保存 PDF…", icon_name="device-floppy", on_click=self._ask_save, tip="Ctrl+S")
        if self._secret:
            save.hide()
        row.addWidget(save)
        row.addWidget(self.print_button)

    def _find(self, words: str, most: int) -> list[Found]:
        with opened(self.pdf) as pages:
            return list(islice(pages.find(words), most))

    def _ask_save(self) -> None:
        self._use.ask(self._choose_file)

    def _choose_file(self) -> None:
        folder = Path(self._desk.memory.get(_FOLDER) or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self, "保存到", os.fspath(folder / f"{self._name}.pdf"), "PDF 文件 (*.pdf)"
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _show_outside(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(os.fspath(path))):
            self._failed(
                QingqiaoError(
                    "这台电脑没有能打开 PDF 的程序。", "请直接打印，或保存 PDF 后到别的电脑打开。"
                )
            )

    def _ask_printer(self, run: Callable[[QPrinter], None], pages: int) -> None:
        """Let a printer be chosen for `pages` pages, and run with it."""
        self._error.show_error(None)
        try:
            printer = printing.new_printer(self._desk.memory)
        except QingqiaoError as error:
            self._failed(error)
            return
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, pages)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, pages > 1)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: run(printer))
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def _print(self) -> None:
        self._use.ask(lambda: self._ask_printer(self.print_on, page_count(self.pdf)))

    def _check(self) -> None:
        self._ask_printer(self.print_check, 1)

    def _sent(self, _: None) -> None:
        self.print_button.setEnabled(True)

    def _failed(self, error: QingqiaoError) -> None:
        self.print_button.setEnabled(True)
        self._error.show_error(error)

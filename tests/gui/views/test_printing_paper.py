"""Paper: a document on a printer that writes a file, saved, and handed to another program."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.documents.preview import page_count, page_image
from desktop.documents.qr_reading import read_qr, read_qr_from_file
from desktop.foundation.progress import SILENT, Cancelled
from desktop.gui import printing
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.jobs import JobRunner
from desktop.gui.printing import PrintingError, new_printer, print_pdf
from desktop.gui.widgets.pdf_thumbnails import Thumbnails
from desktop.usecases.attendance.make_sheet import SheetOptions, make_sheet
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.render_certificates import render_certificates
from desktop.usecases.workspace import Workspace
from tests.gui.views import activities_sample as sample
from tests.gui.views.conftest import Said

Wait = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

A4 = (595, 842)


class Impatient:
    """Cancels before the page of a number, from 0."""

    def __init__(self, page: int) -> None:
        self._page = page

    def step(self, done: int, _total: int, _message: str) -> None:
        if done == self._page:
            raise Cancelled


@pytest.fixture
def sheet(township: Workspace) -> bytes:
    """Return a sheet of two pages: eight students and enough blank lines."""
    return make_sheet(township, sample.ongoing(township), SheetOptions(walk_in_rows=30)).pdf


def to_file(target: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    return printer


def sizes(target: Path) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in PdfReader(BytesIO(target.read_bytes())).pages]
    return [(round(box.width), round(box.height)) for box in boxes]


def test_a_printed_sheet_has_its_true_size_and_its_codes_can_be_read(
    sheet: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "printed.pdf"
    assert print_pdf(sheet, to_file(target), SILENT) == page_count(sheet) == 2
    assert sizes(target) == [A4, A4]
    printed, meant = (read_qr(page_image(pdf, 0, 150)) for pdf in (target.read_bytes(), sheet))
    assert printed == meant != []
    marks = [page_image(pdf, 0, 50).convert("L") for pdf in (target.read_bytes(), sheet)]
    black = [mark.point(lambda grey: 255 * (grey < 90)).getbbox() for mark in marks]
    assert all(
        abs(one - other) <= 1 for one, other in zip(black[0] or (), black[1] or (), strict=True)
    )  # no driver's margin has shrunk or shifted it


def test_certificates_print_on_paper_laid_wide(township: Workspace, tmp_path: Path) -> None:
    issued = issue_certificates(township, sample.closed(township)).certificate_ids[:2]
    made = render_certificates(township, issued)
    target = tmp_path / "printed.pdf"
    print_pdf(made.pdf, to_file(target), SILENT)
    assert sizes(target) == [A4[::-1]] * 2
    assert len(read_qr_from_file(target)) == 2


def test_just_the_pages_asked_for_are_printed(sheet: bytes, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    printer = to_file(target)
    printer.setFromTo(2, 2)
    assert print_pdf(sheet, printer, SILENT) == 1
    (said,) = read_qr(page_image(target.read_bytes(), 0, 150))
    assert ":2/2:" in said
    printer = to_file(tmp_path / "none.pdf")
    printer.setFromTo(5, 6)
    with pytest.raises(PrintingError, match="没有页"):
        print_pdf(sheet, printer, SILENT)


def test_copies_are_collated_where_the_driver_cannot_repeat(sheet: bytes, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    printer = to_file(target)
    printer.setCopyCount(2)
    repeats = printer.supportsMultipleCopies()
    print_pdf(sheet, printer, SILENT)
    assert len(sizes(target)) == (2 if repeats else 4)


def test_printing_stops_when_asked(sheet: bytes, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        print_pdf(sheet, to_file(tmp_path / "printed.pdf"), Impatient(1))


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer_is_said_in_words(sheet: bytes, tmp_path: Path) -> None:
    with pytest.raises(PrintingError) as raised:
        print_pdf(sheet, to_file(tmp_path / "missing" / "printed.pdf"), SILENT)
    assert "文件还在" in raised.value.message
    assert "保存 PDF" in raised.value.hint


def test_a_pc_without_a_printer_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    with pytest.raises(PrintingError) as raised:
        new_printer({})
    assert "没有安装打印机" in raised.value.message
    assert "保存 PDF" in raised.value.hint


@pytest.fixture
def paper(qtbot: QtBot, desk: Desk, sheet: bytes, settle: Wait) -> Callable[[str], PaperDialog]:
    """Return what opens the dialog with a warning."""

    def make(warning: str = "") -> PaperDialog:
        made = PaperDialog(desk, sheet, "签到表_1班/2班", note="共 8 人", warning=warning)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        settle()
        return made

    return make


def test_the_dialog_prints_and_says_so(
    paper: Callable[[str], PaperDialog], tmp_path: Path, said: Said, desk: Desk, settle: Wait
) -> None:
    dialog = paper("")
    dialog.print_on(to_file(tmp_path / "printed.pdf"))
    settle()
    assert len(sizes(tmp_path / "printed.pdf")) == 2
    assert said.toasts == ["已送去打印 2 页"]
    assert "print/setup" in desk.memory
    assert dialog.print_button.isEnabled()


def test_a_print_goes_on_when_the_dialog_is_closed_and_lists_do_not_wait(
    paper: Callable[[str], PaperDialog],
    tmp_path: Path,
    said: Said,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    press, held = JobRunner(), threading.Event()
    asked: list[None] = []
    press.run(lambda _: held.wait(20))
    dialog = paper("")
    dialog._desk = replace(desk, press=press)  # noqa: SLF001 - a desk with a press of its own
    dialog.print_on(to_file(tmp_path / "printed.pdf"))
    dialog.accept()
    desk.jobs.run(lambda _: None, done=asked.append)
    qtbot.waitUntil(lambda: asked == [None], timeout=20_000)
    assert press.busy
    held.set()
    qtbot.waitUntil(lambda: said.toasts == ["已送去打印 2 页"], timeout=20_000)
    press.drain()


def test_the_check_page_is_printed_in_its_true_size(
    paper: Callable[[str], PaperDialog], tmp_path: Path, settle: Wait
) -> None:
    paper("").print_check(to_file(tmp_path / "check.pdf"))
    settle()
    printed = (tmp_path / "check.pdf").read_bytes()
    assert sizes(tmp_path / "check.pdf") == [A4]
    assert read_qr(page_image(printed, 0, 150)) == ["青桥打印测试页"]


def test_without_a_printer_the_dialog_stays_and_tells(
    paper: Callable[[str], PaperDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    dialog = paper("")
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert dialog._error.accessibleName() == "这台电脑没有安装打印机。"  # noqa: SLF001 - as a screen reader does
    assert dialog.isVisible()


def test_the_printer_used_last_comes_back_as_it_was_set_up(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, tmp_path: Path
) -> None:
    printer = to_file(tmp_path / "printed.pdf")
    used = {"printerName": "二楼激光", "paperSource": QPrinter.PaperSource.Lower,
            "duplex": QPrinter.DuplexMode.DuplexLongSide,
            "colorMode": QPrinter.ColorMode.GrayScale}  # fmt: skip
    for name, value in used.items():
        monkeypatch.setattr(printer, name, lambda value=value: value)
    printing.remember_printer(desk.memory, printer)
    calls: dict[str, object] = {}

    def recorded(key: str) -> Callable[[QPrinter, object], None]:
        return lambda _, value: calls.update({key: value})

    setters = {f"set{key[0].upper()}{key[1:]}": recorded(key) for key in used}
    monkeypatch.setattr(printing, "QPrinter", type("Recorder", (QPrinter,), setters))
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["二楼激光"]))
    new_printer(desk.memory)
    assert calls == used
    calls.clear()
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["别的"]))
    new_printer(desk.memory)
    assert calls == {}
    desk.memory["print/setup"] = "{"
    new_printer(desk.memory)


def test_a_document_is_saved_where_it_was_saved_last(
    paper: Callable[[str], PaperDialog], tmp_path: Path, sheet: bytes, desk: Desk, settle: Wait
) -> None:
    dialog = paper("")
    dialog.save(tmp_path / "签到表.pdf")
    settle()
    assert (tmp_path / "签到表.pdf").read_bytes() == sheet
    assert desk.memory["print/folder"] == str(tmp_path)


def test_another_program_gets_a_copy_or_its_absence_is_told(
    paper: Callable[[str], PaperDialog],
    monkeypatch: pytest.MonkeyPatch,
    sheet: bytes,
    settle: Wait,
) -> None:
    opened: list[Path] = []

    def show(url: object) -> bool:
        opened.append(Path(url.toLocalFile()))  # type: ignore[attr-defined]  # a QUrl
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(show))
    dialog = paper("")
    dialog.view()
    settle()
    (copy,) = opened
    assert (copy.name, copy.read_bytes()) == ("签到表_1班_2班.pdf", sheet)
    assert dialog._error.accessibleName() == "这台电脑没有能打开 PDF 的程序。"  # noqa: SLF001 - as a screen reader does


def test_names_that_no_font_draws_are_told_before_printing(
    paper: Callable[[str], PaperDialog],
) -> None:
    warning = undrawable_words(["王\ue001", "李\ue002"])
    assert "2 处" in warning
    assert "王\ue001、李\ue002" in warning
    assert paper(warning).print_button.accessibleName() == "仍然打印…"
    assert undrawable_words([]) == ""


def test_the_small_pages_begin_at_the_top(paper: Callable[[str], PaperDialog]) -> None:
    (small,) = paper("").findChildren(Thumbnails)
    places = [small.visualItemRect(small.item(number)) for number in range(small.count())]
    assert len(places) > 1
    assert places[0].top() <= 2
    steps = {low.top() - high.bottom() for high, low in pairwise(places)}
    assert steps == {1}


def test_words_are_found_in_the_document_and_gone_through(
    paper: Callable[[str], PaperDialog], settle: Wait
) -> None:
    dialog = paper("")
    dialog.search.box.setText("刘洋")
    dialog.search.box.returnPressed.emit()
    settle()
    assert dialog.search.count.text() == "1 / 2"
    dialog.search.show_next()
    dialog.search.show_next()
    assert dialog.search.count.text() == "1 / 2"
    dialog.search.box.setText("没有这个人")
    dialog.search.box.returnPressed.emit()
    settle()
    assert dialog.search.count.text() == "没有找到"
    dialog.search.box.setText("𬭎")
    dialog.search.box.returnPressed.emit()
    settle()
    assert dialog.search.count.text() == "1 / 1"

"""PDF pages onto paper: drawn in bands at the printer's own dots, away from the window's thread."""

from __future__ import annotations

from collections.abc import MutableMapping

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.documents.preview import Band, Pages, opened
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.recalling import recall, remember

_DPI = 600
"""Laser printers have as many dots; inkjets that take more gain nothing by it."""

_ROWS = 512
"""Rows of a band: 2 MB of a grey A4 page's 35, 10 MB of a coloured one's 140."""

_LOOKED_AT = 60
"""Pages; in a longer document colour is not looked for beforehand."""

_SETUP = "print/setup"


class PrintingError(QingqiaoError):
    """A document could not be printed."""


class _Setup(msgspec.Struct, frozen=True):
    """What was chosen at the last print: Qt's numbers for tray, duplex and colour."""

    printer: str = ""
    tray: int = QPrinter.PaperSource.Auto.value
    duplex: int = QPrinter.DuplexMode.DuplexNone.value
    colour: int = QPrinter.ColorMode.Color.value


def new_printer(memory: MutableMapping[str, str]) -> QPrinter:
    """Return the printer used last as it was set up, else the default; raises `PrintingError`."""
    names = QPrinterInfo.availablePrinterNames()
    if not names:
        raise PrintingError(
            "这台电脑没有安装打印机。", "可以先“保存 PDF”，拷到有打印机的电脑上打印。"
        )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    setup = recall(memory, _SETUP, _Setup)
    if setup.printer in names:
        printer.setPrinterName(setup.printer)
        printer.setPaperSource(QPrinter.PaperSource(setup.tray))
        printer.setDuplex(QPrinter.DuplexMode(setup.duplex))
        printer.setColorMode(QPrinter.ColorMode(setup.colour))
    return printer


def remember_printer(memory: MutableMapping[str, str], printer: QPrinter) -> None:
    """Keep which printer was used and how it was set up."""
    setup = _Setup(
        printer.printerName(),
        printer.paperSource().value,
        printer.duplex().value,
        printer.colorMode().value,
    )
    remember(memory, _SETUP, setup)


def print_pdf(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Print the chosen pages of a document on A4 at their true size; return how many were sent.

    Raises `PrintingError` when the printer does not answer, `Cancelled` (what it has already
    taken may still come out).
    """
    with opened(pdf) as pages:
        order = _order(printer, pages.count)
        printer.setFullPage(True)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setResolution(_DPI)
        if len(order) <= _LOOKED_AT and all(pages.is_grey(page) for page in set(order)):
            # half the work for the computer, and no coloured toner
            printer.setColorMode(QPrinter.ColorMode.GrayScale)
        painter = QPainter()
        try:
            for done, page in enumerate(order):
                progress.step(done, len(order), f"正在打印第 {done + 1} 页，共 {len(order)} 页")
                _print_page(painter, printer, pages, page, progress)
        except QingqiaoError:
            if painter.isActive():
                printer.abort()
            raise
        finally:
            if painter.isActive():
                painter.end()
    return len(order)


def _order(printer: QPrinter, count: int) -> list[int]:
    """Return the pages, from 0, in the order they are sent, with copies the driver cannot make."""
    ranges = printer.pageRanges()
    pages = [page for page in range(count) if ranges.isEmpty() or ranges.contains(page + 1)]
    if not pages:
        raise PrintingError("选择的页码范围里没有页，没有打印。", f"这份文件共 {count} 页。")
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


def _print_page(
    painter: QPainter, printer: QPrinter, pages: Pages, page: int, progress: Progress
) -> None:
    width, height = pages.size(page)
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    )
    if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
        raise PrintingError(
            f"打印机“{printer.printerName()}”没有响应，没有打印完；文件还在。",
            "请检查打印机是否开机、缺纸、连接是否正常，然后重试；也可以先“保存 PDF”。",
        )
    # photographs' compression would smear letters and codes
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    whole = printer.pageLayout().fullRectPixels(printer.resolution())
    scale = min(1.0, _DPI / printer.resolution())
    size = (round(whole.width() * scale), round(whole.height() * scale))
    for band in pages.bands(page, size, _ROWS):
        progress.step(0, 0, "")
        image = _image(band, size[0])
        if image is not None:
            top = band.top / scale
            painter.drawImage(QRectF(0, top, whole.width(), band.height / scale), image)


def _image(band: Band, width: int) -> QImage | None:
    """Return a band as a picture; None where it is all white."""
    if band.pixels.count(0xFF) == len(band.pixels):
        return None
    kind = QImage.Format.Format_Grayscale8 if band.grey else QImage.Format.Format_RGB32
    stride = len(band.pixels) // band.height
    # Qt does not keep the bytes alive itself
    return QImage(band.pixels, width, band.height, stride, kind).copy()

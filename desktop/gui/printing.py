"""PDF pages onto paper: rasterised page by page, away from the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.documents.preview import page_count, page_image
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress

_DPI = 300
"""An A4 page is a picture of 26 MB at this; only one is held at a time."""


class PrintingError(QingqiaoError):
    """A document could not be printed."""


def new_printer(name: str = "") -> QPrinter:
    """Return the printer called `name`, else the system's default; raises `PrintingError`."""
    if not QPrinterInfo.availablePrinterNames():
        raise PrintingError(
            "这台电脑没有安装打印机。", "可以先“保存 PDF”，拷到有打印机的电脑上打印。"
        )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if name in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(name)
    return printer


def print_pdf(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Print the chosen pages of a document on A4 at their true size; return how many were sent.

    Raises `PrintingError` when the printer does not answer, `Cancelled` (what it has already
    taken may still come out).
    """
    pages = _chosen(printer, page_count(pdf))
    # a driver that cannot repeat by itself is sent every copy
    order = pages * (1 if printer.supportsMultipleCopies() else printer.copyCount())
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    try:
        for done, page in enumerate(order):
            progress.step(done, len(order), f"正在打印第 {done + 1} 页，共 {len(order)} 页")
            _print_page(painter, printer, _image(pdf, page))
    except QingqiaoError:
        if painter.isActive():
            printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    return len(order)


def _chosen(printer: QPrinter, count: int) -> list[int]:
    """Return the pages, from 0, that were asked for."""
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or count, count)
    pages = list(range(first - 1, last))
    if not pages:
        raise PrintingError("选择的页码范围里没有页，没有打印。", f"这份文件共 {count} 页。")
    return pages


def _print_page(painter: QPainter, printer: QPrinter, image: QImage) -> None:
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape
        if image.width() > image.height()
        else QPageLayout.Orientation.Portrait
    )
    if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
        raise PrintingError(
            f"打印机“{printer.printerName()}”没有响应，没有打印完；文件还在。",
            "请检查打印机是否开机、缺纸、连接是否正常，然后重试；也可以先“保存 PDF”。",
        )
    whole = printer.pageLayout().fullRectPixels(printer.resolution())
    painter.drawImage(QRectF(0, 0, whole.width(), whole.height()), image)


def _image(pdf: bytes, page: int) -> QImage:
    picture = page_image(pdf, page, _DPI).convert("RGB")
    width, height = picture.size
    content = picture.tobytes()
    # Qt does not keep the bytes alive itself
    return QImage(content, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

"""PDF pages onto paper: rasterised page by page, away from the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.documents.preview import page_count, page_image
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress

_DPI = 300


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
    """Print the chosen pages of a document at their own size and return how many.

    Raises `PrintingError` when the printer does not answer, `Cancelled`.
    """
    count = page_count(pdf)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or count, count)
    pages = range(first - 1, last)
    if not pages:
        raise PrintingError("选择的页码范围里没有页。", f"这份文件共 {count} 页。")
    printer.setFullPage(True)
    images = _image(pdf, pages[0])
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape
        if images.width() > images.height()
        else QPageLayout.Orientation.Portrait
    )
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintingError(
            f"打印机“{printer.printerName()}”没有响应。", "请检查打印机是否开机、连接是否正常。"
        )
    try:
        for done, page in enumerate(pages):
            progress.step(done, len(pages), f"正在打印第 {page + 1} 页")
            if done:
                printer.newPage()
            whole = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRectF(0, 0, whole.width(), whole.height()), _image(pdf, page))
    finally:
        painter.end()
    return len(pages)


def _image(pdf: bytes, page: int) -> QImage:
    picture = page_image(pdf, page, _DPI).convert("RGB")
    width, height = picture.size
    content = picture.tobytes()
    return QImage(content, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

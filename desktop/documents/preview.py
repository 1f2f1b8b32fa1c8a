"""Pictures of PDF pages, for the preview, for printing and for reading scans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]  # has no stubs
from PIL.Image import Image

from desktop.foundation.errors import QingqiaoError

# PDFium keeps its state in globals: two threads in it at once end the process.
_PDFIUM = Lock()


class UnreadablePdfError(QingqiaoError):
    """The bytes are no PDF, or one that is damaged or asks for a password."""


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdfError(
                "打不开这个 PDF 文件：它可能已损坏或设有密码。原文件没有改动。",
                "请重新扫描或另存一份没有密码的 PDF 后重试。",
            ) from error
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """Return the number of pages; raises `UnreadablePdfError`."""
    with _opened(pdf) as document:
        return len(document)


def page_image(pdf: bytes, page: int, dpi: int) -> Image:
    """Return page `page`, from 0, as an RGB picture of `dpi` dots per inch.

    Raises `UnreadablePdfError`, and IndexError for a page that does not exist.
    """
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        picture: Image = document[page].render(scale=dpi / 72).to_pil()
        return picture.convert("RGB")


def page_text(pdf: bytes, page: int) -> str:
    """Return the text of page `page`, from 0; raises as `page_image` does."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        text: str = document[page].get_textpage().get_text_range()
        return text

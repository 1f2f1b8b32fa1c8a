"""Pictures of PDF pages, for the preview, for printing and for reading scans; and finding words.

PDFium keeps its state in globals: two threads in it at once end the process. So every call holds
one lock, but only as long as the call: a long print lets the preview in between two bands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]  # has no stubs
from PIL.Image import Image
from pypdfium2 import raw

from desktop.foundation.errors import QingqiaoError

_PDFIUM = Lock()
_FLAGS = raw.FPDF_PRINTING | raw.FPDF_ANNOT
_SPARE = 2
"""Rows drawn above and below a band and dropped: at its very edge PDFium leaves dots out."""

_WHITE = (255, 255, 255, 255)


class UnreadablePdfError(QingqiaoError):
    """The bytes are no PDF, or one that is damaged or asks for a password."""


@dataclass(frozen=True)
class Band:
    """Some rows of a page's picture: a grey byte for each pixel, or blue, green, red, unused."""

    top: int
    height: int
    pixels: bytes
    grey: bool


@dataclass(frozen=True)
class Found:
    """Where words stand: page, from 0, and rectangles (left, top, right, bottom).

    These are shares of the page's width and height, from its upper left corner.
    """

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]


class Pages:
    """An open document."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.count = len(document)

    def size(self, page: int) -> tuple[float, float]:
        """Return a page's width and height in points; raises IndexError."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        with _PDFIUM:
            width, height = self._document.get_page_size(page)
        return width, height

    def image(self, page: int, dpi: float) -> Image:
        """Return a page as an RGB picture; raises IndexError."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        with _PDFIUM:
            picture: Image = self._document[page].render(scale=dpi / 72).to_pil()
        return picture.convert("RGB")

    def text(self, page: int) -> str:
        """Return a page's text; raises IndexError."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        with _PDFIUM:
            found: str = self._document[page].get_textpage().get_text_range()
        return found

    def is_grey(self, page: int) -> bool:
        """Tell from a small picture whether a page has no colour."""
        red, green, blue = self.image(page, 36).split()
        return red.tobytes() == green.tobytes() == blue.tobytes()

    def bands(self, page: int, size: tuple[int, int], rows: int) -> Iterator[Band]:
        """Yield a page's picture of `size` pixels from the top, at most `rows` rows at a time."""
        width, height = size
        grey = self.is_grey(page)
        with _PDFIUM:
            sheet = self._document[page]
        kind = raw.FPDFBitmap_Gray if grey else raw.FPDFBitmap_BGRx
        # lines of four bytes' multiples, as pictures of the window have them
        stride = -(-width // 4) * 4 if grey else 4 * width
        for top in range(0, height, rows):
            part = min(rows, height - top)
            drawn = part + 2 * _SPARE
            with _PDFIUM:
                bitmap = pypdfium2.PdfBitmap.new_native(width, drawn, kind, stride=stride)
                bitmap.fill_rect(_WHITE, 0, 0, width, drawn)
                raw.FPDF_RenderPageBitmap(bitmap, sheet, 0, _SPARE - top, width, height, 0, _FLAGS)
                pixels = bytes(bitmap.buffer)[_SPARE * stride : (_SPARE + part) * stride]
                bitmap.close()
            yield Band(top, part, pixels, grey)
        with _PDFIUM:
            sheet.close()

    def find(self, words: str) -> Iterator[Found]:
        """Yield every place where words stand, page by page, whatever their case."""
        for number in range(self.count):
            with _PDFIUM:
                found = self._find_on(number, words)
            yield from found

    def _find_on(self, number: int, words: str) -> list[Found]:
        page = self._document[number]
        width, height = page.get_size()
        text = page.get_textpage()
        found = [
            Found(
                number,
                tuple(
                    (left / width, 1 - top / height, right / width, 1 - bottom / height)
                    for left, bottom, right, top in (
                        text.get_rect(at) for at in range(text.count_rects(start, length))
                    )
                ),
            )
            for start, length in _hits(text, words)
        ]
        text.close()
        page.close()
        return found


def _hits(text: pypdfium2.PdfTextPage, words: str) -> Iterator[tuple[int, int]]:
    """Yield where words begin and how long they are, in PDFium's characters."""
    if max(words) > "\uffff":
        # its own search never finds these: it keeps a page as UTF-16, but not what is asked for
        units = _units(words)
        codes = (raw.FPDFText_GetUnicode(text, at) for at in range(text.count_chars()))
        page = "".join(map(chr, codes))
        at = page.find(units)
        while at >= 0:
            yield at, len(units)
            at = page.find(units, at + 1)
        return
    searcher = text.search(words)
    while hit := searcher.get_next():
        yield hit
    searcher.close()


def _units(words: str) -> str:
    """Return words with each character above U+FFFF as its two surrogates."""
    coded = words.encode("utf-16-be")
    return "".join(chr(int.from_bytes(coded[at : at + 2], "big")) for at in range(0, len(coded), 2))


@contextmanager
def opened(pdf: bytes) -> Iterator[Pages]:
    """Open a document for one piece of work in one thread; raises `UnreadablePdfError`."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdfError(
                "打不开这个 PDF 文件：它可能已损坏或设有密码。原文件没有改动。",
                "请重新扫描或另存一份没有密码的 PDF 后重试。",
            ) from error
    try:
        yield Pages(document)
    finally:
        with _PDFIUM:
            document.close()


def page_count(pdf: bytes) -> int:
    """Return the number of pages; raises `UnreadablePdfError`."""
    with opened(pdf) as pages:
        return pages.count


def page_image(pdf: bytes, page: int, dpi: int) -> Image:
    """Return page `page`, from 0, as an RGB picture of `dpi` dots per inch.

    Raises `UnreadablePdfError`, and IndexError for a page that does not exist.
    """
    with opened(pdf) as pages:
        return pages.image(page, dpi)


def page_text(pdf: bytes, page: int) -> str:
    """Return the text of page `page`, from 0; raises as `page_image` does."""
    with opened(pdf) as pages:
        return pages.text(page)

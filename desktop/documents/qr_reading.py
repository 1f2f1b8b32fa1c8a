"""Reads QR codes from pictures, photographs and scanned PDFs."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from desktop.documents.preview import opened
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes

_LIMIT = 200_000_000
_TURNED = ExifTags.Base.Orientation
_COARSE = 16_000_000
"""Pixels; a finer picture holds a code large enough."""

_DRAWN = 20_000_000
"""Pixels of a page."""

_FINEST = 50_000_000
"""Pixels of a picture; a page of A4 scanned at 600 dpi has 35 million."""

_DPI = 200  # as office scanners are set; the codes are read from 150 on


class UnreadableImageError(QingqiaoError):
    """The file is no picture that can be opened."""


def read_qr(image: Image.Image) -> list[str]:
    """Return the texts of all QR codes in a picture, none when there is none.

    A copy that is coarse and out of focus is looked at once more, twice as large: then the edges
    of its modules fall between pixels.
    """
    grey = image.convert("L")
    found = _codes(grey)
    if found or grey.width * grey.height > _COARSE:
        return found
    return _codes(grey.resize((2 * grey.width, 2 * grey.height), Image.Resampling.BICUBIC))


def _codes(grey: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return [code.text for code in found]


def read_qr_from_file(path: Path) -> list[str]:
    """Return the texts of all QR codes in a picture or on all pages of a PDF.

    Raises `UnreadableImageError`, `UnreadablePdfError`, or `QingqiaoError` when the file cannot
    be read at all.
    """
    content = read_bytes(path, _LIMIT)
    if b"%PDF-" in content[:1024]:
        return [text for page in _pages(content) for text in read_qr(page)]
    return read_qr(_picture(content, path.name))


def _pages(pdf: bytes) -> Iterator[Image.Image]:
    """Draw one page after the other, an enormous one coarser: its picture has to fit in memory."""
    with opened(pdf) as pages:
        for page in range(pages.count):
            width, height = pages.size(page)
            yield pages.image(page, min(_DPI, 72 * math.sqrt(_DRAWN / (width * height))))


def _check_pixels(image: Image.Image) -> None:
    """Refuse a picture so large that decoding it could fill the memory."""
    if image.width * image.height > _FINEST:
        raise Image.DecompressionBombError


def _picture(content: bytes, name: str) -> Image.Image:
    """Decode a picture to grey, turned the way the camera was held."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content))
            _check_pixels(image)
            grey = image.convert("L")
            grey.getexif()[_TURNED] = image.getexif().get(_TURNED, 1)
            return ImageOps.exif_transpose(grey)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,  # how some of the library's decoders report damage
        ValueError,
    ) as error:
        raise UnreadableImageError(
            f"打不开“{name}”：不是能识别的图片或 PDF，或者文件已损坏。原文件没有改动。",
            "请换用 JPG、PNG 或 PDF 格式，重新拍照或扫描后重试。",
        ) from error

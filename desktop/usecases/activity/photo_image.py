"""A picture file from a phone or a camera, made small and free of what it tells about its maker."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from desktop.documents.preview import opened
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes

MEDIA_TYPE = "image/jpeg"
"""Of every photo that is kept."""

LONGEST_SIDE = 1600
"""Pixels."""

MOST_PIXELS = 80_000_000
"""Of a picture that is opened; larger ones would take the memory of an old PC."""

_FILE_LIMIT = 64 << 20
_MOST_BYTES = 1_500_000
_MOST_PAGES = 10
_QUALITIES = (85, 70, 50)
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")  # JPEG opens phones' MPO as well
_LAYERS = {"RGBA", "LA", "PA", "P"}


class NotAPhotoError(QingqiaoError):
    """The file holds no picture that can be used."""


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept; width and height in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> bytes:
        """The name of the content."""
        return hashlib.sha256(self.content).digest()


def read_photo(path: Path) -> Photo:
    """Return the picture at `path` upright, with no side over 1600 pixels, as a plain JPEG.

    Place, time, device and every other note in the file are left behind. Raises
    `NotAPhotoError`, or `QingqiaoError` when the file cannot be read.
    """
    source = read_bytes(path, _FILE_LIMIT)
    try:
        # The size is in the header; nothing is unpacked before it has been looked at.
        with Image.open(io.BytesIO(source), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(path)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _shrunk(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:  # as Pillow's do
        raise NotAPhotoError(
            f"“{path.name}”不是能用的照片，或者已经损坏，没有添加；其他照片不受影响。",
            "请用 JPG、PNG、WEBP 或 BMP 格式；苹果手机的 HEIC 照片请先另存为 JPG。",
        ) from error


def _too_large(path: Path) -> NotAPhotoError:
    return NotAPhotoError(
        f"“{path.name}”的像素太多（超过 {MOST_PIXELS // 1_000_000} 百万），没有添加。",
        "请用看图软件缩小后再添加。",
    )


def read_scan(path: Path) -> tuple[Photo, ...]:
    """Return a picture of a paper, or each page of a scan that is a PDF, as `read_photo` does.

    Raises also `NotAPhotoError` for a PDF of more than 10 pages.
    """
    if path.suffix.lower() != ".pdf":
        return (read_photo(path),)
    with opened(read_bytes(path, _FILE_LIMIT)) as pages:
        if not 0 < pages.count <= _MOST_PAGES:
            raise NotAPhotoError(
                f"“{path.name}”有 {pages.count} 页，没有添加。",
                f"请只扫描签字的几页，最多 {_MOST_PAGES} 页。",
            )
        return tuple(
            _shrunk(pages.image(page, LONGEST_SIDE * 72 / max(pages.size(page))))
            for page in range(pages.count)
        )


def _shrunk(image: Image.Image) -> Photo:
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", upright.size, "white")
    if upright.mode in _LAYERS:
        layer = upright.convert("RGBA")
        plain.paste(layer, mask=layer)
    else:
        plain.paste(upright.convert("RGB"))
    content = b""
    for quality in _QUALITIES:
        made = io.BytesIO()
        plain.save(made, "JPEG", quality=quality, optimize=True)
        content = made.getvalue()
        if len(content) <= _MOST_BYTES:
            break
    return Photo(content, plain.width, plain.height)

"""What Windows shows of the program: `appearance.py FOLDER` writes icon, version and side picture.

Run by the environment that is frozen. The icon is drawn from resources/qingqiao.svg, each size for
itself; the version is what a file's properties and the task manager say, as PyInstaller reads it;
the picture stands at the side of the installer's first and last page.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from desktop import __version__  # noqa: E402 - the checkout, installed or not

DRAWING = ROOT / "resources/qingqiao.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: what Windows shows in lists, the task bar and the Start menu at 100 % to 200 %."""

SIDE, SIDE_DRAWING = (328, 628), 240
"""Pixels, at 200 %."""
RED = "#C8102E"
"""The drawing's own ground."""

_VERSION = """\
VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, OS=0x40004, fileType=1),
    kids=[
        StringFileInfo([StringTable("080404B0", [
            StringStruct("CompanyName", "青桥项目"),
            StringStruct("FileDescription", "青桥"),
            StringStruct("FileVersion", "{version}"),
            StringStruct("LegalCopyright", "MIT 许可"),
            StringStruct("ProductName", "青桥"),
            StringStruct("ProductVersion", "{version}"),
        ])]),
        VarFileInfo([VarStruct("Translation", [0x0804, 0x04B0])]),
    ],
)
"""
"""0804: simplified Chinese; 04B0: Unicode."""


def drawn(renderer: QSvgRenderer, size: int) -> Image.Image:
    """Return the drawing as a square of `size` pixels."""
    canvas = QImage(size, size, QImage.Format.Format_RGBA8888)
    canvas.fill(0)
    painter = QPainter(canvas)
    renderer.render(painter)
    painter.end()
    return Image.frombytes("RGBA", (size, size), canvas.constBits())


def draw_icon(target: Path) -> None:
    """Write the icon."""
    renderer = QSvgRenderer(str(DRAWING))
    *smaller, largest = (drawn(renderer, size) for size in SIZES)
    sizes = [(size, size) for size in SIZES]
    # older parts of Windows, and NSIS, read no PNG in an icon
    largest.save(target, "ICO", sizes=sizes, append_images=smaller, bitmap_format="bmp")


def draw_side(target: Path) -> None:
    """Write the side picture."""
    side = Image.new("RGB", SIDE, RED)
    drawing = drawn(QSvgRenderer(str(DRAWING)), SIDE_DRAWING)
    side.paste(drawing, ((SIDE[0] - SIDE_DRAWING) // 2, SIDE_DRAWING // 4), drawing)
    side.save(target, "BMP")


def main(folder: Path) -> None:
    """Write all."""
    folder.mkdir(parents=True, exist_ok=True)
    draw_icon(folder / "qingqiao.ico")
    draw_side(folder / "side.bmp")
    numbers = (*(int(part) for part in __version__.split(".")), 0)
    text = _VERSION.format(numbers=numbers, version=__version__)
    (folder / "version.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

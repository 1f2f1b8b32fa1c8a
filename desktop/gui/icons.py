"""Icons: Tabler outlines from resources/icons, drawn in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.foundation.paths import resources
from desktop.gui.theme import tokens


def icon(name: str, *, colour: str = "muted", size: int = 0) -> QIcon:
    """Return an icon by file name (without .svg) in a token's colour, e.g. `colour="accent"`.

    `size` is in logical pixels, 0 for the theme's. Drawn sharp for every screen there is.
    Ask again after the theme changed; `Button` and the other widgets of the kit do so themselves.
    """
    theme = tokens()
    ratios = frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    return _drawn(name, getattr(theme, colour), theme.faint, size or theme.icon, ratios)


def pixmap(name: str, *, colour: str = "muted", size: int, ratio: float = 1.0) -> QPixmap:
    """Return one picture of `size` logical pixels for a screen of `ratio` (1.0 is 100 %)."""
    return _draw(name, getattr(tokens(), colour), size, ratio)


def mark(size: int, ratio: float = 1.0) -> QPixmap:
    """Return the product's own mark, the one on the desktop and on the windows, in its colours."""
    return _render((resources() / "qingqiao.svg").read_bytes(), size, ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, disabled: str, size: int, ratios: frozenset[float]) -> QIcon:
    picture = QIcon()
    for ratio in sorted(ratios):
        picture.addPixmap(_draw(name, colour, size, ratio))
        picture.addPixmap(_draw(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return picture


@lru_cache(maxsize=1024)
def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    return _render(_source(name, colour), size, ratio)


def _render(source: bytes, size: int, ratio: float) -> QPixmap:
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _source(name: str, colour: str) -> bytes:
    text = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    # a slightly finer line than the original sits better beside the text
    text = text.replace("currentColor", colour).replace('stroke-width="2"', 'stroke-width="1.8"')
    return text.encode()

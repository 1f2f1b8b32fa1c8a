"""Reads a font file ten times as fast as the library does, and only what embedding needs.

The library walks every table byte by byte in Python, a quarter of a second for each font; here the
same fields are filled with a few bulk reads, and the outlines stay on disk until they are used.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFont, TTFontFace

_UNICODE_FULL = (3, 10)
_GROUPS = 12


class _Outlines:
    """Stands for the bytes of the glyf table; slices are read from the mapped file."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Glyphs:
    """Stands for the library's glyph by code point; a document uses few of the thousands."""

    def __init__(self, groups: bytes) -> None:
        numbers = array("I", groups)
        numbers.byteswap()
        self._first, self._last, self._glyph = numbers[::3], numbers[1::3], numbers[2::3]

    def get(self, code: int, default: int = 0) -> int:
        """Return the glyph of a code point, or the default."""
        at = bisect_right(self._first, code) - 1
        if at < 0 or code > self._last[at]:
            return default
        return self._glyph[at] + code - self._first[at]

    def __getitem__(self, code: int) -> int:
        if code not in self:
            raise KeyError(code)
        return self.get(code)

    def __contains__(self, code: int) -> bool:
        return self.get(code, -1) >= 0

    def __iter__(self) -> Iterator[int]:
        for first, last in zip(self._first, self._last, strict=True):
            yield from range(first, last + 1)


class _Metrics:
    """Stands for the library's list of (advance, side bearing) by glyph."""

    def __init__(self, table: bytes, full: int) -> None:
        self._table, self._full = table, full

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        # Side bearings are kept unsigned: the library writes them back that way.
        if glyph < self._full:
            advance, bearing = struct.unpack_from(">HH", self._table, 4 * glyph)
            return advance, bearing
        (advance,) = struct.unpack_from(">H", self._table, 4 * (self._full - 1))
        (bearing,) = struct.unpack_from(">H", self._table, 2 * (self._full + glyph))
        return advance, bearing


class _Face(TTFontFace):
    """A face whose file is mapped and whose character tables are looked up, not walked."""

    table: dict[str, dict[str, int]]
    hmetrics: _Metrics
    charToGlyph: _Glyphs  # noqa: N815 - the library's name

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.filename = str(path)
        super().__init__(self.filename)

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - the library's names
        """Fill the library's fields: names, metrics, glyphs and widths by code point."""
        super().extractInfo(0)
        if not charInfo:
            return
        (full,) = struct.unpack_from(">H", self._bytes("hhea"), 34)
        self.hmetrics = _Metrics(self._bytes("hmtx"), full)
        self.glyphPos = self._positions(long=self._bytes("head")[51] == 1)
        self.charToGlyph = self._glyphs()
        self.defaultWidth = self.hmetrics[0][0] * 1000 / self.unitsPerEm

    def getCharWidth(self, code: int) -> float:  # noqa: N802 - the library's name
        """Return the advance of a code point in thousandths of an em."""
        return float(self.hmetrics[self.charToGlyph.get(code)][0] * 1000 / self.unitsPerEm)

    def get_table(self, tag: str) -> bytes | _Outlines:
        """Return a table's bytes; the outlines, tens of megabytes, as a window on the file.

        Raises KeyError for a table the font does not have.
        """
        if tag == "glyf":
            return _Outlines(self._ttf_data, self.table[tag]["offset"])
        return self._bytes(tag)

    def _bytes(self, tag: str) -> bytes:
        record = self.table[tag]
        return self._ttf_data[record["offset"] : record["offset"] + record["length"]]

    def draws(self, code: int) -> bool:
        """Tell whether the font has an outline, not just an entry, for a code point."""
        glyph = self.charToGlyph.get(code)
        return bool(glyph and self.glyphPos[glyph + 1] > self.glyphPos[glyph])

    def _positions(self, *, long: bool) -> list[int]:
        numbers = array("I" if long else "H", self._bytes("loca"))
        numbers.byteswap()
        return numbers.tolist() if long else [2 * number for number in numbers]

    def _glyphs(self) -> _Glyphs:
        table = self._bytes("cmap")
        (count,) = struct.unpack_from(">H", table, 2)
        for record in range(count):
            platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * record)
            if (platform, encoding) == _UNICODE_FULL:
                break
        layout, _, _, groups = struct.unpack_from(">H2xIII", table, offset)
        if layout != _GROUPS:
            raise ValueError(f"{self.filename}: cmap format {layout}")
        return _Glyphs(table[offset + 16 : offset + 16 + 12 * groups])


class Font(TTFont):
    """A font of ours, ready for `pdfmetrics.registerFont`."""

    face: _Face

    def __init__(self, name: str, path: Path) -> None:
        # The library's initialiser would read the file its own way, so its fields are set here.
        self.fontName = name
        self.face = _Face(path)
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 0
        self.shapable = False

    def draws(self, code: int) -> bool:
        """Tell whether the font has an outline for a code point."""
        return self.face.draws(code)

    def width(self, text: str) -> float:
        """Return the advance of a text in ems."""
        return sum(self.face.getCharWidth(ord(character)) for character in text) / 1000

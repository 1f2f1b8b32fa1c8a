"""What documents are made of: titles, paragraphs, tables, places to sign and to seal.

A document is a style of page and a row of blocks; `flow.render_document` sets it. The text of most
documents comes from a template, see `template.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from reportlab.lib.colors import Color

from desktop.documents.fonts import Align
from desktop.documents.page import A4, A4_LANDSCAPE, INK, LEAGUE_RED, MM

Numbering = Literal["dash", "of"]
"""— 2 — at the outer edge, left out where there is but one page; or 第 2 页　共 3 页."""


@dataclass(frozen=True, slots=True)
class Style:
    """Paper and type; lengths in points, margins from the top clockwise."""

    size: tuple[float, float]
    margins: tuple[float, float, float, float]
    body: float
    leading: float
    title: float
    numbering: Numbering
    title_colour: Color = INK
    framed: bool = False
    one_page: bool = False
    """Set smaller, within reason, rather than let a few lines run over."""

    @property
    def width(self) -> float:
        """The width of what is printed between the margins."""
        return self.size[0] - self.margins[1] - self.margins[3]

    @property
    def top(self) -> float:
        """The height of the upper margin's edge above the foot of the paper."""
        return self.size[1] - self.margins[0]


# 22 lines of 28 characters in 三号, as GB/T 9704 sets an official document.
LETTER = Style(A4, (37 * MM, 26 * MM, 35 * MM, 28 * MM), 16, 29, 22, "dash")
PROOF = replace(LETTER, one_page=True)
# 四号, for papers that two sides sign.
FORM = Style(A4, (26 * MM, 26 * MM, 27 * MM, 28 * MM), 14, 24, 22, "dash", one_page=True)
AGREEMENT = Style(A4, (26 * MM, 26 * MM, 27 * MM, 28 * MM), 14, 24, 22, "dash")
LIST = Style(A4, (18 * MM, 15 * MM, 20 * MM, 15 * MM), 10.5, 17, 18, "of")
WIDE_LIST = Style(A4_LANDSCAPE, (18 * MM, 15 * MM, 18 * MM, 15 * MM), 10.5, 17, 18, "of")
APPOINTMENT = Style(
    A4_LANDSCAPE,
    (30 * MM, 42 * MM, 24 * MM, 42 * MM),
    20,
    36,
    44,
    "dash",
    title_colour=LEAGUE_RED,
    framed=True,
    one_page=True,
)


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title, centred; a second one of lower `rank` stands below it."""

    text: str
    rank: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; headings are told by their numbering: 一、 and （一）."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; widths count against each other."""

    heading: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, which are repeated on each page; `row` is the least height in points.

    `total` is a last row in bold.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row: float = 8 * MM
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `height` is the least in points, `foot` stands at the lower right."""

    label: str
    value: str
    height: float = 10 * MM
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A form: rows of facts that share the width evenly."""

    rows: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign and seal, beside each other; each has its lines to write on."""

    parties: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """落款: the unit and the date at the lower right, with room for the seal over both."""

    unit: str
    date: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines."""

    lines: float


Block = Title | Paragraph | Table | Facts | Signatures | Closing | Gap


@dataclass(frozen=True, slots=True)
class Document:
    """All that is printed; `note` stands at the foot of numbered lists, left, `stamp` right."""

    title: str
    author: str
    style: Style
    blocks: tuple[Block, ...]
    note: str = ""
    stamp: str = ""

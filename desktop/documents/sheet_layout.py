"""Where everything on a sign-in sheet lies: pages, rows and columns, before anything is drawn.

Reading a signed sheet back needs the same figures, so they live apart from the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.documents.page import A4, A4_LANDSCAPE, MM

HEAD = 9 * MM
MARGIN = 15 * MM
BOTTOM = 22 * MM  # above the corner marks and the footer
FACT = 7.5 * MM
SAFETY = 9.5 * MM
FACTS_TOP = 33 * MM  # from the upper edge: below the heading and the QR code
GAP = 3 * MM
CLOSING = 40 * MM  # counts, signatures and the stamp box: league seals are up to 38 mm wide


class Column(StrEnum):
    """A column of the sheet, by its heading."""

    NUMBER = "序号"
    NAME = "姓名"
    BRANCH = "团支部"
    STUDENT_NUMBER = "学号"
    PHONE = "手机号"
    CHECK_IN = "签到"
    CHECK_OUT = "签退"
    LEAVE = "请假"
    ABSENT = "缺席"


# The least width in mm, and the share of what is left over.
_WIDTHS: dict[Column, tuple[float, float]] = {
    Column.NUMBER: (10, 0.2),
    Column.NAME: (20, 1),
    Column.BRANCH: (30, 2),
    Column.STUDENT_NUMBER: (25, 0.7),
    Column.PHONE: (24, 0.7),
    Column.CHECK_IN: (24, 2),
    Column.CHECK_OUT: (24, 2),
    Column.LEAVE: (10, 0.2),
    Column.ABSENT: (10, 0.2),
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person as printed; what the sheet has no column for is not printed."""

    name: str
    branch: str
    student_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSheet:
    """All that a sheet prints; `version` counts how often this activity's sheet was made."""

    title: str
    committee: str
    township: str
    theme: str
    mode: str
    when: str
    place: str
    leader: str
    safety_note: str
    rows: tuple[SheetRow, ...]
    columns: tuple[Column, ...]
    walk_in_rows: int = 4
    landscape: bool = False
    activity_code: str
    version: int
    printed_on: date
    reference: str

    @property
    def size(self) -> tuple[float, float]:
        """Return the paper's width and height."""
        return A4_LANDSCAPE if self.landscape else A4

    @property
    def row(self) -> float:
        """Return the height of a row; lower ones let signatures run into the neighbour's."""
        return (9 if self.landscape else 9.5) * MM


def facts_height(sheet: SignInSheet) -> float:
    """Return the height of the activity's facts with the safety line."""
    return (3 if sheet.landscape else 4) * FACT + SAFETY


def table_top(sheet: SignInSheet, page: int) -> float:
    """Return the upper edge of the table's heading on page `page`, from 0."""
    above = FACTS_TOP + facts_height(sheet) + GAP if page == 0 else FACTS_TOP + 1.5 * GAP
    return sheet.size[1] - above


def _capacity(sheet: SignInSheet, page: int, *, last: bool) -> int:
    room = table_top(sheet, page) - HEAD - BOTTOM - (CLOSING + GAP if last else 0)
    return int(room / sheet.row)


def _page_end(sheet: SignInSheet, page: int, first: int) -> int:
    """Return where page `page`, which is not the last, ends when it begins with slot `first`."""
    people, total = len(sheet.rows), len(sheet.rows) + sheet.walk_in_rows
    full = min(first + _capacity(sheet, page, last=False), total - 1)
    # Blank rows look lost alone: up to three people go over to the last page with them.
    company = min(3, people // 4)
    if people - full >= company or people <= first:
        return full
    early = max(people - company, first + 1)
    return early if total - early <= _capacity(sheet, page + 1, last=True) else full


def page_slots(sheet: SignInSheet) -> list[range]:
    """Return the table rows, blank ones included, that stand on each page, counted from 0."""
    total = len(sheet.rows) + sheet.walk_in_rows
    pages: list[range] = []
    first = 0
    while total - first > _capacity(sheet, len(pages), last=True):
        end = _page_end(sheet, len(pages), first)
        pages.append(range(first, end))
        first = end
    return [*pages, range(first, total)]


def column_edges(sheet: SignInSheet) -> list[float]:
    """Return the x of every vertical line of the table, one more than there are columns."""
    room = sheet.size[0] - 2 * MARGIN
    least = sum(_WIDTHS[column][0] for column in sheet.columns) * MM
    shares = sum(_WIDTHS[column][1] for column in sheet.columns)
    edges = [MARGIN]
    for column in sheet.columns:
        minimum, share = _WIDTHS[column]
        edges.append(edges[-1] + minimum * MM + (room - least) * share / shares)
    return edges

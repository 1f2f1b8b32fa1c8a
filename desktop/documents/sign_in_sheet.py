"""The sign-in sheet that a township prints, has signed, stamps and scans back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import draw, width
from desktop.documents.line_breaking import fit
from desktop.documents.marks import corner_marks, draw_qr
from desktop.documents.page import (
    FRAME,
    GREY,
    HAIRLINE,
    INK,
    MM,
    RULE,
    Box,
    chinese_date,
    fitted,
    footer,
    open_canvas,
    stroke,
    text_in,
)
from desktop.documents.sheet_layout import (
    CLOSING,
    FACT,
    FACTS_TOP,
    GAP,
    HEAD,
    MARGIN,
    SAFETY,
    Column,
    SheetRow,
    SignInSheet,
    column_edges,
    facts_height,
    page_slots,
    table_top,
)
from desktop.domain.paper_code import sheet_text

__all__ = ["Column", "SheetRow", "SignInSheet", "paginate", "render_sheet", "render_sheets"]

HEADING = "“百万大学生进社区”活动签到表"
_QR = 20 * MM
_TICK = 4.2 * MM
_STAMP = 46 * MM
_TICKED = {Column.LEAVE, Column.ABSENT}
_SIGNED = {Column.CHECK_IN, Column.CHECK_OUT}


def paginate(sheet: SignInSheet) -> list[list[int]]:
    """Return the indices into `sheet.rows` printed on each page; every one exactly once."""
    people = len(sheet.rows)
    return [[slot for slot in slots if slot < people] for slots in page_slots(sheet)]


def qr_text(sheet: SignInSheet, page: int) -> str:
    """Return what the QR code of page 0, 1, … says.

    Rows are numbered as printed under 序号, blank rows for walk-ins included.
    """
    pages = page_slots(sheet)
    slots = pages[page]
    rows = f"{slots.start + 1}-{slots.stop}"
    return sheet_text(sheet.activity_code, page + 1, len(pages), rows, sheet.version)


def render_sheet(sheet: SignInSheet) -> bytes:
    """Return the sheet as a PDF; the same sheet gives the same bytes."""
    return render_sheets([(sheet, None)])


def render_sheets(wanted: Sequence[tuple[SignInSheet, int | None]]) -> bytes:
    """Return sheets in one PDF, each whole (None) or one page of it, counted from 0.

    Raises ValueError for none, IndexError for a page that a sheet does not have.
    """
    if not wanted:
        raise ValueError("no sheets to print")
    first = wanted[0][0]
    name = f"{first.title} 签到表" if len(wanted) == 1 else f"{first.committee} 签到表"
    target = BytesIO()
    canvas = open_canvas(target, name, first.committee, first.size)
    for sheet, only in wanted:
        canvas.setPageSize(sheet.size)
        pages = page_slots(sheet)
        for page in range(len(pages)) if only is None else [only]:
            _page(canvas, sheet, pages, page)
    canvas.save()
    return target.getvalue()


def _page(canvas: Canvas, sheet: SignInSheet, pages: list[range], page: int) -> None:
    slots = pages[page]
    corner_marks(canvas, sheet.size)
    _heading(canvas, sheet, page)
    if page == 0:
        _facts(canvas, sheet)
    else:
        _reminder(canvas, sheet)
    bottom = _table(canvas, sheet, page, slots)
    if page == len(pages) - 1:
        _closing(canvas, sheet, bottom - GAP)
    _footer(canvas, sheet, f"第 {page + 1} 页　共 {len(pages)} 页")
    canvas.showPage()


def _heading(canvas: Canvas, sheet: SignInSheet, page: int) -> None:
    paper_width, top = sheet.size
    draw_qr(
        canvas, paper_width - 41 * MM, top - 10 * MM - _QR, _QR, qr_text(sheet, page)
    )  # 3 mm, four modules and more, between the code and the corner mark
    room = paper_width - 2 * 44 * MM
    box = Box((paper_width - room) / 2, top - 17 * MM, room, 6 * MM)
    text_in(canvas, box, sheet.committee, "serif", 12, 8)
    box = Box(box.x, top - 29 * MM, room, 11 * MM)
    text_in(canvas, box, HEADING, "serif-bold", 21, 16)


def _fact_rows(sheet: SignInSheet) -> list[list[tuple[str, str, int]]]:
    """Return rows of (label, value, how many value columns it takes)."""
    title = ("活动名称", sheet.title)
    theme, mode = ("活动主题", sheet.theme, 1), ("报到方式", sheet.mode, 1)
    when, place = ("活动时间", sheet.when, 1), ("活动地点", sheet.place, 1)
    leader, township = ("随队负责人", sheet.leader, 1), ("所属镇街", sheet.township, 1)
    if sheet.landscape:
        people = ("应到人数", f"{len(sheet.rows)} 人", 1)
        return [[(*title, 2), when], [theme, mode, place], [leader, township, people]]
    return [[(*title, 2)], [theme, mode], [when, place], [leader, township]]


def _facts(canvas: Canvas, sheet: SignInSheet) -> None:
    """Draw the grid of the activity's facts and, as its last row, the safety line."""
    paper_width, top = sheet.size
    y = top - FACTS_TOP
    frame = Box(MARGIN, y - facts_height(sheet), paper_width - 2 * MARGIN, facts_height(sheet))
    label = 23 * MM
    pairs = 3 if sheet.landscape else 2
    pair = frame.width / pairs
    stroke(canvas, HAIRLINE)
    for row in _fact_rows(sheet):
        y -= FACT
        x = frame.x
        for name, value, span in row:
            text_in(canvas, Box(x, y, label, FACT), name, "sans-bold", 10)
            value_box = Box(x + label, y, span * pair - label, FACT)
            text_in(
                canvas, value_box, value, "sans", 10.5, 6.5, rows=2, align="left", padding=2 * MM
            )
            canvas.lines([(x + label, y, x + label, y + FACT), (x, y, x, y + FACT)])
            x += span * pair
        canvas.line(frame.x, y, frame.x + frame.width, y)
    text_in(canvas, Box(frame.x, y - SAFETY, label, SAFETY), "安全提示", "sans-bold", 10)
    note = Box(frame.x + label, y - SAFETY, frame.width - label, SAFETY)
    text_in(canvas, note, sheet.safety_note, "sans", 10, 6.5, rows=2, align="left", padding=2 * MM)
    canvas.line(note.x, y, note.x, y - SAFETY)
    stroke(canvas, FRAME)
    canvas.rect(*frame)


def _reminder(canvas: Canvas, sheet: SignInSheet) -> None:
    """Say on the following pages which activity this is."""
    paper_width, top = sheet.size
    box = Box(MARGIN, top - FACTS_TOP - GAP, paper_width - 2 * MARGIN, 5 * MM)
    room = (box.width * 0.65, box.height)
    size, lines = fitted(sheet.title, "sans-bold", room, 10, 8, 1)
    y = box.y + 1.5 * MM
    draw(canvas, box.x, y, lines[0], "sans-bold", size)
    used = width(lines[0], "sans-bold", size) + 6 * MM
    rest = Box(box.x + used, box.y, box.width - used, box.height)
    text_in(canvas, rest, sheet.when, size=9.5, align="right", padding=0)


def _table(canvas: Canvas, sheet: SignInSheet, page: int, slots: range) -> float:
    """Draw the heading and the rows; returns the lower edge."""
    edges = column_edges(sheet)
    top = table_top(sheet, page)
    lines = [top, *(top - HEAD - sheet.row * count for count in range(len(slots) + 1))]
    stroke(canvas, HAIRLINE)
    canvas.grid(edges, lines)
    stroke(canvas, RULE)
    canvas.line(edges[0], lines[1], edges[-1], lines[1])
    stroke(canvas, FRAME)
    canvas.rect(edges[0], lines[-1], edges[-1] - edges[0], top - lines[-1])
    stroke(canvas, RULE)
    for column, left, right in zip(sheet.columns, edges, edges[1:], strict=False):
        text_in(canvas, Box(left, lines[1], right - left, HEAD), column, "sans-bold", 10.5)
        for slot, y in zip(slots, lines[2:], strict=True):
            _cell(canvas, sheet, column, slot, Box(left, y, right - left, sheet.row))
    return lines[-1]


def _cell(canvas: Canvas, sheet: SignInSheet, column: Column, slot: int, box: Box) -> None:
    if column in _TICKED:
        x, y = box.x + (box.width - _TICK) / 2, box.y + (box.height - _TICK) / 2
        canvas.addLiteral(f"{x:.2f} {y:.2f} {_TICK:.2f} {_TICK:.2f} re S")
    elif column is Column.NUMBER:
        text_in(canvas, box, str(slot + 1), size=10.5)
    elif slot < len(sheet.rows) and column not in _SIGNED:
        row = sheet.rows[slot]
        if column is Column.NAME:
            _name(canvas, box, row.name)
        elif column is Column.BRANCH:
            text_in(canvas, box, row.branch, "sans", 9.5, 7, rows=2)
        else:
            number = row.phone if column is Column.PHONE else row.student_number
            text_in(canvas, box, number, "sans", 9.5, 6.5, rows=2, padding=0.8 * MM)


def _name(canvas: Canvas, box: Box, name: str) -> None:
    """Draw a name; one that is too long for a line breaks after its dots rather than anywhere."""
    room = (box.width - 1.2 * MM, box.height)
    if "·" in name and not fit(name, "sans", room, size=12, floor=9):
        by_part = name.replace("·", "·\n")
        if fit(by_part, "sans", room, size=12, floor=7, rows=3):
            name = by_part
    text_in(canvas, box, name, "sans", 12, 5, rows=3, padding=0.6 * MM)


def _closing(canvas: Canvas, sheet: SignInSheet, top: float) -> None:
    """Draw the counts, the signatures and the stamp box; the stamp must not meet the table."""
    left, right = MARGIN, sheet.size[0] - MARGIN
    stamp = Box(right - _STAMP, top - CLOSING, _STAMP, CLOSING)
    stroke(canvas, RULE)
    canvas.rect(*stamp)
    canvas.setFillColor(GREY)
    caption = Box(stamp.x, stamp.y + 0.5 * MM, stamp.width, 5 * MM)
    text_in(canvas, caption, "（盖章处）", "sans", 9)
    canvas.setFillColor(INK)
    end = stamp.x - 8 * MM
    y = top - 7 * MM
    x = left
    step = (end - left) / 4
    draw(canvas, x, y, f"应到 {len(sheet.rows)} 人", "sans", 10.5)
    for word in ("实到", "请假", "缺席"):
        x += step
        _blank(canvas, x, y, word, x + step - 10 * MM)
        draw(canvas, x + step - 9 * MM, y, "人", "sans", 10.5)
    for label in ("随队负责人（签字）", "社区（村）负责人（签字）"):
        y -= 10.5 * MM
        _blank(canvas, left, y, label, end - 42 * MM)
        _blank(canvas, end - 39 * MM, y, "日期", end)
    _blank(canvas, left, y - 10.5 * MM, "备注", end)


def _blank(canvas: Canvas, x: float, y: float, label: str, end: float) -> None:
    """Draw a label and, up to `end`, the line to write on."""
    draw(canvas, x, y, label, "sans", 10.5)
    stroke(canvas, HAIRLINE)
    canvas.line(x + width(label, "sans", 10.5) + 1.5 * MM, y - 1 * MM, end, y - 1 * MM)


def _footer(canvas: Canvas, sheet: SignInSheet, centre: str) -> None:
    inset = 21 * MM
    box = Box(inset, 10.5 * MM, sheet.size[0] - 2 * inset, 6 * MM)
    left = f"编号：{sheet.reference}"
    right = f"第 {sheet.version} 版　{chinese_date(sheet.printed_on)}打印"
    footer(canvas, box, left, centre, right)

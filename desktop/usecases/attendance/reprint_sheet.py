"""重印签到表: a page, or all, as it was printed, when paper was lost or spoilt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from desktop.documents.sign_in_sheet import SheetRow, SignInSheet, render_sheets
from desktop.documents.wording import phrases_in
from desktop.domain.activity import ActivityRuleError
from desktop.store.queries import attendances
from desktop.store.queries.attendances import split_ids
from desktop.store.store import Reader
from desktop.store.tables import SheetPage
from desktop.usecases.attendance.make_sheet import sheet_texts
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class PrintedPage:
    """A page of the sheet printed last, from 1, and the first and last name on it."""

    page: int
    students: int
    first: str
    last: str


@dataclass(frozen=True)
class SheetReprinted:
    """The same sheet once more; no new version is counted. `undrawable`: see `SheetMade`."""

    pdf: bytes
    version: int
    pages: int
    undrawable: tuple[str, ...]


def printed_pages(workspace: Workspace, activity_id: bytes) -> tuple[PrintedPage, ...]:
    """Return the pages of the sheet printed last, none when none was."""
    with workspace.store.read() as reader:
        found = []
        for page in _pages(reader, activity_id):
            ids = split_ids(page.students or b"")
            rows = attendances.printed_rows(reader, ids[:1] + ids[-1:])
            names = [rows[one].name for one in ids[:1] + ids[-1:] if one in rows]
            first, last = (names[0], names[-1]) if names else ("", "")
            found.append(PrintedPage(page.page, len(ids), first, last))
        return tuple(found)


def reprint_sheet(
    workspace: Workspace, activity_id: bytes, page: int | None = None
) -> SheetReprinted:
    """Print the last sheet again, whole or one page from 1: same rows, order and version.

    Names are those of the roster today, so one corrected since is printed right. Raises
    `ActivityRuleError` when no sheet, or none that can be repeated, was printed.
    """
    with workspace.store.read() as reader:
        pages = _pages(reader, activity_id)
        if not pages:
            raise ActivityRuleError("这个活动还没有打印过签到表。", "请先打印签到表。")
        sheet = _sheet(reader, pages)
    pdf = render_sheets([(sheet, None if page is None else page - 1)])
    printed = len(pages) if page is None else 1
    return SheetReprinted(pdf, sheet.version, printed, phrases_in(sheet_texts(sheet)))


def _pages(reader: Reader, activity_id: bytes) -> list[SheetPage]:
    version = attendances.last_version(reader, activity_id)
    found = reader.find(SheetPage, activity_id=activity_id, version=version)
    return sorted(found, key=lambda one: one.page)


def _sheet(reader: Reader, pages: list[SheetPage]) -> SignInSheet:
    try:
        sheet = msgspec.json.decode(pages[0].layout, type=SignInSheet)
    except msgspec.DecodeError as error:  # printed before layouts were kept
        raise ActivityRuleError(
            "这份签到表是旧版本打印的，不能原样重印。", "请重新打印一份，会生成新的一版。"
        ) from error
    ids = [one for page in pages for one in split_ids(page.students or b"")]
    found = attendances.printed_rows(reader, ids)
    rows = {
        key: SheetRow(one.name, one.branch, one.student_number, one.phone)
        for key, one in found.items()
    }
    gone = SheetRow("", "")  # its line stays, so that the others keep their numbers
    return replace(sheet, rows=tuple(rows.get(one, gone) for one in ids))

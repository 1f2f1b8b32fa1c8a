"""Find the sheet or form that a clerk holds, by the number on it or the text of its QR code."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.attendance import check_open
from desktop.domain.paper_code import PaperCode, PaperCodeError, read_paper_code
from desktop.domain.terms import FeedbackGiver
from desktop.store.queries import activities, attendances
from desktop.store.queries.activities import ActivityRow
from desktop.store.store import Reader
from desktop.store.tables import SheetPage
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class PaperFound:
    """The activity; of a sheet the version and page, from 1 (0: none was said).

    `note` is what to know about this paper, or "".
    """

    activity: ActivityRow
    version: int = 0
    page: int = 0
    giver: FeedbackGiver | None = None
    note: str = ""


def find_paper(workspace: Workspace, typed: str) -> PaperFound:
    """Return what was scanned or typed; the last digits of a number do where they are alone.

    Raises `PaperCodeError`, or `AttendanceRuleError` when the activity takes no entries.
    """
    code = read_paper_code(typed)
    with workspace.store.read() as reader:
        activity = _activity(reader, code)
        check_open(activity.state)
        if code.giver is not None:
            return PaperFound(activity, giver=code.giver)
        return _sheet(reader, activity, code)


def _activity(reader: Reader, code: PaperCode) -> ActivityRow:
    found = activities.page(reader, only={"number": code.activity})
    if not found:
        found = [
            row
            for row in activities.page(reader, text=code.activity)
            if row.number.endswith(code.activity) or row.title == code.activity
        ]
    if not found:
        raise PaperCodeError(
            f"没有编号是“{code.activity}”的活动。",
            "请核对表头的编号（如 HD2026-3F7A-0001）；如果是别的电脑上建的活动，先接收它的数据。",
        )
    if len(found) > 1:
        numbers = "、".join(row.number for row in found[:3])
        raise PaperCodeError(
            f"有 {len(found)} 个活动对得上“{code.activity}”：{numbers}。", "请输入完整的编号。"
        )
    return found[0]


def _sheet(reader: Reader, activity: ActivityRow, code: PaperCode) -> PaperFound:
    last = attendances.last_version(reader, activity.id)
    version = code.version or last
    printed = reader.find(SheetPage, activity_id=activity.id, version=version)
    if version and not printed:
        raise PaperCodeError(
            f"“{activity.title}”的第 {version} 版签到表不在这台电脑上。",
            "可能是另一台电脑打印的：先接收它的数据；急用可以只输编号，按名单录入。",
        )
    if code.page and printed and code.page not in {one.page for one in printed}:
        raise PaperCodeError(
            f"“{activity.title}”的签到表只有 {len(printed)} 页，没有第 {code.page} 页。",
            "请核对页码。",
        )
    note = ""
    if version != last:
        note = f"这是第 {version} 版，后来又印过第 {last} 版；按手里这一版的次序显示。"
    return PaperFound(activity, version, code.page, note=note)

"""What is to be done next with an activity, in words and with the one button that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.terms import ActivityState, Side
from desktop.gui.views.activities_rows import ActivityLine
from desktop.usecases.activity.change_activity_state import ActivityChanged

Deed = Literal[
    "enrol",
    "safeguards",
    "notice",
    "sheet",
    "reprint",
    "insured",
    "start",
    "attendance",
    "subsidy",
    "close",
    "results",
    "certificates",
    "staff",
    "budget",
    "incidents",
    "feedback",
    "sign-community",
    "sign-campus",
    "template",
]


SIGNING: dict[Side, Deed] = {Side.COMMUNITY: "sign-community", Side.CAMPUS: "sign-campus"}


@dataclass(frozen=True)
class Step:
    """Why, and the button; `deed` None: nothing is left to do."""

    words: str
    button: str = ""
    deed: Deed | None = None


def moved_words(changed: ActivityChanged) -> str:
    """Return what was done with an activity, and what it leaves open."""
    if changed.now is ActivityState.ONGOING:
        return "活动已开始"
    left = f"，还有 {changed.unentered} 人没有录入签到" if changed.unentered else ""
    return f"活动已结束{left}"


def start_blocked(line: ActivityLine) -> str:
    """Return in words why the activity cannot start yet, or ""."""
    if not line.open_hard:
        return ""
    missing = "、".join(kind.label for kind in line.open_hard)
    return f"必办保障还没有落实：{missing}。落实并勾选后才能开始活动。"


def next_step(line: ActivityLine) -> Step:
    """Return what to do next."""
    row = line.row
    if row.state is ActivityState.PLANNED:
        return _before(line)
    if row.state is ActivityState.ONGOING:
        left = row.enrolled - line.entered
        if left > 0:
            return Step(f"还有 {left} 人没有录入签到。", "录入签到", "attendance")
        return Step("签到已录完，可以结束活动。", "结束活动", "close")
    if row.state is ActivityState.CLOSED:
        return _after(line)
    return Step("活动已取消，记录保留。")


def _before(line: ActivityLine) -> Step:
    if not line.row.enrolled:
        return Step("还没有人报名。", "报名", "enrol")
    if line.open_hard:
        # one line, however many are open: the boxes below stay under the pointer
        words = f"还有 {len(line.open_hard)} 项必办保障没有落实。"
        return Step(words, "落实保障", "safeguards")
    if not line.row.sheet_version:
        return Step("报名和保障已就绪，还没有打印签到表。", "打印签到表", "sheet")
    return Step("一切就绪，到时开始活动。", "开始活动", "start")


def _after(line: ActivityLine) -> Step:
    row = line.row
    if not row.summary:
        return Step("还没有填写活动总结。", "填写总结", "results")
    if row.certificates < row.present:
        left = row.present - row.certificates
        return Step(f"还有 {left} 名到场学生没有证书。", "颁发证书", "certificates")
    if line.unsigned:
        side = line.unsigned[0]
        words = f"总结还没有经{side.label}确认。"
        return Step(words, f"登记{side.label}确认", SIGNING[side])
    return Step("这次活动的事都办完了。")

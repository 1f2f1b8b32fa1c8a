"""活动通知, for the league branches an activity is held with."""

from __future__ import annotations

from datetime import timedelta

from desktop.documents.page import chinese_date
from desktop.domain.terms import SafeguardKind
from desktop.foundation.clock import local_day
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.store.store import MissingRowError, Reader
from desktop.store.tables import TownshipProfile
from desktop.usecases.attendance.make_sheet import period
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_ENROL_BEFORE = timedelta(days=3)
_NAMED = 2
"""More branches than this are not named in the address."""

_SAFEGUARDS = {
    SafeguardKind.INSURANCE: "参加人员由组织方统一投保",
    SafeguardKind.TRANSPORT: "交通统一安排",
    SafeguardKind.MEALS: "用餐统一安排",
    SafeguardKind.EMERGENCY: "每名学生留下紧急联系人",
    SafeguardKind.BRIEFING: "出发前进行安全教育",
}


def activity_row(reader: Reader, activity_id: bytes) -> ActivityRow:
    """Return an activity; raises `MissingRowError`."""
    found = activities.page(reader, only={"id": activity_id})
    if not found:
        raise MissingRowError("这个活动不存在或已被删除，没有打印。", "请刷新列表后重选。")
    return found[0]


def draft_notice(workspace: Workspace, activity_id: bytes) -> Draft:
    """Return the notice of an activity; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        row = activity_row(reader, activity_id)
        values = common(workspace, reader)
        linked = activities.linked_pairings(reader, activity_id)
        profiles = reader.find(TownshipProfile)
        kinds = [one.kind for one in activities.safeguards(reader, activity_id)]
    branches = [f"{one.university}{one.department}{one.branch}" for one in linked if one.branch_id]
    first_day = local_day(row.starts_at) if row.starts_at else None
    until = max(first_day - _ENROL_BEFORE, workspace.today()) if first_day else None
    values |= {
        "活动": row.title,
        "主送": "、".join(branches) if 0 < len(branches) <= _NAMED else "各有关团支部",
        "主题": f"{row.theme.label}（{row.mode.label}）",
        "时间": period(row.starts_at, row.ends_at),
        "地点": row.place,
        "参加人员": _people(row, branches),
        "报名截止": chinese_date(until) if until else "",
        "联系人": profiles[0].contact if profiles else "",
        "联系电话": profiles[0].phone if profiles else "",
        "保障": "，".join(_SAFEGUARDS[kind] for kind in kinds) + "。" if kinds else "",
        "负责人": "　".join(filter(None, (row.leader, row.leader_phone))) or "另行通知",
    }
    return Draft(
        PaperKind.NOTICE,
        values,
        about=f"{row.title} · {values['时间']}",
        file_name=f"活动通知_{row.number}",
        asked=("主送", "参加人员", "报名截止", "联系人", "联系电话", "日期"),
    )


def _people(row: ActivityRow, branches: list[str]) -> str:
    who = "、".join(branches) or "结对团支部"
    return f"{who}团员青年" + (f"，名额{row.capacity}人。" if row.capacity else "。")

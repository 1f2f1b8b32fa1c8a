"""结对确认书 for both sides to answer on, and 结对协议 for them to sign."""

from __future__ import annotations

from desktop.documents.blocks import Fact, Facts
from desktop.documents.page import MM, chinese_date
from desktop.domain.terms import PairingLevel
from desktop.store.queries import pairings
from desktop.store.queries.pairings import PairingRow
from desktop.store.store import MissingRowError, Reader
from desktop.store.tables import Need, TownshipProfile
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_OPINION = "□ 同意　　　□ 不同意"
_SIGNED = "负责人（签字）：　　　　　　（盖章）　　　年　　月　　日"
_OPEN = "长期"


def draft_pairing(workspace: Workspace, pairing_id: bytes, kind: PaperKind) -> Draft:
    """Return the confirmation or the agreement of a pairing; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        found = pairings.page(reader, only={"id": pairing_id})
        if not found:
            raise MissingRowError("这条结对不存在或已被删除，没有打印。", "请刷新列表后重选。")
        (row,) = found
        values = common(workspace, reader)
        party = row.community or values["单位"]
        values |= {
            "甲方": party,
            "乙方": f"{row.university}{row.department}{row.branch}",
            "需求": row.need,
            "起": chinese_date(row.active_from or workspace.today()),
            "止": chinese_date(row.active_until) if row.active_until else _OPEN,
        }
        facts = _facts(reader, row, values)
    return Draft(
        kind,
        values,
        about=f"{party} — {row.branch or row.department}（{row.university}）",
        file_name=f"{kind}_{party}_{row.branch or row.department}",
        asked=("甲方", "乙方", "起", "止") if kind is PaperKind.AGREEMENT else ("日期",),
        attached={"结对": facts},
    )


def _facts(reader: Reader, row: PairingRow, values: dict[str, str]) -> Facts:
    need = reader.find(Need, id=row.need_id) if row.need_id else []
    profiles = reader.find(TownshipProfile)
    contact = "　".join(filter(None, (profiles[0].contact, profiles[0].phone))) if profiles else ""
    campus = "　".join(filter(None, (row.campus_contact, row.campus_phone)))
    at_home = row.level is PairingLevel.COMMUNITY
    rows: list[tuple[Fact, ...]] = [
        (Fact("社区（村）" if at_home else "镇街", values["甲方"]),),
        (Fact("高校团支部" if at_home else "高校院系", values["乙方"]),),
        (
            Fact("高校联络人", campus),
            Fact("镇街联系人", contact),
        ),
    ]
    if need:
        wanted = f"{row.need}（{need[0].theme.label}，{need[0].mode.label}）"
        rows.append((Fact("结对需求", wanted),))
    away = "" if row.distance_km is None else f"{row.distance_km:.1f} 公里"
    rows.append((Fact("两地距离", away), Fact("拟结对期限", f"{values['起']}至{values['止']}")))
    if row.distance_reason:
        rows.append((Fact("较远的原因", row.distance_reason),))
    rows += [
        (Fact(f"{side}意见", _OPINION, 42 * MM, _SIGNED),)
        for side in ("社区" if at_home else "镇街", "高校")
    ]
    rows.append((Fact("备注", "", 14 * MM),))
    return Facts(tuple(rows))

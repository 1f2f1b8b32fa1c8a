"""补贴表: who came, what each is paid, and where they sign for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.documents.blocks import Column, Fact, Facts, Table
from desktop.documents.certificate import hours
from desktop.documents.page import MM
from desktop.domain.activity import ActivityRuleError
from desktop.domain.money import in_capitals, in_figures
from desktop.domain.terms import Presence
from desktop.store.queries import attendances
from desktop.usecases.attendance.make_sheet import period
from desktop.usecases.paper.draft_notice import activity_row
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_HOUR = 60
_COLUMNS = (
    Column("序号", 10, "centre"),
    Column("姓名", 32, "centre"),
    Column("团支部", 42),
    Column("到场时长", 27, "centre"),
    Column("标准（元）", 22, "right"),
    Column("金额（元）", 22, "right"),
    Column("领取人签字", 32),
)


class Per(StrEnum):
    """What a rate is paid for."""

    TIME = "每人每次"
    HOUR = "每人每小时"


@dataclass(frozen=True)
class Rate:
    """What is paid: `fen` for each time or hour; `what` names the subsidy, e.g. 交通补贴."""

    what: str
    fen: int
    per: Per = Per.TIME

    def amount(self, minutes: int) -> int:
        """Return what one who stayed so long is paid, in 分, halves rounded up."""
        if self.per is Per.TIME:
            return self.fen
        return (self.fen * minutes * 2 + _HOUR) // (2 * _HOUR)


def draft_subsidy(workspace: Workspace, activity_id: bytes, rate: Rate) -> Draft:
    """Return the sheet on which those who came sign for their subsidy.

    Raises `ActivityRuleError` when nobody came, `MissingRowError`.
    """
    with workspace.store.read() as reader:
        row = activity_row(reader, activity_id)
        came = [
            one for one in attendances.grid(reader, activity_id) if one.presence is Presence.PRESENT
        ]
        values = common(workspace, reader)
    if not came:
        raise ActivityRuleError("还没有到场记录，补贴表是空的。", "请先录入签到。")
    amounts = [rate.amount(one.minutes) for one in came]
    total = sum(amounts)
    values |= {"项目": rate.what, "大写": in_capitals(total)}
    facts = Facts(
        (
            (Fact("活动名称", row.title),),
            (Fact("活动时间", period(row.starts_at, row.ends_at)), Fact("活动地点", row.place)),
            (
                Fact("发放单位", values["单位"]),
                Fact("补贴标准", f"{rate.per} {in_figures(rate.fen)} 元，到场 {len(came)} 人"),
            ),
        )
    )
    rows = tuple(
        (
            str(number),
            one.name,
            one.branch,
            hours(one.minutes),
            in_figures(rate.fen),
            in_figures(amount),
            "",
        )
        for number, (one, amount) in enumerate(zip(came, amounts, strict=True), start=1)
    )
    table = Table(_COLUMNS, rows, 10 * MM, total=("", "合计", "", "", "", in_figures(total), ""))
    return Draft(
        PaperKind.SUBSIDY,
        values,
        people=len(came),
        about=f"{rate.what}：{len(came)} 人，共 {in_figures(total)} 元",
        file_name=f"{rate.what}发放表_{row.number}",
        attached={"活动": facts, "名单": table},
    )

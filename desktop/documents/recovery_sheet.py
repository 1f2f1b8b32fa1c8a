"""恢复单: the printed way back into the data when every passphrase is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop.documents.blocks import (
    FORM,
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Gap,
    Paragraph,
    Signatures,
    Table,
    Title,
)
from desktop.documents.letter import render_document
from desktop.documents.page import MM

_IN_A_ROW = 4

_RULES = (
    "一、用途。所有管理员都忘记口令，或换了人又没有交接口令时，凭本单打开青桥，数据不会丢失。",
    (
        "二、用法。打开青桥，点“忘记口令”，选“用恢复单”，按顺序输入上面 8 组数字。"
        "每组末位是校验数，输错时屏幕上会指出是第几组。打开以后要马上设定新口令，并重新打印一张恢复单。"
    ),
    (
        "三、保管。本单等于一把钥匙：请签字盖章后装入信封封好，锁进保险柜或机要柜，由负责同志保管。"
        "不要拍照，不要扫描，不要存进电脑。每学期取出核对一次。"
    ),
    "四、作废。重新打印以后，以前的恢复单同时作废，请当场销毁。",
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is printed; `code` is secret and is kept nowhere else."""

    code: str = field(repr=False)
    number: str
    place: str
    made: date
    by: str


def render_recovery_sheet(sheet: RecoverySheet) -> bytes:
    """Return the sheet as a PDF of one page."""
    day = f"{sheet.made.year} 年 {sheet.made.month} 月 {sheet.made.day} 日"
    blocks: tuple[Block, ...] = (
        Title("青桥恢复单"),
        Facts(
            (
                (Fact("单位", sheet.place), Fact("编号", sheet.number)),
                (Fact("制作日期", day), Fact("制作人", sheet.by)),
            )
        ),
        Gap(0.5),
        *_groups(sheet.code.split()),
        Gap(0.5),
        *(Paragraph(text) for text in _RULES),
        Signatures((("制作人（签字）：", "日期："), ("保管人（签字、单位盖章）：", "日期："))),
    )
    return render_document(Document("青桥恢复单", sheet.place, FORM, blocks))


def _groups(groups: list[str]) -> list[Table]:
    """Set the digits in rows of four, each under its number."""
    return [
        Table(
            tuple(Column(f"第 {at + place} 组", 1, "centre") for place in range(1, _IN_A_ROW + 1)),
            (tuple(groups[at : at + _IN_A_ROW]),),
            row=13 * MM,
        )
        for at in range(0, len(groups), _IN_A_ROW)
    ]

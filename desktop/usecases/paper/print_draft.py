"""打印文书: a template's text, perhaps changed, with what the ledger knows filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.documents.blocks import (
    AGREEMENT,
    APPOINTMENT,
    FORM,
    LETTER,
    LIST,
    PROOF,
    Document,
    Facts,
    Style,
    Table,
)
from desktop.documents.page import chinese_date
from desktop.documents.template import blocks_of
from desktop.store.queries.letterhead import letterhead
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace


class PaperKind(StrEnum):
    """A document by its name, which is also its template's."""

    CONFIRMATION = "结对确认书"
    AGREEMENT = "结对协议"
    NOTICE = "活动通知"
    INSURED = "参保名单"
    SUBSIDY = "补贴表"
    PROOF = "实践证明"
    RECORD = "个人实践记录"
    APPOINTMENT = "聘书"
    DESTRUCTION = "个人信息销毁证明"
    SURVEY = "调研摸排表"
    STUDENT_FEEDBACK = "学生反馈表"
    RESIDENT_FEEDBACK = "居民反馈表"
    HANDOVER = "换岗交接清单"


_STYLES: dict[PaperKind, Style] = {
    PaperKind.CONFIRMATION: FORM,
    PaperKind.AGREEMENT: AGREEMENT,
    PaperKind.NOTICE: LETTER,
    PaperKind.INSURED: LIST,
    PaperKind.SUBSIDY: LIST,
    PaperKind.PROOF: PROOF,
    PaperKind.RECORD: PROOF,
    PaperKind.APPOINTMENT: APPOINTMENT,
    PaperKind.DESTRUCTION: FORM,
    PaperKind.SURVEY: FORM,
    PaperKind.STUDENT_FEEDBACK: LIST,
    PaperKind.RESIDENT_FEEDBACK: LIST,
    PaperKind.HANDOVER: FORM,
}


@dataclass(frozen=True)
class Draft:
    """What the ledger says for a document.

    `values` fill the template; those named in `asked` may be written otherwise before printing.
    `about` says in a line what the document is on; `file_name` what a saved one is called.
    `people` is of how many students it holds personal data.
    """

    kind: PaperKind
    values: Mapping[str, str]
    about: str
    file_name: str
    asked: tuple[str, ...] = ()
    attached: Mapping[str, Table | Facts] = field(default_factory=dict)
    people: int = 0


def common(workspace: Workspace, reader: Reader) -> dict[str, str]:
    """Return the values that every document has: 单位, 镇街, 日期."""
    head = letterhead(reader)
    return {
        "单位": head.committee,
        "镇街": head.township,
        "日期": chinese_date(workspace.today()),
    }


def compose_draft(draft: Draft, text: str, answers: Mapping[str, str]) -> Document:
    """Return a draft as a document with this text and these answers to what it asked.

    Raises `TemplateError`, `PlaceholderError`.
    """
    values = {**draft.values, **answers}
    return Document(
        title=draft.file_name,
        author=values["单位"],
        style=_STYLES[draft.kind],
        blocks=blocks_of(text, values, draft.attached),
        note=values["单位"],
        stamp=f"{values['日期']}打印",
    )

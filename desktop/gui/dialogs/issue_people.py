"""Who would be given a certificate, who holds one, and who has not earned one."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.usecases.certificate.preview_certificates import Candidate, CertificatesPreview


@dataclass(frozen=True)
class PersonLine:
    """A student on the activity's list and what issuing does for them."""

    who: Candidate
    words: str
    kind: Kind


COLUMNS = (
    Column[PersonLine]("name", "姓名", lambda line: line.who.name, 100),
    Column[PersonLine]("words", "颁发", lambda line: line.words, 90, kind=lambda line: line.kind),
    Column[PersonLine](
        "hours",
        "时长",
        lambda line: f"{line.who.minutes / 60:g} 小时" if line.who.minutes else "",
        72,
        "right",
    ),
    Column[PersonLine]("branch", "团支部", lambda line: line.who.branch, 100),
)


def lines(preview: CertificatesPreview) -> list[PersonLine]:
    """Return all people, those who get one first."""
    return [
        *(PersonLine(who, "颁发", "success") for who in preview.earners),
        *(PersonLine(who, "已有证书", "info") for who in preview.holders),
        *(PersonLine(who, _why_not(who), "neutral") for who in preview.others),
    ]


def _why_not(who: Candidate) -> str:
    if who.presence is None:
        return "没有签到"
    return who.presence.label if not who.minutes else "不颁发"


def page(people: list[PersonLine], query: RowsQuery) -> RowsPage[PersonLine]:
    """Return a page of rows that lie in memory."""
    return RowsPage(people[query.offset : query.offset + query.limit], len(people))

"""颁发证书: signed, numbered, and put down as they will be printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desktop.bundle.credential import CredentialFacts, sign_credential
from desktop.documents.certificate import STANDARD_BODY, body_text, render_certificates
from desktop.documents.certificate import Certificate as Page
from desktop.domain.certificate import (
    CertificateRuleError,
    check_issuable,
    serial,
    serial_prefix,
)
from desktop.foundation.clock import local_day
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import attendances, numbers
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.bulk import add_all
from desktop.store.queries.letterhead import Letterhead, letterhead
from desktop.store.store import Reader
from desktop.store.tables import Activity, Certificate
from desktop.usecases.certificate.preview_certificates import earned
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificatesIssued:
    """The new certificates in the order of their serials; `held`: had a valid one already."""

    certificate_ids: tuple[bytes, ...]
    serials: tuple[str, ...]
    held: int


@dataclass(frozen=True)
class _Occasion:
    """What all certificates of one issue have in common."""

    activity: Activity
    first_day: date
    last_day: date
    head: Letterhead
    issued_on: date
    body: str


def issue_certificates(
    workspace: Workspace,
    activity_id: bytes,
    *,
    student_ids: Collection[bytes] | None = None,
    body: str = STANDARD_BODY,
    progress: Progress = SILENT,
) -> CertificatesIssued:
    """Issue certificates to those who earned one, all or just those named; once each.

    `body` may hold the placeholders of `documents.certificate`. Raises `CertificateRuleError` when
    the activity is not over or a named student has not earned one, `CertificateTextError`,
    `Cancelled`, `MissingRowError`; then none is issued.
    """
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        check_issuable(activity.state)
        rows = attendances.grid(writer, activity_id)
        chosen = _chosen(rows, student_ids)
        earners = [row for row in chosen if not row.certified]
        occasion = _occasion(writer, activity, workspace.today(), body)
        prefix = serial_prefix(occasion.head.code, writer.replica.device or b"")
        first = numbers.last_certificate(writer, prefix) + 1
        _check_printable([_page(occasion, row, prefix) for row in earners])
        issued = []
        for done, row in enumerate(earners):
            progress.step(done, len(earners), "签发证书")
            issued.append(_issue(workspace, occasion, row, serial(prefix, first + done)))
        add_all(writer, issued)
        return CertificatesIssued(
            tuple(one.id for one in issued),
            tuple(one.serial for one in issued),
            len(chosen) - len(earners),
        )


def _chosen(rows: list[GridRow], student_ids: Collection[bytes] | None) -> list[GridRow]:
    qualified = [row for row in rows if earned(row)]
    if student_ids is None:
        return qualified
    short = set(student_ids) - {row.student_id for row in qualified}
    if short:
        raise CertificateRuleError(
            f"{len(short)} 名学生没有到场或没有时长，没有颁发任何证书。",
            "请先核对他们的签到，或取消选择。",
        )
    return [row for row in qualified if row.student_id in set(student_ids)]


def _occasion(reader: Reader, activity: Activity, today: date, body: str) -> _Occasion:
    if activity.starts_at is None or activity.ends_at is None:
        raise CertificateRuleError("活动没有起止时间，不能颁发证书。", "请先补全活动时间。")
    return _Occasion(
        activity,
        local_day(activity.starts_at),
        local_day(activity.ends_at),
        letterhead(reader),
        today,
        body,
    )


def _issue(workspace: Workspace, occasion: _Occasion, row: GridRow, number: str) -> Certificate:
    facts = CredentialFacts(
        name=row.name,
        serial=number,
        activity=occasion.activity.title,
        minutes=row.minutes,
        first_day=occasion.first_day,
        last_day=occasion.last_day,
        township=occasion.head.code,
        issued_on=occasion.issued_on,
    )
    return Certificate(
        activity_id=occasion.activity.id,
        student_id=row.student_id,
        serial=number,
        name=row.name,
        minutes=row.minutes,
        issued_on=occasion.issued_on,
        body=_words(_page(occasion, row, number)),
        credential=sign_credential(facts, workspace.identity),
    )


def _page(occasion: _Occasion, row: GridRow, number: str) -> Page:
    return Page(
        serial=number,
        name=row.name,
        university=row.university,
        department=row.department,
        activity=occasion.activity.title,
        period=days(occasion.first_day, occasion.last_day),
        minutes=row.minutes,
        township=occasion.head.township,
        committee=occasion.head.committee,
        issued_on=occasion.issued_on,
        body=occasion.body,
        qr_text=occasion.activity.number,
    )


def _words(page: Page) -> str:
    words = body_text(page)
    if "{" in words or "}" in words:  # printing would take them for placeholders
        raise CertificateRuleError(
            "活动名称、姓名或单位名称里有花括号，不能写进证书。", "请先改掉花括号。"
        )
    return words


def _check_printable(pages: list[Page]) -> None:
    """Raise `CertificateTextError` now rather than at the printer when the words do not fit."""
    if pages:
        render_certificates([max(pages, key=lambda page: len(body_text(page)))])


def days(first: date, last: date) -> str:
    """Return one day or a span of days as documents write them."""
    begin = f"{first.year}年{first.month}月{first.day}日"
    if last == first:
        return begin
    year = "" if last.year == first.year else f"{last.year}年"
    return f"{begin}至{year}{last.month}月{last.day}日"

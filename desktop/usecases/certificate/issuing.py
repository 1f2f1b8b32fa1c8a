"""What issuing and re-issuing share: the occasion, the words, the signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.bundle.credential import CredentialFacts, sign_credential
from desktop.bundle.identity import Identity
from desktop.documents.certificate import Certificate as Page
from desktop.documents.certificate import hours, render_certificates
from desktop.documents.fonts import undrawable
from desktop.documents.placeholders import fill
from desktop.domain.certificate import CertificateRuleError
from desktop.domain.certificate_design import Design
from desktop.foundation.clock import local_day
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.letterhead import Letterhead, letterhead
from desktop.store.store import Reader
from desktop.store.tables import Activity, Certificate


@dataclass(frozen=True)
class Occasion:
    """What all certificates of one issue have in common."""

    activity: Activity
    first_day: date
    last_day: date
    head: Letterhead
    issued_on: date
    design: Design

    @property
    def period(self) -> str:
        """The activity's days in words."""
        return days(self.first_day, self.last_day)

    @property
    def issuer(self) -> str:
        """Who signs below."""
        return self.design.issuer or self.head.committee


def occasion_of(reader: Reader, activity: Activity, today: date, design: Design) -> Occasion:
    """Return the occasion of issuing for an activity; raises `CertificateRuleError`."""
    if activity.starts_at is None or activity.ends_at is None:
        raise CertificateRuleError("活动没有起止时间，不能颁发证书。", "请先补全活动时间。")
    return Occasion(
        activity,
        local_day(activity.starts_at),
        local_day(activity.ends_at),
        letterhead(reader),
        today,
        design,
    )


def page_for(occasion: Occasion, row: GridRow, number: str, code: str) -> Page:
    """Return the page as it will be printed; raises `PlaceholderError`, `CertificateRuleError`."""
    design = occasion.design
    return Page(
        serial=number,
        name=row.name,
        look=design.look,
        caption=design.caption,
        heading=design.heading,
        salutation=design.salutation,
        body=_words(occasion, row),
        period=occasion.period,
        minutes=row.minutes,
        issuer=occasion.issuer,
        issued_on=occasion.issued_on,
        qr_text=code,
    )


def _words(occasion: Occasion, row: GridRow) -> str:
    values = {
        "姓名": row.name,
        "学校": row.university,
        "院系": row.department,
        "团支部": row.branch,
        "活动": occasion.activity.title,
        "日期": occasion.period,
        "时长": hours(row.minutes),
        "镇街": occasion.head.township,
    }
    return fill(occasion.design.body, values, "证书正文")


def check_printable(pages: list[Page]) -> None:
    """Raise `CertificateTextError` now rather than at the printer when the words do not fit."""
    if pages:
        render_certificates([max(pages, key=lambda page: len(page.body))])


def issue_one(
    identity: Identity,
    occasion: Occasion,
    row: GridRow,
    number: str,
    replaces: bytes | None = None,
) -> Certificate:
    """Return a new certificate, signed, with all that it prints."""
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
    page = page_for(occasion, row, number, sign_credential(facts, identity))
    return Certificate(
        activity_id=occasion.activity.id,
        student_id=row.student_id,
        serial=number,
        name=row.name,
        minutes=row.minutes,
        issued_on=occasion.issued_on,
        look=page.look,
        caption=page.caption,
        heading=page.heading,
        salutation=page.salutation,
        body=page.body,
        issuer=page.issuer,
        credential=page.qr_text,
        replaces=replaces,
        undrawn=undrawable("".join(page.texts)),
    )


def days(first: date, last: date) -> str:
    """Return one day or a span of days as documents write them."""
    begin = f"{first.year}年{first.month}月{first.day}日"
    if last == first:
        return begin
    year = "" if last.year == first.year else f"{last.year}年"
    return f"{begin}至{year}{last.month}月{last.day}日"

"""证书: the register, and who has earned one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func

from desktop.domain.terms import CertificateLook, CertificateState
from desktop.store.queries.listing import Listing
from desktop.store.queries.tables import (
    ACTIVITY,
    BRANCH,
    CERTIFICATE,
    DEPARTMENT,
    STUDENT,
    UNIVERSITY,
    live,
    with_branch,
)


@dataclass(frozen=True)
class CertificateRow:
    """One certificate of the register; `name`, `minutes` and `body` as printed."""

    id: bytes
    serial: str
    name: str
    student_id: bytes
    student_number: str
    branch: str
    department: str
    university: str
    activity_id: bytes
    activity: str
    activity_number: str
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    issued_on: date | None
    look: CertificateLook
    caption: str
    heading: str
    salutation: str
    body: str
    issuer: str
    credential: str
    state: CertificateState
    reason: str
    replaced: str
    """The serial of the certificate that this one was issued in place of, or ""."""


_EARLIER = CERTIFICATE.alias("earlier")
CERTIFICATES = Listing(
    CertificateRow,
    with_branch(CERTIFICATE.outerjoin(STUDENT, STUDENT.c.id == CERTIFICATE.c.student_id))
    .outerjoin(ACTIVITY, ACTIVITY.c.id == CERTIFICATE.c.activity_id)
    .outerjoin(_EARLIER, _EARLIER.c.id == CERTIFICATE.c.replaces),
    {
        "id": CERTIFICATE.c.id,
        "serial": CERTIFICATE.c.serial,
        "name": CERTIFICATE.c.name,
        "student_id": CERTIFICATE.c.student_id,
        "student_number": func.coalesce(STUDENT.c.student_number, ""),
        "branch": func.coalesce(BRANCH.c.name, ""),
        "department": func.coalesce(DEPARTMENT.c.name, ""),
        "university": func.coalesce(UNIVERSITY.c.name, ""),
        "activity_id": CERTIFICATE.c.activity_id,
        "activity": func.coalesce(ACTIVITY.c.title, ""),
        "activity_number": func.coalesce(ACTIVITY.c.number, ""),
        "starts_at": ACTIVITY.c.starts_at,
        "ends_at": ACTIVITY.c.ends_at,
        "minutes": CERTIFICATE.c.minutes,
        "issued_on": CERTIFICATE.c.issued_on,
        "look": CERTIFICATE.c.look,
        "caption": CERTIFICATE.c.caption,
        "heading": CERTIFICATE.c.heading,
        "salutation": CERTIFICATE.c.salutation,
        "body": CERTIFICATE.c.body,
        "issuer": CERTIFICATE.c.issuer,
        "credential": CERTIFICATE.c.credential,
        "state": CERTIFICATE.c.state,
        "reason": CERTIFICATE.c.reason,
        "replaced": func.coalesce(_EARLIER.c.serial, ""),
    },
    live(CERTIFICATE),
    ("serial", "name", "student_number", "branch", "university", "activity", "activity_number"),
    (CERTIFICATE.c.issued_on.desc(), CERTIFICATE.c.serial.desc(), CERTIFICATE.c.id),
)

page = CERTIFICATES.page
count = CERTIFICATES.count

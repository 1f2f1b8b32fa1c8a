"""照片 of an activity, and of the papers that sides signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from desktop.domain.terms import Side
from desktop.store.queries.tables import (
    ATTACHMENT,
    ATTACHMENT_CONTENT,
    BRANCH,
    COMMUNITY,
    CONSENT,
    DEPARTMENT,
    PAIRING,
    live,
)
from desktop.store.store import Reader

_CONTENT = and_(
    ATTACHMENT_CONTENT.c.sha256 == ATTACHMENT.c.sha256,
    ATTACHMENT_CONTENT.c.township == ATTACHMENT.c.township,
)


@dataclass(frozen=True)
class PhotoRow:
    """One photo; `content` is None where only its row is here, `size` is in bytes.

    `delivered`: the province has the content.
    """

    id: bytes
    file_name: str
    caption: str
    size: int
    content: bytes | None
    delivered: bool


@dataclass(frozen=True)
class SignedPaper:
    """A photo of a paper that one side signed, for whom it was."""

    partners: str
    side: Side
    content: bytes


def photos(reader: Reader, activity_id: bytes) -> list[PhotoRow]:
    """Return an activity's photos by file name."""
    return _photos(reader, ATTACHMENT.c.activity_id == activity_id)


def papers(reader: Reader, consent_id: bytes) -> list[PhotoRow]:
    """Return the photos of the paper of a consent by file name."""
    return _photos(reader, ATTACHMENT.c.consent_id == consent_id)


def _photos(reader: Reader, of: ColumnElement[bool]) -> list[PhotoRow]:
    query = (
        select(
            ATTACHMENT.c.id,
            ATTACHMENT.c.file_name,
            ATTACHMENT.c.caption,
            ATTACHMENT.c.size,
            ATTACHMENT_CONTENT.c.content,
            ATTACHMENT_CONTENT.c.delivered,
        )
        .select_from(
            ATTACHMENT.outerjoin(
                ATTACHMENT_CONTENT,
                _CONTENT,
            )
        )
        .where(live(ATTACHMENT), of)
        .order_by(ATTACHMENT.c.file_name, ATTACHMENT.c.id)
    )
    return [
        PhotoRow(**{**row, "delivered": bool(row["delivered"])})
        for row in reader.session.execute(query).mappings()
    ]


def signed_papers(reader: Reader) -> list[SignedPaper]:
    """Return the photos that are here of what was signed for pairings, pairing by pairing."""
    campus = func.coalesce(BRANCH.c.name, DEPARTMENT.c.name, "")
    query = (
        select(
            func.coalesce(COMMUNITY.c.name, "").label("community"),
            campus.label("campus"),
            CONSENT.c.side,
            ATTACHMENT_CONTENT.c.content,
        )
        .select_from(
            ATTACHMENT.join(CONSENT, CONSENT.c.id == ATTACHMENT.c.consent_id)
            .join(PAIRING, PAIRING.c.id == CONSENT.c.pairing_id)
            .join(ATTACHMENT_CONTENT, _CONTENT)
            .outerjoin(COMMUNITY, COMMUNITY.c.id == PAIRING.c.community_id)
            .outerjoin(BRANCH, BRANCH.c.id == PAIRING.c.branch_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == PAIRING.c.department_id)
        )
        .where(live(ATTACHMENT), live(CONSENT), live(PAIRING))
        .order_by(PAIRING.c.seq, CONSENT.c.side, ATTACHMENT.c.file_name, ATTACHMENT.c.id)
    )
    return [
        SignedPaper(f"{row.community} {row.campus}".strip(), row.side, row.content)
        for row in reader.session.execute(query)
    ]

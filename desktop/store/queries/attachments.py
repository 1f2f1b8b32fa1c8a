"""照片 of an activity."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select

from desktop.store.queries.tables import ATTACHMENT, ATTACHMENT_CONTENT, live
from desktop.store.store import Reader


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


def photos(reader: Reader, activity_id: bytes) -> list[PhotoRow]:
    """Return an activity's photos by file name."""
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
                and_(
                    ATTACHMENT_CONTENT.c.sha256 == ATTACHMENT.c.sha256,
                    ATTACHMENT_CONTENT.c.township == ATTACHMENT.c.township,
                ),
            )
        )
        .where(live(ATTACHMENT), ATTACHMENT.c.activity_id == activity_id)
        .order_by(ATTACHMENT.c.file_name, ATTACHMENT.c.id)
    )
    return [
        PhotoRow(**{**row, "delivered": bool(row["delivered"])})
        for row in reader.session.execute(query).mappings()
    ]

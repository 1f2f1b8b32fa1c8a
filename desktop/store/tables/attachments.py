"""Photos, of activities and of signed papers: a row that travels, and the bytes apart from it."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field

from desktop.store.tables.base import (
    Synced,
    Table,
    blob,
    flag,
    integer,
    link,
    sequence_index,
    text,
)


class Attachment(Synced, table=True):
    """照片 of an activity, or of the paper of a consent.

    Its bytes may be here under their SHA-256, or only elsewhere.
    """

    __tablename__ = "attachment"
    __table_args__ = sequence_index("attachment")

    activity_id: bytes | None = link()
    file_name: str = text()
    media_type: str = text()
    size: int = integer()
    sha256: bytes | None = link()
    width: int = integer()
    height: int = integer()
    caption: str = text()
    consent_id: bytes | None = link()


class AttachmentContent(Table, table=True):
    """The bytes of a township's attachments, once each.

    They travel on their own, so they may be here before their row. `delivered`, at a township:
    the province's last receipt says that it has them.
    """

    __tablename__ = "attachment_content"

    township: int = Field(sa_type=BigInteger, primary_key=True)
    sha256: bytes = Field(sa_type=LargeBinary, primary_key=True)
    size: int = integer()
    content: bytes | None = blob()
    delivered: bool = flag()

"""审计日志: written once, never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field

from desktop.store.tables.base import Table, blob, integer, text


class AuditEntry(Table, table=True):
    """One entry of the log, see domain/audit.py; it stays in this database."""

    __tablename__ = "audit_entry"

    number: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    at: int = integer()
    actor: str = text()
    act: str = text()
    touched: str = text()
    purpose: str = text()
    people: int = integer()
    note: str = text()
    digest: bytes | None = blob()

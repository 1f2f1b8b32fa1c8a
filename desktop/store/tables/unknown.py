"""Rows of tables that this version does not know."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from desktop.store.tables.base import Table, blob, integer, sequence_index, text


class UnknownRow(Table, table=True):
    """A row of a newer version's table, kept as it came until this version knows the table.

    What every synced table has is here by name, see `Synced`; `unknown` holds the other columns
    as a msgpack map, `owner` who writes the table, as `Synced.OWNER`.
    """

    __tablename__ = "unknown_row"
    __table_args__: ClassVar[Any] = sequence_index("unknown_row")

    table_name: str = Field(sa_type=Text, primary_key=True)
    id: bytes = Field(sa_type=LargeBinary, primary_key=True)
    township: int = integer()
    epoch: int = integer()
    lsn: int = integer()
    past: str | None = Field(default=None, sa_type=Text, nullable=True)
    dots: str | None = Field(default=None, sa_type=Text, nullable=True)
    base_values: str | None = Field(default=None, sa_type=Text, nullable=True)
    edited_at: int = integer()
    edited_by: str = text()
    unknown: bytes | None = blob()
    owner: str = text()
    seq: int = integer()

"""What each column may hold on the wire, as msgspec reads types."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal

from msgspec import Meta
from sqlalchemy import BigInteger, Column, Float, LargeBinary, Text

from desktop.store.provenance import HIGHEST, LONGEST
from desktop.store.tables import Table
from desktop.store.types import Day, Flag, Instant, Word

LONGEST_TEXT = 20_000
LONGEST_BYTES = 1 << 20
LONGEST_ROW = 1 << 20
"""Characters of a whole row as JSON."""

_ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_SECONDS = Meta(ge=-(2**35), le=2**35)
_FINITE = Meta(ge=-1e300, le=1e300)


def wire_types(kind: type[Table]) -> dict[str, Any]:
    """Return what each column of a table may hold on the wire."""
    columns: Collection[Column[Any]] = kind.__table__.columns  # type: ignore[attr-defined]
    types = {column.name: _type(column) for column in columns}
    types["id"] = Annotated[bytes, Meta(min_length=16, max_length=16)]
    types["epoch"] = Annotated[int, Meta(ge=1, le=2**63 - 1)]
    types["lsn"] = Annotated[int, Meta(ge=1, le=HIGHEST)]
    for name in ("past", "dots"):
        types[name] = Annotated[str, Meta(max_length=LONGEST)] | None
    types["base_values"] = Annotated[str, Meta(max_length=LONGEST_ROW)] | None
    types["edited_at"] = Annotated[int, _SECONDS]
    return types


def day_columns(kind: type[Table]) -> list[str]:
    """Return the columns that hold days: their form alone does not make a date."""
    columns: Collection[Column[Any]] = kind.__table__.columns  # type: ignore[attr-defined]
    return [column.name for column in columns if isinstance(column.type, Day)]


def text_columns(kind: type[Table]) -> list[str]:
    """Return the columns whose type lets any letters pass."""
    columns: Collection[Column[Any]] = kind.__table__.columns  # type: ignore[attr-defined]
    return [column.name for column in columns if isinstance(column.type, Text)]


def _type(column: Column[Any]) -> Any:  # noqa: ANN401 - a type made at run time
    kind = column.type
    if isinstance(kind, Word):
        plain: Any = Literal[tuple(word.value for word in kind.vocabulary)]
    elif isinstance(kind, Day):
        plain = Annotated[str, Meta(pattern=_ISO_DAY)]
    elif isinstance(kind, Instant):
        plain = Annotated[int, _SECONDS]
    elif isinstance(kind, Flag):
        plain = Literal[0, 1]
    elif isinstance(kind, BigInteger):
        plain = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
    elif isinstance(kind, Float):
        plain = Annotated[float, _FINITE]
    elif isinstance(kind, Text):
        plain = Annotated[str, Meta(max_length=LONGEST_TEXT)]
    elif isinstance(kind, LargeBinary):
        plain = Annotated[bytes, Meta(max_length=LONGEST_BYTES)]
    else:
        raise TypeError(kind)
    return plain | None if column.nullable else plain

"""审计日志, the newest entry first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, desc, func, or_, select, true

from desktop.store.queries.listing import Only, contains
from desktop.store.store import Reader
from desktop.store.tables import AuditEntry

_ENTRY = cast("Table", AuditEntry.__table__)  # type: ignore[attr-defined]
_C = _ENTRY.c
_SORTED = {name: _C[name] for name in ("number", "actor", "act", "people")}


@dataclass(frozen=True)
class AuditRow:
    """One entry; `at` in seconds since 1970, the rest as in domain/audit.py."""

    id: int
    at: int
    actor: str
    act: str
    touched: str
    purpose: str
    people: int
    note: str


def page(
    reader: Reader,
    /,
    *,
    offset: int = 0,
    limit: int = -1,
    sort: str | None = None,
    descending: bool = True,
    text: str = "",
    only: Only | None = None,
) -> Sequence[AuditRow]:
    """Return at most `limit` entries (-1: all) from `offset` on, as `count` counts them."""
    key = _SORTED.get(sort or "number", _C.number)
    query = (
        select(_C.number.label("id"), *(c for c in _C if c.name not in {"number", "digest"}))
        .where(_where(text, only or {}))
        .order_by(desc(key) if descending or sort is None else key, desc(_C.number))
        .limit(limit)
        .offset(offset)
    )
    return [AuditRow(**row) for row in reader.session.execute(query).mappings()]


def count(reader: Reader, /, *, text: str = "", only: Only | None = None) -> int:
    """Return how many entries there are.

    `only` may name an `act`, an `actor`, a `table`, an `id` of a record in hex, and since when
    (`since`, in seconds since 1970).
    """
    query = select(func.count()).select_from(_ENTRY).where(_where(text, only or {}))
    return int(reader.session.execute(query).scalar_one())


def actors(reader: Reader) -> list[str]:
    """Return who did anything."""
    return list(reader.session.scalars(select(_C.actor).distinct().order_by(_C.actor)))


def last_purpose(reader: Reader) -> str:
    """Return the purpose that was given last, "" for none."""
    query = select(_C.purpose).where(_C.purpose != "").order_by(desc(_C.number)).limit(1)
    return reader.session.scalar(query) or ""


def _where(text: str, only: Only) -> ColumnElement[bool]:
    searched = (_C.actor, _C.purpose, _C.note)
    conditions: list[Any] = [
        or_(*(contains(column, word) for column in searched)) for word in text.split()
    ]
    for name, value in only.items():
        if name == "since":
            conditions.append(_C.at >= value)
        elif name == "table":
            conditions.append(contains(_C.touched, f'"table":"{value}"'))
        elif name == "id":
            conditions.append(contains(_C.touched, f'"{value}"'))
        else:
            conditions.append(_C[name] == value)
    return and_(true(), *conditions)

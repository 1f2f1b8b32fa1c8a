"""Column types: what a row holds in Python and what lies in the file and on the wire."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Float, LargeBinary, SmallInteger, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

from desktop.domain.terms import Term

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Windows knows no timestamps before it; adding to it works everywhere."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as whole seconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else _BEGINNING + timedelta(seconds=value)


class Day(TypeDecorator[date]):
    """A calendar day, stored as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 1 or 0 in every kind of database, as it travels."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else bool(value)


class Word(TypeDecorator[Term]):
    """A member of a closed vocabulary, stored as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, vocabulary: type[Term]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Term | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Term | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else self.vocabulary(value)


@compiles(BigInteger, "sqlite")
@compiles(SmallInteger, "sqlite")
def _integer(_type: object, _compiler: object, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    """STRICT tables know INTEGER only."""
    return "INTEGER"


@compiles(Text, "sqlite")
def _text(_type: object, _compiler: object, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return "TEXT"


@compiles(Float, "sqlite")
def _real(_type: object, _compiler: object, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return "REAL"


def from_json(kind: object, said: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Return a stored value of column type `kind`, written to JSON with bytes in base64."""
    if said is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(said)
    if isinstance(kind, Flag | Instant | Day | Word):
        return kind.process_result_value(said, None)  # type: ignore[arg-type]  # needs no dialect
    return said

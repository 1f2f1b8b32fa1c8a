"""Which writes a row is made of, as its columns `past` and `dots` hold it.

`past` is a JSON object, epoch to lsn: the newest writes of other lives that went into the row,
beside its own (epoch, lsn). `dots` is a JSON object, field to "epoch.lsn": the write that the
field's value comes from; "*" stands for the fields that it does not name. NULL says that there
are none, and that all fields come from the row's own write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Write = tuple[int, int]
"""(epoch, lsn)."""

REST = "*"
"""Stands for all fields that `dots` does not name."""

MOST_LIVES = 256
MOST_FIELDS = 300
LONGEST = 64 << 10
"""Characters of either column, far above what this many entries need."""

_NUMBER = Annotated[int, Meta(ge=1, le=2**63 - 1)]
_PAST = msgspec.json.Decoder(
    Annotated[dict[_NUMBER, _NUMBER], Meta(min_length=1, max_length=MOST_LIVES)]
)
_DOT = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,18}\.[1-9][0-9]{0,18}$", max_length=39)]
_DOTS = msgspec.json.Decoder(Annotated[dict[str, _DOT], Meta(min_length=1, max_length=MOST_FIELDS)])


def read_past(text: str | None) -> frozenset[Write]:
    """Return the writes in `past`; raises `ValueError`."""
    return frozenset() if text is None else frozenset(_read(_PAST, text).items())


def write_past(writes: Iterable[Write]) -> str | None:
    """Return the column for these writes, the same text wherever it is made."""
    return _json({str(epoch): lsn for epoch, lsn in writes}) if writes else None


def read_dots(text: str | None, own: Write) -> dict[str, Write]:
    """Return the write of each named field and of the rest; raises `ValueError`."""
    if text is None:
        return {REST: own}
    named: Mapping[str, str] = _read(_DOTS, text)
    if REST not in named:
        raise ValueError("版本不合格式")
    return {field: _dot(dot) for field, dot in named.items()}


def write_dots(dots: Mapping[str, Write], own: Write) -> str | None:
    """Return the column for these writes, the same text wherever it is made."""
    rest = dots[REST]
    named = {field: dot for field, dot in dots.items() if dot != rest}
    if rest == own and not named:
        return None
    return _json({field: f"{epoch}.{lsn}" for field, (epoch, lsn) in {**named, REST: rest}.items()})


def renamed(
    past: str | None, dots: str | None, old: int, new: int, after: int
) -> tuple[str | None, str | None]:
    """Return both columns with the writes of epoch `old` after lsn `after` moved to `new`."""

    def move(write: Write) -> Write:
        return (new, write[1]) if write[0] == old and write[1] > after else write

    named = {} if dots is None else _read(_DOTS, dots)
    moved = {field: "{}.{}".format(*move(_dot(dot))) for field, dot in named.items()}
    return write_past({move(write) for write in read_past(past)}), _json(moved) if moved else None


def _dot(text: str) -> Write:
    epoch, _, lsn = text.partition(".")
    return int(epoch), int(lsn)


def _read(decoder: msgspec.json.Decoder[Any], text: str) -> Any:  # noqa: ANN401 - as its decoder
    try:
        return decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise ValueError("版本不合格式") from error


def _json(value: Mapping[str, object]) -> str:
    return msgspec.json.encode(value, order="sorted").decode()

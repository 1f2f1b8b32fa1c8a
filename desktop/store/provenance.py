"""Which writes a row is made of, as its columns `past` and `dots` hold it.

`past` is a JSON object, epoch to lsn: the newest writes of other lives that went into the row,
beside its own (epoch, lsn). `dots` is a JSON object, field to "epoch.lsn": the write that the
field's value comes from; "*" stands for the fields that it does not name. NULL says that there
are none, and that all fields come from the row's own write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

HIGHEST = 2**62
"""No write's lsn is above this: a database that meets it still has as many numbers to write on."""

_NUMBER = Annotated[int, Meta(ge=1, le=2**63 - 1)]
_PAST = msgspec.json.Decoder(
    Annotated[dict[_NUMBER, _NUMBER], Meta(min_length=1, max_length=MOST_LIVES)]
)
_PASTS = msgspec.json.Decoder(list[dict[_NUMBER, _NUMBER]])
_DOT = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,18}\.[1-9][0-9]{0,18}$", max_length=39)]
_DOTS = msgspec.json.Decoder(Annotated[dict[str, _DOT], Meta(min_length=1, max_length=MOST_FIELDS)])


def read_past(text: str | None) -> frozenset[Write]:
    """Return the writes in `past`; raises `ValueError`."""
    return frozenset() if text is None else frozenset(_read(_PAST, text).items())


def read_pasts(joined: str | None) -> list[Write]:
    """Return all writes in the columns `past` of many rows, joined by commas."""
    return [write for past in _read(_PASTS, f"[{joined or ''}]") for write in past.items()]


def write_past(writes: Iterable[Write]) -> str | None:
    """Return the column for these writes, the same text wherever it is made."""
    return _json({str(epoch): lsn for epoch, lsn in writes}) if writes else None


def read_dots(text: str | None, own: Write) -> dict[str, Write]:
    """Return the write of each named field and of the rest; raises `ValueError`."""
    if text is None:
        return {REST: own}
    return {field: _dot(dot) for field, dot in check_dots(text).items()}


def check_dots(text: str) -> Mapping[str, str]:
    """Return the dots as they are written; raises `ValueError`."""
    named: Mapping[str, str] = _read(_DOTS, text)
    if REST not in named:
        raise ValueError("版本不合格式")
    return named


def check_provenance(past: str | None, dots: str | None, lsn: int) -> None:
    """Raise `ValueError` for columns that are none, or that name a write above the row's own lsn.

    A write's lsn is above those of all that went into the row before.
    """
    named = [] if past is None else list(_read(_PAST, past).values())
    if dots is not None:
        named += [int(dot.partition(".")[2]) for dot in check_dots(dots).values()]
    if named and max(named) > lsn:
        raise ValueError("版本不合格式")


def write_dots(dots: Mapping[str, Write], own: Write) -> str | None:
    """Return the column for these writes, the same text wherever it is made."""
    rest = dots[REST]
    named = {field: dot for field, dot in dots.items() if dot != rest}
    if rest == own and not named:
        return None
    return _json({field: f"{epoch}.{lsn}" for field, (epoch, lsn) in {**named, REST: rest}.items()})


@dataclass(frozen=True)
class Renaming:
    """What epoch `old` wrote after lsn `after` counts as written by epoch `new`."""

    old: int
    new: int
    after: int

    def moves(self, write: Write) -> bool:
        """Tell whether a write gets a new name."""
        return write[0] == self.old and write[1] > self.after

    def of(self, write: Write) -> Write:
        """Return a write's name from now on."""
        return (self.new, write[1]) if self.moves(write) else write


def renamed(
    own: Write, past: str | None, dots: str | None, renaming: Renaming, *, keep_made: bool
) -> tuple[int, str | None, str | None]:
    """Return the epoch of a row and both columns with their writes renamed.

    With `keep_made` the write that made the row keeps its name, and the row's past says so.
    """
    named, seen = read_dots(dots, own), set(read_past(past))
    made = named[REST] if keep_made else None

    def new(write: Write) -> Write:
        return write if write == made else renaming.of(write)

    version, before = new(own), {new(write) for write in seen}
    if made is not None and made != version and renaming.moves(made):
        before.add(made)
    moved = {field: new(dot) for field, dot in named.items()}
    if (version, before, moved) == (own, seen, named):  # the triggers order their text otherwise
        return own[0], past, dots
    return version[0], write_past(before), write_dots(moved, version)


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

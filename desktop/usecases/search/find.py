"""搜索: rows whose names can be typed so, those of one kind together, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.pinyin import fits, spellings
from desktop.store import search_index
from desktop.store.queries import found
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace

MOST = 6
"""Rows of one kind; who wants others types more, or filters the list."""

_LOOKED_AT = 60
"""Rows found by one key, among which the best are chosen."""

_TRIED = 400
"""Rows found by initials alone, of which few are meant."""

_STEP = 400
"""Rows indexed in one turn: short enough that a keystroke behind it does not feel it."""


@dataclass(frozen=True)
class Hit:
    """A row found. `kind` is its table; `place` 0: just what was typed, 1: begins so, 2: has it."""

    kind: str
    id: bytes
    name: str
    about: str
    place: int


def keep_up(workspace: Workspace) -> bool:
    """Take the next rows that were written into the index; tell whether more are left."""
    with workspace.store.read() as reader:
        if not search_index.behind(reader.connection):
            return False
    with workspace.store.upkeep() as connection:
        return search_index.catch_up(connection, _STEP)


def find(workspace: Workspace, text: str) -> list[Hit]:
    """Return at most `MOST` rows of each kind; the kind with the best place comes first."""
    wanted = spellings(text)
    if not wanted:
        return []
    keep_up(workspace)
    with workspace.store.read() as reader:
        groups = [_best(reader, kind, wanted, text) for kind in search_index.KINDS]
    groups.sort(key=lambda hits: hits[0].place if hits else len(hits))
    return [hit for hits in groups for hit in hits]


def where_to_open(workspace: Workspace, hit: Hit) -> tuple[str, tuple[bytes, ...]]:
    """Return the page that shows a hit, and the rows to show there."""
    with workspace.store.read() as reader:
        return found.where_to_open(reader, hit.kind, hit.id)


def _best(reader: Reader, kind: str, wanted: Sequence[tuple[str, ...]], text: str) -> list[Hit]:
    """Look by the surest spellings first, and by the others only while there is room."""
    hits: dict[bytes, Hit] = {}
    for at, group in enumerate(wanted):
        most = _LOOKED_AT if at < len(wanted) - 1 or not at else _TRIED
        places = search_index.matches(reader.connection, kind, group, most)
        for row in found.said(reader, kind, places) if places else ():
            place = _place((row.name, row.also), text) if at else places[row.id]
            if place is not None:
                hits.setdefault(row.id, Hit(kind, row.id, row.name, row.about, place))
        if len(hits) >= MOST:
            break
    return sorted(hits.values(), key=lambda hit: (hit.place, len(hit.name), hit.name, hit.about))[
        :MOST
    ]


def _place(names: Sequence[str], text: str) -> int | None:
    """Return where one of the names has what was typed in part; None: it means something else."""
    starts = [start for name in names if (start := fits(name, text)) is not None]
    if not starts:
        return None
    return search_index.HOLDS if min(starts) else search_index.BEGINS

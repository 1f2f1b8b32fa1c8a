"""搜索: rows whose names can be typed so, those of one kind together, the best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.pinyin import fits, typed, ways
from desktop.store import search_index
from desktop.store.queries import found
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace

MOST = 6
"""Rows of one kind; who wants others types more, or filters the list."""

_LOOKED_AT = 30
"""Rows found at one place, among which the best are chosen."""

_STEP = 200
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


def get_ready(workspace: Workspace) -> None:
    """Have at hand what the first search would have to wait for: the syllables, the index."""
    find(workspace, "aqqq")  # of a letter and initials that few have: both ways of looking


def find(workspace: Workspace, text: str) -> list[Hit]:
    """Return at most `MOST` rows of each kind; the kind with the best place comes first."""
    if not typed(text):
        return []
    keep_up(workspace)
    with workspace.store.read() as reader:
        sure = search_index.matches(reader.connection, text, _LOOKED_AT)
        groups = {kind: _told(reader, kind, _first(places)) for kind, places in sure.items()}
        few = [kind for kind, hits in groups.items() if len(hits) < MOST]
        if few and (meant := ways(text)):
            more = search_index.perhaps(reader.connection, few, meant, _LOOKED_AT)
            for kind, places in more.items():
                groups[kind] += _meant(reader, kind, places.keys() - sure[kind].keys(), text)
    ranked = [_ranked(hits) for hits in groups.values()]
    ranked.sort(key=lambda hits: hits[0].place if hits else len(hits))
    return [hit for hits in ranked for hit in hits]


def where_to_open(workspace: Workspace, hit: Hit) -> tuple[str, tuple[bytes, ...]]:
    """Return the page that shows a hit, and the rows to show there."""
    with workspace.store.read() as reader:
        return found.where_to_open(reader, hit.kind, hit.id)


def _first(places: Mapping[bytes, int]) -> dict[bytes, int]:
    """Return the rows at the best places, of as many places as it takes for `MOST`."""
    upto = sorted(places.values())[:MOST]
    return {row_id: place for row_id, place in places.items() if place <= upto[-1]}


def _told(reader: Reader, kind: str, places: Mapping[bytes, int]) -> list[Hit]:
    rows = found.said(reader, kind, places) if places else ()
    return [Hit(kind, row.id, row.name, row.about, places[row.id]) for row in rows]


def _meant(reader: Reader, kind: str, ids: Collection[bytes], text: str) -> list[Hit]:
    """Return those of the rows that are typed so in part."""
    rows = found.said(reader, kind, ids) if ids else ()
    tried = ((row, _place((row.name, row.also), text)) for row in rows)
    return [Hit(kind, row.id, row.name, row.about, at) for row, at in tried if at is not None]


def _ranked(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.place, len(hit.name), hit.name, hit.about))[:MOST]


def _place(names: Sequence[str], text: str) -> int | None:
    """Return where one of the names has what was typed in part; None: it means something else."""
    starts = [start for name in names if (start := fits(name, text)) is not None]
    if not starts:
        return None
    return search_index.HOLDS if min(starts) else search_index.BEGINS

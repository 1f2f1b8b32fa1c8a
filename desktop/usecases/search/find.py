"""搜索: rows whose names can be typed so, those of one kind together, the best first."""

from __future__ import annotations

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


def _best(reader: Reader, kind: str, wanted: tuple[str, ...], text: str) -> list[Hit]:
    matches = {
        one.row_id: one for one in search_index.matches(reader.connection, kind, wanted, _LOOKED_AT)
    }
    hits = []
    for row in found.said(reader, kind, matches) if matches else ():
        match = matches[row.id]
        start = 0 if match.sure else fits(row.name, text)
        if start is not None:
            place = match.place if match.sure else 2 if start else 1
            hits.append(Hit(kind, row.id, row.name, row.about, place))
    hits.sort(key=lambda hit: (hit.place, len(hit.name), hit.name, hit.about))
    return hits[:MOST]

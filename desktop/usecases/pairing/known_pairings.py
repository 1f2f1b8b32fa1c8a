"""Pairings by what workbooks call their two sides."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.store.queries import pairings
from desktop.store.queries.pairings import PairingRow
from desktop.store.store import Reader
from desktop.usecases.ground.known_communities import KnownCommunities, known_communities
from desktop.workbooks.fields import FieldError, half_width

COMMUNITY, CAMPUS = "社区（村）", "团支部"
"""The columns of the two sides."""

TOWNSHIP = "镇街"
"""What stands for the community where the township itself is the partner."""

Liked = Sequence[Collection[bytes]]
"""Ids of pairings that go before others of the same sides, the first ones before the next."""

_BETWEEN = re.compile(r"[、，,;；\n]+")
_MARKS = re.compile(r"[\s()]+")
_SHOWN = 3


@dataclass(frozen=True)
class KnownPairings:
    """Finds pairings by community and branch; `rows` are all there are, over or not."""

    rows: Sequence[PairingRow]
    communities: KnownCommunities

    def find(self, community: str, campus: str, liked: Liked) -> PairingRow:
        """Return the pairing of two sides, of which one may be empty; raises `FieldError`."""
        whose = self._community(community)
        fitting = [
            row
            for row in self.rows
            if (whose is None or (row.community_id or b"") == whose)
            and (not campus or _plain(campus) in _names(row))
        ]
        liked_ones = ([row for row in fitting if row.id in ids] for ids in liked)
        found = next(filter(None, liked_ones), fitting)
        if len(found) == 1:
            return found[0]
        sides = " — ".join(filter(None, (community, campus)))
        if not found:
            raise FieldError(CAMPUS if campus else COMMUNITY, f"没有这样的结对：{sides}")
        shown = "、".join(self.words(row) for row in found[:_SHOWN])
        more = "等" if len(found) > _SHOWN else ""
        raise FieldError(
            CAMPUS, f"有 {len(found)} 个结对都对得上，请写全社区和团支部：{shown}{more}"
        )

    def find_all(self, communities: str, campuses: str, liked: Liked) -> list[PairingRow]:
        """Return the pairings of several sides: one to one, or one to each of the others."""
        here, there = _split(communities) or [""], _split(campuses) or [""]
        if len(here) == 1 or len(there) == 1:
            pairs = [(one, other) for one in here for other in there]
        elif len(here) == len(there):
            pairs = list(zip(here, there, strict=True))
        else:
            raise FieldError(
                CAMPUS, f"{len(here)} 个社区和 {len(there)} 个团支部对不上，请写一样多，一一对应"
            )
        return [self.find(one, other, liked) for one, other in pairs]

    def words(self, row: PairingRow) -> str:
        """Return both sides of a pairing."""
        return f"{row.community or TOWNSHIP} — {self.campus(row)}"

    def campus(self, row: PairingRow) -> str:
        """Return the campus side as briefly as `find` knows it again."""
        name = row.branch or row.department
        for words in (name, f"{name}（{row.university}）"):
            meant = {
                (one.branch_id, one.department_id)
                for one in self.rows
                if _plain(words) in _names(one)
            }
            if len(meant) == 1:
                return words
        return f"{row.university} {row.department} {row.branch}".strip()

    def both_sides(self, rows: Sequence[PairingRow]) -> tuple[str, str]:
        """Return the two sides of pairings in a cell each, as `find_all` takes them."""
        return (
            _joined([row.community or TOWNSHIP for row in rows]),
            _joined([self.campus(row) for row in rows]),
        )

    def _community(self, name: str) -> bytes | None:
        """Return whose side is meant: a community, b"" for the township itself, None for any."""
        if not name:
            return None
        if name.removeprefix("本") == TOWNSHIP:
            return b""
        return self.communities.find(COMMUNITY, name)


def known_pairings(reader: Reader) -> KnownPairings:
    """Return the pairings of this township."""
    return KnownPairings(pairings.page(reader), known_communities(reader))


def _joined(names: Sequence[str]) -> str:
    """Return names in one cell, once when all are the same."""
    return "、".join(names if len(set(names)) > 1 else names[:1])


def _split(names: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(names) if part.strip()]


def _names(row: PairingRow) -> set[str]:
    own = row.branch or row.department
    whole = (row.university, row.department, row.branch)
    return {
        _plain("".join(parts))
        for parts in ((own,), (row.university, own), (own, row.university), whole)
    }


def _plain(name: str) -> str:
    """Return a name without blanks and brackets."""
    return _MARKS.sub("", half_width(name))

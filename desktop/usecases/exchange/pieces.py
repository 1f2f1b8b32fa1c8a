"""How a hand-up is divided into bundles, each of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.store import contents
from desktop.store.store import Reader
from desktop.usecases.exchange.attachments import MOST_BYTES, PhotoChoice, batches

_COVER = 32 << 10
"""Bytes that a bundle of photos needs beside them, with room to spare."""


@dataclass(frozen=True)
class Piece:
    """What one bundle carries: the rows after `since` up to `upto`, then photos by SHA-256."""

    since: int
    upto: int
    photos: tuple[bytes, ...] = ()

    def halves(self, inside: Sequence[int]) -> list[Piece]:
        """Return what to make instead when it is too large, [] when it cannot be divided.

        `inside` are the sequence numbers of its rows.
        """
        if inside and self.photos:
            return [Piece(self.since, self.upto), Piece(self.upto, self.upto, self.photos)]
        if len(inside) > 1:
            middle = inside[len(inside) // 2 - 1]
            return [Piece(self.since, middle), Piece(middle, self.upto)]
        if len(self.photos) > 1:
            half = len(self.photos) // 2
            parts = self.photos[:half], self.photos[half:]
            return [Piece(self.since, self.upto, part) for part in parts]
        return []


def plan(
    reader: Reader, since: int, upto: int, photos: PhotoChoice, max_size: int | None
) -> list[Piece]:
    """Return the bundles of a hand-up.

    A photo that is larger than a file may be stays behind; it goes with a wider limit.
    """
    waiting = contents.waiting(reader.connection, reader.replica.township)
    most = MOST_BYTES if max_size is None else min(MOST_BYTES, max_size - _COVER)
    parts = batches([one for one in waiting if one.size <= most], most)
    if photos == "leave" or not parts:
        return [Piece(since, upto)]
    if photos == "separate":
        return [Piece(since, upto), *(Piece(upto, upto, part) for part in parts)]
    return [Piece(since, upto, parts[0]), *(Piece(upto, upto, part) for part in parts[1:])]

"""What may be typed for a name: its characters, its pinyin and its initials, in every reading.

A key is what stands from one character of the name on to its end; whatever begins a key finds it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

LONGEST = 24
"""Characters of a key; nobody types more."""

_STARTS = 16
"""Characters of a name from which keys begin."""

_CHOICES = 12
"""Readings of one stretch that are kept, the usual first."""

_DROPPED = re.compile(r"[\x00-/:-@\[-`{-\x7f\s’·•（）《》“”、，。：；]+")
"""Spaces and marks: nobody types those of a name."""

_SYLLABLE = re.compile(r"[a-z]+")
_PIECE = re.compile(r"[a-z]+|.")

_CUTS = 60
"""Ways to cut a query that are looked at, before the simplest are chosen."""

_WAYS = 4
"""Of a query spelt in part that are asked for: the fewest pieces are what people mean."""


@lru_cache(maxsize=1)
def _dictionary() -> dict[int, str]:
    # only single characters are asked for; heeded since nothing else here reads pypinyin
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - a tenth of a second, once needed

    return pinyin_dict


@lru_cache(maxsize=8192)
def readings(character: str) -> tuple[str, ...]:
    """Return how a character is read, without tones, the usual first; itself if it is not Chinese.

    ü is typed as v, and by some as u.
    """
    said = _dictionary().get(ord(character), "")
    found = [_toneless(one) for one in said.split(",") if one]
    found += [one.replace("v", "u") for one in found if "v" in one]
    return tuple(dict.fromkeys(found)) or (character,)


def _toneless(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(one for one in apart if one.isascii() and one.isalpha())


def typed(text: str) -> str:
    """Return text as it is compared: half width, lower case, without spaces and marks."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold())


def keys(name: str) -> Iterator[tuple[int, str]]:
    """Yield (start, key) for every way to type a name from one of its characters on."""
    text = typed(name)
    for start in range(min(len(text), _STARTS)):
        rest = text[start : start + LONGEST]
        ways = {rest}
        for said in islice(product(*_stretch(rest)), _CHOICES):
            ways.add("".join(said)[:LONGEST])
            ways.add("".join(one[0] for one in said))
        for way in ways:
            yield start, way


def _stretch(rest: str) -> Iterable[Sequence[str]]:
    """Return the readings of each character; only the first two, a surname's, have them all.

    `product` varies the last the fastest: the others are given their usual reading.
    """
    return [readings(one) if at < 2 else readings(one)[:1] for at, one in enumerate(rest)]  # noqa: PLR2004 - as said


@dataclass(frozen=True)
class Way:
    """Beginnings of keys that a name has at once: from one character on, and from later ones."""

    here: tuple[str, ...]
    later: tuple[str, ...] = ()


def spelt(text: str) -> tuple[str, ...]:
    """Return the pinyin of a text, in the readings of its characters, the usual first."""
    ways = product(*(readings(one) for one in typed(text)))
    return tuple(dict.fromkeys("".join(way)[:LONGEST] for way in islice(ways, _CHOICES)))


def ways(query: str) -> tuple[Way, ...]:
    """Return what a query means that spells some characters in part or in letters, e.g. "zh伟".

    What has such keys is to be tried by `fits`. None where a key can only begin with the query.
    """
    text = typed(query)
    if not _SYLLABLE.search(text) or (text.isascii() and not text.isalpha()):
        return ()
    pieces = [
        segments(piece) if _SYLLABLE.fullmatch(piece) else [(piece,)]
        for piece in _PIECE.findall(text)
    ]
    cuts = sorted((sum(cut, ()) for cut in islice(product(*pieces), _CUTS)), key=len)
    meant = dict.fromkeys(chain.from_iterable(_initials(parts) for parts in cuts if len(parts) > 1))
    return tuple(way for way in meant if way != Way((text,)))[:_WAYS]


def _initials(parts: Sequence[str]) -> Iterator[Way]:
    """Yield the ways to spell what is cut so: by its initials, and by each longer part."""
    letters = (dict.fromkeys(reading[0] for reading in readings(one[0])) for one in parts)
    first, *later = ((part,) if len(part.encode()) > 1 else () for part in parts)
    for initials in product(*letters):
        yield Way(("".join(initials)[:LONGEST], *first), tuple(chain.from_iterable(later)))


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return everything that some syllable begins with."""
    said = {one for way in set(_dictionary().values()) for one in way.split(",")}
    plain = {_toneless(one) for one in said}
    return frozenset(one[:end] for one in plain for end in range(1, len(one) + 1))


def segments(letters: str, most: int = 4) -> list[tuple[str, ...]]:
    """Return the ways to cut letters into at most `most` beginnings of syllables."""
    if not letters:
        return [()]
    if not most:
        return []
    return [
        (letters[:end], *rest)
        for end in range(1, min(len(letters), 6) + 1)
        if letters[:end] in _beginnings()
        for rest in segments(letters[end:], most - 1)
    ]


def fits(name: str, query: str) -> int | None:
    """Return from which character on a name can be typed as `query`; None: from none.

    Each character is typed itself, or as any beginning of one of its readings.
    """
    text, wanted = typed(name), typed(query)
    for start in range(len(text)):
        if _fits_from(text, start, wanted, 0):
            return start
    return None


def _fits_from(text: str, at: int, wanted: str, done: int) -> bool:
    if done == len(wanted):
        return True
    if at == len(text):
        return False
    if wanted[done] == text[at] and _fits_from(text, at + 1, wanted, done + 1):
        return True
    return any(
        _fits_from(text, at + 1, wanted, done + length)
        for reading in readings(text[at])
        for length in range(min(len(reading), len(wanted) - done), 0, -1)
        if wanted.startswith(reading[:length], done)
    )

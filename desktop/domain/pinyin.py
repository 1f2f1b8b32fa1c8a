"""What may be typed for a name: its characters, its pinyin and its initials, in every reading.

A key is what stands from one character of the name on to its end; whatever begins a key finds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

LONGEST = 24
"""Characters of a key; nobody types more."""

_STARTS = 16
"""Characters of a name from which keys begin."""

_CHOICES = 12
"""Readings of one stretch that are kept, the usual first."""

_DROPPED = re.compile(r"[\x00-/:-@\[-`{-\x7f\s’·•（）《》“”、，。：；]+")
"""Spaces and marks: nobody types those of a name."""

_SYLLABLE = re.compile(r"[a-z]+")


@lru_cache(maxsize=1)
def _dictionary() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - half a second, once needed

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


def spellings(query: str) -> list[tuple[str, ...]]:
    """Return the beginnings of keys that find what a query may mean, the surest group first.

    The first holds the query itself. The others spell the characters among letters, and are the
    initials of what is spelt in part, as in "zwei" or "zh伟"; what those find is to be tried by
    `fits`.
    """
    text = typed(query)
    spelt: list[str] = []
    initials: list[str] = []
    if not text.isascii():
        ways = product(*(readings(one) for one in text))
        spelt = ["".join(way) for way in islice(ways, _CHOICES)]
        initials = _initials_of_mixed(text)
    elif text.isalpha():
        initials = ["".join(part[0] for part in parts) for parts in segments(text)]
    groups = ([text], spelt, initials)
    return [tuple(dict.fromkeys(one[:LONGEST] for one in group)) for group in groups if any(group)]


def _initials_of_mixed(text: str) -> list[str]:
    """Return the initials that characters with letters between them may stand for."""
    parts = [
        [("".join(part[0] for part in way)) for way in segments(piece)] or [piece]
        if _SYLLABLE.fullmatch(piece)
        else [one[0] for one in readings(piece)]
        for piece in re.findall(r"[a-z]+|.", text)
    ]
    return ["".join(way) for way in islice(product(*parts), _CHOICES)]


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return everything that some syllable begins with."""
    said = {_toneless(one) for way in _dictionary().values() for one in way.split(",")}
    return frozenset(one[:end] for one in said for end in range(1, len(one) + 1))


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

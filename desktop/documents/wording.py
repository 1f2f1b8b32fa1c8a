"""The words of a document before it is set: all of them, and some of them written otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import cast

from desktop.documents.blocks import Block, Document
from desktop.documents.fonts import undrawable

_PHRASE = re.compile(r"[^\s，。；：、（）()“”]+")
_AROUND = 12
"""Characters shown before and after one that no font draws, in a text without punctuation."""


def undrawable_phrases(document: Document, settled: str = "") -> tuple[str, ...]:
    """Return the names and phrases, each once, with characters that print as 〓.

    Characters in `settled` have been asked about before and are left out.
    """
    return phrases_in(_texts((document.title, document.blocks, document.note)), settled)


def phrases_in(texts: Iterable[str], settled: str = "") -> tuple[str, ...]:
    """Return what `undrawable_phrases` does, of texts."""
    different = dict.fromkeys(texts)
    wrong = undrawable("".join(different)).translate(dict.fromkeys(map(ord, settled)))
    found = (_around(text, one) for text in different for one in wrong if one in text)
    return tuple(dict.fromkeys(phrase for phrases in found for phrase in phrases))


def reworded(document: Document, changes: Mapping[str, str]) -> Document:
    """Return the document with phrases (as they are -> as they should be) changed everywhere."""

    def change(text: str) -> str:
        for phrase in sorted(changes, key=len, reverse=True):
            text = text.replace(phrase, changes[phrase])
        return text

    return replace(
        document,
        title=change(document.title),
        blocks=cast("tuple[Block, ...]", _mapped(document.blocks, change)),
        note=change(document.note),
    )


def _around(text: str, character: str) -> Iterator[str]:
    for phrase in _PHRASE.findall(text):
        at = phrase.find(character)
        if at >= 0:
            yield phrase[max(0, at - _AROUND) : at + 1 + _AROUND]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


def _mapped(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _mapped(getattr(value, one.name), change) for one in fields(value)}
        )
    return value

"""What was chosen last in a form, kept between starts under one key."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TypeVar

import msgspec

Choices = TypeVar("Choices", bound=msgspec.Struct)


def recall(memory: MutableMapping[str, str], key: str, kind: type[Choices]) -> Choices:
    """Return what was chosen last, or what `kind` begins with."""
    try:
        return msgspec.json.decode(memory.get(key, "{}"), type=kind)
    except msgspec.DecodeError:  # written by another version
        return kind()


def remember(memory: MutableMapping[str, str], key: str, choices: msgspec.Struct) -> None:
    """Keep what was chosen."""
    memory[key] = msgspec.json.encode(choices).decode()

"""Fields of a form, described in data: how each is typed in, and what its value must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.gui.widgets.editors import (
    CheckEditor,
    ChoiceEditor,
    DateEditor,
    Editor,
    LineEditor,
    ParagraphEditor,
)
from desktop.gui.widgets.parsing import parse_date, parse_moment, parse_number

Values = dict[str, Any]
"""Field key -> value, of the type its field says."""


@dataclass(frozen=True)
class Field:
    """A line of text -> str, stripped. The other kinds of field extend this one.

    `hint` stands below the field; `check(value)` returns what is wrong in words, or "".
    `suggestions` that contain what is typed are offered below it; anything else may be typed too.
    """

    key: str
    label: str
    required: bool = False
    hint: str = ""
    placeholder: str = ""
    check: Callable[[Any], str] | None = None
    max_length: int = 200
    suggestions: Sequence[str] = ()

    def editor(self) -> Editor:
        """Return the control to type into."""
        return LineEditor(self.placeholder, self.max_length, self.suggestions)

    def parse(self, raw: object) -> object:
        """Return the value of what the editor holds; raises `WrongInputError`."""
        return raw


TextField = Field


@dataclass(frozen=True)
class ParagraphField(Field):
    """Several lines of text -> str. Ctrl+Enter moves on, Enter starts a line.

    `height` counts the heights of a line to type in.
    """

    max_length: int = 2000
    height: int = 2

    def editor(self) -> Editor:
        """Return the control to type into."""
        return ParagraphEditor(self.placeholder, self.max_length, self.height)


@dataclass(frozen=True)
class ChoiceField(Field):
    """One of `options` (value, words) -> value, or None; long lists are filtered by typing."""

    options: Sequence[tuple[Any, str]] = ()

    def editor(self) -> Editor:
        """Return the control to choose with."""
        return ChoiceEditor(self.options, self.placeholder or "请选择")


@dataclass(frozen=True)
class DateField(Field):
    """A day -> datetime.date, or None; typed as 2026-3-2, 20260302, 3月2日 or 明天."""

    def editor(self) -> Editor:
        """Return the control to type into, with a calendar."""
        return DateEditor(self.placeholder or "年-月-日")

    def parse(self, raw: object) -> object:
        """Return the day; raises `WrongInputError`."""
        return parse_date(str(raw))


@dataclass(frozen=True)
class DateTimeField(Field):
    """A day and time -> datetime.datetime without zone, or None.

    Typed as 2026-3-2 14:30, 3月2日下午2点半 and the like.
    """

    def editor(self) -> Editor:
        """Return the control to type into, with a calendar."""
        return DateEditor(self.placeholder or "年-月-日 时:分", with_time=True)

    def parse(self, raw: object) -> object:
        """Return the moment; raises `WrongInputError`."""
        return parse_moment(str(raw))


@dataclass(frozen=True)
class IntegerField(Field):
    """A whole number from `low` to `high` -> int, or None."""

    low: int = 0
    high: int = 1_000_000

    def parse(self, raw: object) -> object:
        """Return the number; raises `WrongInputError`."""
        value = parse_number(str(raw), self.low, self.high, whole=True)
        return None if value is None else int(value)


@dataclass(frozen=True)
class DecimalField(Field):
    """A number from `low` to `high` -> float, or None."""

    low: float = 0.0
    high: float = 1e9

    def parse(self, raw: object) -> object:
        """Return the number; raises `WrongInputError`."""
        return parse_number(str(raw), self.low, self.high, whole=False)


@dataclass(frozen=True)
class CheckField(Field):
    """A box to tick -> bool; `required` means it must be ticked."""

    def editor(self) -> Editor:
        """Return the box, with the label beside it."""
        return CheckEditor(self.label)

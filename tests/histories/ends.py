"""What a history is played on: a province and PCs, be they the model or the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

PROVINCE = -1
"""Where the number of a PC would stand."""


@dataclass(frozen=True)
class Clash:
    """A record of a conflict about student `row`; `other_by` is who wrote what does not stand."""

    row: int
    kept: Mapping[str, Any]
    other: Mapping[str, Any]
    other_by: str
    settled: bool


@dataclass(frozen=True)
class View:
    """What people see at one end: students by number, the conflicts, what the province decreed."""

    students: Mapping[int, Mapping[str, Any]]
    clashes: Sequence[Clash]


@dataclass(frozen=True)
class Taken:
    """What became of a file; `error` names why it was refused."""

    error: str = ""
    renewed: bool = False
    differs: bool = False


class Ends(Protocol):
    """The players' side of every step. PCs are numbered from 0; a bundle is the player's own."""

    def homes(self) -> Sequence[int]:
        """Return the township of each PC."""
        ...

    def view(self, end: int, home: int) -> View: ...
    def state(self, end: int, home: int) -> Mapping[tuple[str, bytes], object]:
        """Return all that travels, by table and id: the same, versions too, where ends agree."""
        ...

    def is_reference(self, table: str) -> bool:
        """Tell whether a table is the province's."""
        ...

    def waiting(self, pc: int) -> Sequence[int]:
        """Return the students that are not acknowledged yet; 0 for every other row."""
        ...

    # Clerks; `by` names the write, and is told wherever it goes.
    def add(self, pc: int, student: int, fields: Mapping[str, str], by: str) -> None: ...
    def edit(self, pc: int, student: int, fields: Mapping[str, str], by: str) -> None: ...
    def delete(self, pc: int, student: int, by: str) -> None: ...
    def settle(self, pc: int, clash: Clash, take: Sequence[str], by: str) -> None: ...
    def decree(self, which: int, value: int) -> None: ...
    def clock(self, pc: int, which: int) -> None: ...

    # Files.
    def hand_up(self, pc: int, *, split: bool) -> Sequence[Any]: ...
    def answer(self, pc: int) -> Any | None: ...  # noqa: ANN401 - the player's own
    def addressees(self, bundle: Any) -> Sequence[int]:  # noqa: ANN401 - the player's own
        """Return the PCs that a bundle from the province is for."""
        ...

    def receive(self, bundle: Any) -> Taken: ...  # noqa: ANN401 - the player's own
    def take_in(self, pc: int, bundle: Any) -> Taken: ...  # noqa: ANN401 - the player's own
    def cut(self, pc: int, bundle: Any, *, archived: bool) -> None:  # noqa: ANN401 - as above
        """Begin to take a file in, and be cut off."""
        ...

    # Folders.
    def back_up_province(self) -> None: ...
    def restore_province(self, *, archive: bool) -> None:
        """Put the database back; with its archive as it is now, which is replayed, or as it was."""
        ...

    def back_up(self, pc: int) -> None: ...
    def restore(self, pc: int, *, image: bool) -> None:
        """Put a PC's folder back, with all that its user keeps beside it if it is an image."""
        ...

    def clone(self, pc: int, *, image: bool) -> None: ...
    def rejoin(self, pc: int) -> None: ...
    def everything_next(self, pc: int) -> None: ...

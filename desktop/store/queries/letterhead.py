"""Under whose name this township prints."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.store import Reader
from desktop.store.tables import Township, TownshipProfile


@dataclass(frozen=True)
class Letterhead:
    """The township's 9-digit code and name, and its committee."""

    code: int
    township: str
    committee: str


def letterhead(reader: Reader) -> Letterhead:
    """Return the committee as it calls itself, else as the township's name suggests."""
    code = reader.replica.township
    townships = reader.find(Township, code=code)
    profiles = reader.find(TownshipProfile)
    township = townships[0].name if townships else ""
    committee = profiles[0].committee if profiles else ""
    return Letterhead(code, township, committee or f"{township}青年工作委员会")

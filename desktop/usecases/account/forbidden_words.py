"""The names that nobody may build a passphrase on: those that a colleague would try first."""

from __future__ import annotations

from desktop.store.tables import Township, TownshipProfile
from desktop.usecases.account.passphrase import names_to_avoid
from desktop.usecases.workspace import Workspace


def forbidden_words(workspace: Workspace, *more: str) -> tuple[str, ...]:
    """Return the names of the place, the committee and the staff, and `more` such names."""
    with workspace.store.read() as reader:
        places = reader.find(Township, code=reader.replica.township)
        own = reader.find(TownshipProfile)
    names = [
        *(name for one in places for name in (one.name, one.county_name, one.city_name)),
        *(name for one in own for name in (one.committee, one.contact)),
        *(one.name for one in workspace.staff),
    ]
    return names_to_avoid(*names, *more)

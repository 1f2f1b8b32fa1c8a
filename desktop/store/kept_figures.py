"""How much each township has on record, kept as its rows come in.

Counting millions of rows for every look at the whole province would take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from desktop.domain.terms import CertificateState, Presence
from desktop.store.rows import Row, wire_columns
from desktop.store.tables import TownshipFigures, synced_tables

if TYPE_CHECKING:
    from desktop.store.store import Writer

_COUNTED: dict[str, tuple[str, dict[str, object]]] = {
    "activity": ("activities", {}),
    "attendance": ("attendances", {"presence": Presence.PRESENT.value}),
    "certificate": ("certificates", {"state": CertificateState.ISSUED.value}),
    "pairing": ("pairings", {}),
    "student": ("students", {}),
}
"""The figure that a table's live rows count for, and what else a row must say to count."""


def keep_figures(writer: Writer, table: str, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Note that rows `before` of a table, as they travel, were replaced by rows `after`."""
    columns = wire_columns(synced_tables()[table])
    said = itemgetter(*map(columns.index, saying(table)))
    change = Counter(map(said, after))
    change.subtract(map(said, before))
    keep_change(writer, table, change)


def saying(table: str) -> tuple[str, ...]:
    """Return the columns by which a table's rows count."""
    _, wanted = _COUNTED.get(table, ("", {}))
    return ("township", "deleted", *wanted)


def keep_change(writer: Writer, table: str, change: Mapping[Row, int]) -> None:
    """Note how many more rows of a table say so in the columns `saying`, or how many fewer."""
    if table not in _COUNTED:
        return
    figure, wanted = _COUNTED[table]
    for (township, *said_of_it), more in change.items():
        if more and said_of_it == [0, *wanted.values()]:
            kept = writer.session.get(TownshipFigures, township)
            kept = kept or TownshipFigures(township=township)
            setattr(kept, figure, getattr(kept, figure) + more)
            writer.session.add(kept)

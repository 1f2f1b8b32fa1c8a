"""How much each township has on record, kept as its rows come in.

Counting millions of rows for every look at the whole province would take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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


def is_counted(table: str) -> bool:
    """Tell whether a table's rows count for any figure."""
    return table in _COUNTED


def keep_figures(writer: Writer, table: str, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Note that rows `before` of a table, as they travel, were replaced by rows `after`."""
    if table not in _COUNTED:
        return
    figure, wanted = _COUNTED[table]
    columns = wire_columns(synced_tables()[table])
    said = itemgetter(*map(columns.index, ("township", "deleted", *wanted)))
    change = Counter(map(said, after))
    change.subtract(map(said, before))
    for (township, *said_of_it), more in change.items():
        if more and said_of_it == [0, *wanted.values()]:
            kept = writer.session.get(TownshipFigures, township)
            kept = kept or TownshipFigures(township=township)
            setattr(kept, figure, getattr(kept, figure) + more)
            writer.session.add(kept)

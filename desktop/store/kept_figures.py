"""How much each township has on record, kept as its rows come in.

Counting millions of rows for every look at the whole province would take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
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
    counts = _counting(table, {"deleted": 0, **wanted})
    change = Counter(row[1] for row in after if counts(row))
    change.subtract(row[1] for row in before if counts(row))
    for township, more in change.items():
        kept = writer.session.get(TownshipFigures, township) or TownshipFigures(township=township)
        setattr(kept, figure, getattr(kept, figure) + more)
        writer.session.add(kept)


def _counting(table: str, wanted: dict[str, object]) -> Callable[[Row], bool]:
    columns = wire_columns(synced_tables()[table])
    places = [(columns.index(name), value) for name, value in wanted.items()]
    return lambda row: all(row[place] == value for place, value in places)

"""What of a row decides between its versions: the stamp, and the fields that people fill."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.rows import Row
from desktop.store.tables.base import STAMPS
from desktop.sync.merge import Stamp
from desktop.sync.versions import Version

SYSTEM = frozenset({"id", "township", *STAMPS})
"""Columns that are no fields."""

BASE = 2 + STAMPS.index("base_values")
"""The place of the base values in a row."""


class Stamps:
    """Reads a row's stamp and fields by the places of its columns."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._fields = {name: at for at, name in enumerate(columns) if name not in SYSTEM}
        self._places = [columns.index(n) for n in ("epoch", "lsn", "base_epoch", "base_lsn")]

    def __call__(self, row: Row) -> Stamp:
        """Return a row's version and the one that it was edited on."""
        epoch, lsn, base_epoch, base_lsn = (row[place] for place in self._places)
        base = None if base_epoch is None else Version(base_epoch, base_lsn)
        return Stamp(Version(epoch, lsn), base)

    def fields(self, row: Row) -> dict[str, object]:
        """Return what people fill, and the columns that we do not know."""
        return {name: row[at] for name, at in self._fields.items()}

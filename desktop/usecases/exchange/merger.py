"""One table's rows are merged one by one; what finds no room becomes a record of a conflict."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop.store import rows
from desktop.store.rows import Row
from desktop.store.tables import Conflict
from desktop.sync.merge import Fate, Loss, covers, fate, merge, order
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.editions import Editions
from desktop.usecases.exchange.intake import Intake

RECORDS = str(Conflict.__tablename__)


class Merger:
    """Makes one row out of two and gathers the records of what was lost."""

    def __init__(self, table: str, columns: Sequence[str], ancestry: Ancestry) -> None:
        self._conflicts: list[Conflict] = []
        self._table = table
        self._ancestry = ancestry
        self._editions = Editions(columns)
        self._by, self._at = columns.index("edited_by"), columns.index("edited_at")

    def merge(self, live: Row | None, incoming: Row) -> tuple[Fate, Row]:
        """Return what becomes of an incoming row, and the row as it is to be then."""
        if live is None:
            return Fate.NEW, incoming
        if self._table == RECORDS:
            return self._merge_records(live, incoming)
        verdict = self._compare(live, incoming)
        if verdict is Fate.MERGED:
            return self._merge_fields(live, incoming)
        return verdict, incoming if verdict is Fate.REPLACE else live

    def _compare(self, live: Row, incoming: Row) -> Fate:
        """Return `REPLACE`, `OLD`, or `MERGED` for rows that are to be merged field by field."""
        read = self._editions
        if later := read.later(live, incoming):
            return Fate.REPLACE if later > 0 else Fate.OLD
        if live == incoming:
            return Fate.OLD
        verdict = fate(read.stamp(live), read.stamp(incoming), self._ancestry)
        contradicted = verdict is Fate.OLD and self._contradict(live, incoming)
        return Fate.MERGED if contradicted else verdict

    def record_conflicts(self, here: Intake) -> None:
        """Add the records, stamped by this database, once each."""
        ids = [conflict.id for conflict in self._conflicts]
        there = set(rows.find(here.writer.connection, RECORDS, ids))
        for conflict in self._conflicts:
            if conflict.id not in there:
                there.add(conflict.id)
                number = here.take_numbers(1)
                conflict.epoch, conflict.lsn, conflict.seq = here.replica.epoch, number, number
                here.writer.add(conflict)

    def _merge_records(self, live: Row, incoming: Row) -> tuple[Fate, Row]:
        """Of two records of one conflict the settled one stands; there is nothing to choose."""

        def rank(row: Row) -> tuple[Any, ...]:
            return self._editions.fields(row)["settled"], self._editions.stamp(row).version

        return (Fate.REPLACE, incoming) if rank(incoming) > rank(live) else (Fate.OLD, live)

    def _contradict(self, live: Row, incoming: Row) -> bool:
        """Tell whether one name stands for two contents: two copies wrote under it."""
        read = self._editions
        return covers(read.stamp(incoming), read.stamp(live).seen, self._ancestry) and read.fields(
            live
        ) != read.fields(incoming)

    def _merge_fields(self, live: Row, incoming: Row) -> tuple[Fate, Row]:
        read = self._editions
        merged = merge(read.edition(live), read.edition(incoming), self._ancestry)
        newest = max(live, incoming, key=lambda row: order(read.stamp(row).version))
        for loss in merged.losses:
            kept, other = (live, incoming) if loss.kept_is_live else (incoming, live)
            self._conflicts.append(self._conflict(loss, kept, other))
        row = read.row(merged.edition, like=newest)
        return (
            Fate.CONFLICT if merged.losses else Fate.MERGED,
            live if row == live else row,
        )

    def _conflict(self, loss: Loss, kept: Row, other: Row) -> Conflict:
        """Return the record of a loss, under the same name wherever it is found."""
        writes = sorted(f"{epoch}.{lsn}" for epoch, lsn in loss.writes)
        name = "\x1f".join([self._table, kept[0].hex(), *sorted(loss.kept), *writes])
        return Conflict(
            id=hashlib.blake2b(name.encode(), digest_size=16).digest(),
            township=kept[1],
            table_name=self._table,
            row_id=kept[0],
            kept=_json(loss.kept),
            kept_by=kept[self._by],
            kept_at=kept[self._at],
            other=_json(loss.other),
            other_by=other[self._by],
            other_at=other[self._at],
        )


def _json(fields: Mapping[str, Any]) -> str:
    return msgspec.json.encode(fields).decode()

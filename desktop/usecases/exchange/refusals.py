"""Rows that the province did not take: kept here with the reason until they are mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.labels import RECORDS, field_label
from desktop.store.store import Reader, Writer
from desktop.store.tables import HandUp, Refusal, Synced, synced_tables
from desktop.sync.messages import Accepted
from desktop.usecases.exchange.receipt_words import reason_words
from desktop.usecases.exchange.record_titles import title_of
from desktop.usecases.workspace import Workspace

_NAMED = re.compile(r"([a-z_]{1,60}) ([0-9a-f]{32})：(?:([a-z_0-9]{1,60}) 的)?")
"""The row, and perhaps the column, that a reason begins with."""


@dataclass(frozen=True)
class RefusedRow:
    """A record that is not at the province; `mended`: changed since, so that it goes up again."""

    table: str
    id: bytes
    record: str
    title: str
    reason: str
    number: int
    mended: bool


def note_refusals(writer: Writer, bundle: HandUp, said: Accepted) -> None:
    """Remember the rows that the province names as refused from a bundle of ours."""
    for reason in said.reasons:
        named = _NAMED.match(reason)
        if named and named[1] in synced_tables():
            column = field_label(named[1], named[3]) if named[3] else ""
            words = reason_words(reason)
            writer.session.merge(
                Refusal(
                    table_name=named[1],
                    row_id=bytes.fromhex(named[2]),
                    number=bundle.number,
                    upto=bundle.upto,
                    reason=f"“{column}”的{words}" if column else words,
                )
            )


def forget_mended(writer: Writer, have: int) -> None:
    """Forget the rows that were changed since, and taken; `have` is what the province has."""
    for refusal in writer.local(Refusal):
        row = _row(writer, refusal)
        if row is None or refusal.upto < row.seq <= have:
            writer.session.delete(refusal)


def list_refused(workspace: Workspace) -> list[RefusedRow]:
    """Return the rows that are not at the province, those that want mending first."""
    with workspace.store.read() as reader:
        found = [(refusal, _row(reader, refusal)) for refusal in reader.local(Refusal)]
        rows = [
            RefusedRow(
                refusal.table_name,
                refusal.row_id,
                RECORDS.get(refusal.table_name, "记录"),
                title_of(reader, row),
                refusal.reason,
                refusal.number,
                row.seq > refusal.upto,
            )
            for refusal, row in found
            if row is not None
        ]
    return sorted(rows, key=lambda row: (row.mended, row.number, row.record, row.title))


def wanting(reader: Reader) -> int:
    """Return how many refused rows were not changed since."""
    found = ((refusal, _row(reader, refusal)) for refusal in reader.local(Refusal))
    return sum(row is not None and row.seq <= refusal.upto for refusal, row in found)


def _row(reader: Reader, refusal: Refusal) -> Synced | None:
    kind = synced_tables().get(refusal.table_name)
    return reader.session.get(kind, refusal.row_id) if kind else None

"""Rows that came in are merged into the database, one frame after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from desktop.bundle.errors import DamagedBundleError, HostileBundleError
from desktop.foundation.progress import Progress
from desktop.store import rows
from desktop.store.kept_figures import keep_change, keep_figures, saying
from desktop.store.provenance import HIGHEST
from desktop.store.queries.lives import lives
from desktop.store.rows import Row, wire_columns
from desktop.store.store import Writer
from desktop.store.tables import (
    OWNER_PROVINCE,
    OWNER_TOWNSHIP,
    Lineage,
    synced_tables,
)
from desktop.sync.versions import Ancestry
from desktop.sync.wire import RowReader
from desktop.usecases.exchange.attachments import keep_attachment
from desktop.usecases.exchange.intake import Intake, intake
from desktop.usecases.exchange.merger import RECORDS, Merger
from desktop.usecases.exchange.tally import Tally
from desktop.usecases.exchange.unknown import keep_unknown

M = TypeVar("M", bound=msgspec.Struct)

MANIFEST_CAP = 1 << 20
"""Bytes; room for the chain of 25,000 bundles, and too little to fill the memory."""


@dataclass(frozen=True)
class Source:
    """What the manifest says of the rows that follow it; `owner` of all tables, if there is one."""

    tables: Mapping[str, Sequence[str]]
    lineage: Sequence[tuple[int, int, int]]
    townships: Collection[int]
    owner: str | None
    expected: int
    reference: Collection[str] = ()
    highest: int = HIGHEST
    """No row's lsn may be above it."""

    def owner_of(self, table: str) -> str:
        """Return who writes a table that we do not know."""
        return self.owner or (OWNER_PROVINCE if table in self.reference else OWNER_TOWNSHIP)


def merge_frames(
    writer: Writer, source: Source, frames: Iterable[bytes], progress: Progress, what: str
) -> Tally:
    """Merge the row frames of one bundle in the caller's transaction.

    Raises `DamagedBundleError` for what is no row frame, `Cancelled` when asked to stop; the
    caller's transaction then leaves no trace.
    """
    ancestry = _learn_lineage(writer, source.lineage)
    reader = RowReader(
        source.tables, set(synced_tables(source.owner)), source.townships, source.highest
    )
    home = max(source.townships)  # 0 is everybody's
    with intake(writer, ancestry) as here:
        done = 0
        for frame in frames:
            try:
                decoded = reader.read(frame)
            except ValueError as error:
                raise DamagedBundleError("内容不合格式") from error
            except RecursionError as error:
                raise HostileBundleError("嵌套过深") from error
            here.tally.refuse(decoded.refused)
            if decoded.attachment is not None:
                keep_attachment(writer, home, decoded.attachment, here.tally)
            elif decoded.unknown:
                keep_unknown(here, decoded.table, source.owner_of(decoded.table), decoded.rows)
            else:
                merge_rows(here, decoded.table, decoded.rows)
            done += len(decoded.rows) + len(decoded.refused)
            progress.step(done, source.expected, what)
        here.tally.highest = reader.reached
    return here.tally


def _learn_lineage(writer: Writer, lineage: Sequence[tuple[int, int, int]]) -> Ancestry:
    """Remember the sender's epochs and return all that are known."""
    known = lives(writer)
    for epoch, parent, fork in lineage:
        if epoch not in known:
            known[epoch] = (parent, fork)
            writer.add(Lineage(epoch=epoch, parent=parent, fork_lsn=fork))
    return Ancestry(known)


def merge_rows(here: Intake, table: str, incoming: Sequence[Row]) -> None:
    """Merge rows of one table."""
    if incoming and table != RECORDS:
        incoming = _put_plain(here, table, incoming)
    if not incoming:
        return  # the table may be another's
    connection = here.writer.connection
    merger = Merger(table, wire_columns(synced_tables()[table]), here.ancestry)
    live = rows.find(connection, table, [row[0] for row in incoming])
    accepted = {row[0]: row for row in incoming}
    if live or len(accepted) < len(incoming):
        accepted = _merged(here.tally, table, incoming, live, merger)
    else:
        here.tally.new += len(accepted)
    written = list(accepted.values())
    rows.upsert(connection, table, written, here.take_numbers(len(written)), live)
    if not here.replica.township:  # the province's view of all
        before = [live[row_id] for row_id in accepted if row_id in live]
        keep_figures(here.writer, table, before, written)
    if synced_tables()[table].OWNER == OWNER_TOWNSHIP:  # what the province writes alone, it decides
        merger.record_conflicts(here)


def _merged(
    tally: Tally,
    table: str,
    incoming: Sequence[Row],
    live: Mapping[bytes, Row],
    merger: Merger,
) -> dict[bytes, Row]:
    """Return by id the rows that are to be written, one after the other decided upon."""
    owned = synced_tables()[table].OWNER == OWNER_TOWNSHIP
    accepted: dict[bytes, Row] = {}
    for row in incoming:
        there = accepted.get(row[0]) or live.get(row[0])
        if there and there[1] != row[1] and owned:
            tally.refuse([f"{table} {row[0].hex()}：是另一个镇街的记录"])
            continue
        verdict, merged = merger.merge(there, row)
        tally.count(verdict)
        if merged is not there:
            accepted[row[0]] = merged
    return accepted


def _put_plain(here: Intake, table: str, incoming: Sequence[Row]) -> Sequence[Row]:
    """Let the database write what needs no merging, if it can; return the other rows."""
    plain = rows.put_plain(
        here.writer.connection, table, incoming, here.replica.lsn + 1, saying=saying(table)
    )
    here.tally.new += plain.new
    here.tally.merged += plain.replaced
    here.tally.unchanged += plain.old
    here.take_numbers(plain.new + plain.replaced)
    keep_change(here.writer, table, plain.change)
    return plain.rest


def read_manifest(frames: Iterator[bytes], kind: type[M]) -> M:
    """Return the first frame as a message of `kind`.

    Raises `DamagedBundleError`, `HostileBundleError`.
    """
    first = next(frames, b"")
    if len(first) > MANIFEST_CAP:
        raise HostileBundleError("开头的清单过大")
    try:
        return msgspec.msgpack.decode(first, type=kind)
    except (ValueError, RecursionError) as error:
        raise DamagedBundleError("开头的清单不合格式") from error

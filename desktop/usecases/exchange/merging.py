"""Rows that came in are merged into the database, one frame after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from desktop.bundle.errors import DamagedBundleError, HostileBundleError
from desktop.foundation.progress import Progress
from desktop.store import rows
from desktop.store.kept_figures import is_counted, keep_figures
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
    tally = Tally()
    ancestry = _learn_lineage(writer, source.lineage)
    reader = RowReader(source.tables, set(synced_tables(source.owner)), source.townships)
    home = max(source.townships)  # 0 is everybody's
    with uncaptured(writer):
        done = 0
        for frame in frames:
            try:
                decoded = reader.read(frame)
            except ValueError as error:
                raise DamagedBundleError("内容不合格式") from error
            except RecursionError as error:
                raise HostileBundleError("嵌套过深") from error
            tally.refuse(decoded.refused)
            if decoded.attachment is not None:
                keep_attachment(writer, home, decoded.attachment, tally)
            elif decoded.unknown:
                table = decoded.table, source.owner_of(decoded.table)
                keep_unknown(writer, table, decoded.rows, ancestry, tally)
            else:
                merge_rows(writer, decoded.table, decoded.rows, ancestry, tally)
            done += len(decoded.rows) + len(decoded.refused)
            progress.step(done, source.expected, what)
    return tally


def _learn_lineage(writer: Writer, lineage: Sequence[tuple[int, int, int]]) -> Ancestry:
    """Remember the sender's epochs and return all that are known."""
    known = lives(writer)
    for epoch, parent, fork in lineage:
        if epoch not in known:
            known[epoch] = (parent, fork)
            writer.add(Lineage(epoch=epoch, parent=parent, fork_lsn=fork))
    return Ancestry(known)


class uncaptured:  # noqa: N801 - reads as a statement
    """Turns capture off for rows that already carry their versions."""

    def __init__(self, writer: Writer) -> None:
        self._connection = writer.connection

    def __enter__(self) -> None:
        self._connection.exec_driver_sql("UPDATE replica SET capture = 0")

    def __exit__(self, *_: object) -> None:
        self._connection.exec_driver_sql("UPDATE replica SET capture = 1")


def merge_rows(
    writer: Writer, table: str, incoming: Sequence[Row], ancestry: Ancestry, tally: Tally
) -> None:
    """Merge rows of one table, while nothing is captured."""
    if incoming and table != RECORDS:
        incoming = _put_plain(writer, table, incoming, tally)
    if not incoming:
        return  # the table may be another's
    kind = synced_tables()[table]
    merger = Merger(table, wire_columns(kind), ancestry)
    live = rows.find(writer.connection, table, [row[0] for row in incoming])
    accepted: dict[bytes, Row] = {}
    for row in incoming:
        there = accepted.get(row[0]) or live.get(row[0])
        if there and there[1] != row[1] and kind.OWNER == OWNER_TOWNSHIP:
            tally.refuse([f"{table} {row[0].hex()}：是另一个镇街的记录"])
            continue
        verdict, merged = merger.merge(there, row)
        tally.count(verdict)
        if merged is not there:
            accepted[row[0]] = merged
    first = writer.replica.lsn + 1
    rows.upsert(writer.connection, table, list(accepted.values()), first, live)
    writer.replica.lsn += len(accepted)
    writer.session.flush()
    if not writer.replica.township:  # the province's view of all
        before = [live[row_id] for row_id in accepted if row_id in live]
        keep_figures(writer, table, before, accepted.values())
    merger.record_conflicts(writer)


def _put_plain(writer: Writer, table: str, incoming: Sequence[Row], tally: Tally) -> Sequence[Row]:
    """Let the database write what needs no merging, if it can; return the other rows."""
    plain = rows.put_plain(
        writer.connection,
        table,
        incoming,
        writer.replica.lsn + 1,
        want_before=is_counted(table),
    )
    tally.new += len(plain.new)
    tally.merged += len(plain.replaced)
    tally.unchanged += plain.old
    written = [*plain.new, *plain.replaced]
    if written:
        writer.replica.lsn += len(written)
        writer.session.flush()
        keep_figures(writer, table, plain.before, written)
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

"""Rows that go out: which, in what frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop import __version__
from desktop.bundle.bundle import BundleFacts, BundleKind
from desktop.store import rows, unknown_rows
from desktop.store.queries.lives import lives
from desktop.store.rows import Row, wire_columns
from desktop.store.store import Reader, Writer
from desktop.store.tables import OWNER_TOWNSHIP, Setting, synced_tables
from desktop.sync import wire
from desktop.sync.messages import READER, SCHEMA, Manifest
from desktop.usecases.workspace import Workspace

WHOLE_UNTIL = "exchange/whole-until"
"""Setting: until this lsn is acknowledged, rows of every epoch are handed up."""


@dataclass(frozen=True)
class Selection:
    """The rows of one owner's tables that were written here after `since` up to `upto`.

    `epochs` keeps the rows of these alone; of all when it is empty.
    """

    owner: str
    townships: tuple[int, ...]
    since: int
    upto: int
    epochs: tuple[int, ...] = ()


def columns_of(owners: Sequence[str]) -> dict[str, list[str]]:
    """Return each table of the owners with the columns that travel."""
    return {
        name: wire_columns(kind) for owner in owners for name, kind in synced_tables(owner).items()
    }


def tables_of(reader: Reader, selections: Sequence[Selection]) -> dict[str, list[str]]:
    """Return the tables of selections' frames with their columns, also those only passed on."""
    tables = columns_of([selection.owner for selection in selections])
    for selection in selections:
        tables |= {table: unknown_rows.COLUMNS for table, _ in _unknown(reader, selection)}
    return tables


def count_rows(reader: Reader, selection: Selection) -> dict[str, int]:
    """Return the tables of a selection that have rows, and how many at most.

    Rows of other lives count too: telling them apart would mean to read them all twice.
    """
    tables = synced_tables(selection.owner)
    window = selection.townships, selection.since, selection.upto
    return rows.counts(reader.connection, tables, *window)


def row_frames(reader: Reader, selection: Selection) -> Iterator[wire.Frame]:
    """Yield the frames of a selection; what newer versions alone know is passed on."""
    for table in count_rows(reader, selection):
        for batch in rows.changed(
            reader.connection,
            table,
            selection.townships,
            selection.since,
            selection.upto,
            epochs=selection.epochs,
        ):
            yield wire.frame(table, batch)
    for table, batch in _unknown(reader, selection):
        yield wire.frame(table, batch)


def counts(reader: Reader, selection: Selection) -> dict[str, int]:
    """Return how many rows of each table a selection has; of tables we do not know, under ""."""
    window = selection.townships, selection.since, selection.upto
    connection, epochs = reader.connection, selection.epochs
    found = {
        table: len(rows.sequences(connection, [table], *window, epochs=epochs))
        for table in synced_tables(selection.owner)
    }
    if selection.owner == OWNER_TOWNSHIP:
        found[""] = len(unknown_rows.sequences(connection, *window, epochs=epochs))
    return {table: count for table, count in found.items() if count}


def sequences(reader: Reader, selection: Selection) -> list[int]:
    """Return the sequence numbers of a selection's rows, in order."""
    window = selection.townships, selection.since, selection.upto
    connection, epochs = reader.connection, selection.epochs
    found = rows.sequences(connection, synced_tables(selection.owner), *window, epochs=epochs)
    if selection.owner == OWNER_TOWNSHIP:
        found += unknown_rows.sequences(connection, *window, epochs=epochs)
    return sorted(found)


def _unknown(reader: Reader, selection: Selection) -> Iterator[tuple[str, list[Row]]]:
    """Yield batches of a township's rows whose tables we do not know."""
    if selection.owner == OWNER_TOWNSHIP:
        yield from unknown_rows.changed(
            reader.connection,
            selection.townships,
            selection.since,
            selection.upto,
            epochs=selection.epochs,
        )


def own_rows(reader: Reader, since: int, upto: int) -> Selection:
    """Return a township's own rows: what this database wrote in this life and in earlier ones.

    The earlier ones matter when the province lost what it had acknowledged. After a rejoin, and
    when the ends differ, all rows go up until they are acknowledged: nobody else may be left who
    has a colleague's.
    """
    replica = reader.replica
    marks = reader.local(Setting, key=WHOLE_UNTIL)
    if marks and replica.acknowledged < int(marks[0].value):
        return Selection(OWNER_TOWNSHIP, (replica.township,), since, upto)
    lives = tuple(epoch for epoch, _, _ in lineage_of(reader, replica.epoch))
    return Selection(OWNER_TOWNSHIP, (replica.township,), since, upto, lives)


def carry_everything(writer: Writer) -> None:
    """Let hand-ups carry rows of every epoch until all that is here now is acknowledged."""
    writer.session.merge(Setting(key=WHOLE_UNTIL, value=str(writer.replica.lsn)))
    writer.session.flush()


def facts_of(workspace: Workspace, kind: BundleKind, manifest: Manifest) -> BundleFacts:
    """Return what the clear line of a bundle with this manifest says."""
    return BundleFacts(
        kind=kind,
        sender=manifest.sender,
        recipient=manifest.recipient,
        township=manifest.township,
        epoch=manifest.epoch,
        number=manifest.number,
        created=workspace.now(),
        schema=SCHEMA,
        reader=READER,
        app=__version__,
    )


def township_lineage(reader: Reader) -> list[tuple[int, int, int]]:
    """Return this database's lives, then those known of colleagues and copies.

    Rows name lives that their reader may know from nobody else. What the province says of its own
    is not for us to tell.
    """
    own = lineage_of(reader, reader.replica.epoch)
    told = {*own, *lineage_of(reader, reader.replica.heard_epoch)}
    known = ((epoch, *fork) for epoch, fork in lives(reader).items())
    return [*own, *(life for life in known if life not in told)]


def lineage_of(reader: Reader, epoch: int) -> list[tuple[int, int, int]]:
    """Return an epoch and its ancestors as (epoch, parent, fork lsn)."""
    parents = lives(reader)
    chain: list[tuple[int, int, int]] = []
    while epoch in parents:
        parent, fork = parents.pop(epoch)
        chain.append((epoch, parent, fork))
        epoch = parent
    return chain

"""Many rows at once, read and written; the triggers stamp them like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert  # townships alone write so, into a file

from desktop.store.batches import batches
from desktop.store.capture import field_names
from desktop.store.queries.tables import core, live
from desktop.store.store import Reader, Writer
from desktop.store.tables import Synced

S = TypeVar("S", bound=Synced)


def add_all(writer: Writer, rows: Sequence[S]) -> Sequence[S]:
    """Insert a township's own rows of one table; the given objects are not tracked.

    A row whose id is fixed may have been there before and deleted: it comes back.
    """
    if rows:
        kind = type(rows[0])
        statement = insert(core(kind))
        if kind.FIXED_IDS:
            again = {name: statement.excluded[name] for name in (*field_names(kind), "deleted")}
            statement = statement.on_conflict_do_update(index_elements=["id"], set_=again)
        township = writer.replica.township
        writer.session.flush()
        writer.connection.execute(
            statement, [{**row.model_dump(), "township": township} for row in rows]
        )
    return rows


def fields_of(
    reader: Reader, kind: type[Synced], only: Mapping[str, object]
) -> dict[bytes, Mapping[str, Any]]:
    """Return the fields of the live rows whose columns equal those of `only`, by id."""
    table = core(kind)
    query = select(table.c.id, *(table.c[name] for name in field_names(kind))).where(
        live(table), *(table.c[name] == value for name, value in only.items())
    )
    return {row["id"]: row for row in map(dict, reader.session.execute(query).mappings())}


def deleted_of(reader: Reader, kind: type[Synced], ids: Sequence[bytes]) -> set[bytes]:
    """Return those of `ids` whose rows were deleted."""
    table = core(kind)
    gone: set[bytes] = set()
    for some in batches(ids):
        query = select(table.c.id).where(~live(table), table.c.id.in_(some))
        gone.update(reader.session.execute(query).scalars())
    return gone


def edit_all(
    writer: Writer, kind: type[Synced], edits: Iterable[tuple[bytes, Mapping[str, object]]]
) -> None:
    """Write some fields of each row, by id."""
    table = core(kind)
    for row_id, fields in edits:
        query = update(table).where(table.c.id == bindparam("row_id")).values(fields)
        writer.connection.execute(query, {"row_id": row_id})

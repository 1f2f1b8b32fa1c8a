"""Change capture: triggers stamp every row a party owns, whatever path wrote it.

A write raises `replica.lsn` above what it was and above the row's, and gives the row (epoch, lsn).
An edit notes it as the write of the fields that it changed, and the newest write of every other
life as the row's past.
Deleting is a field; a real DELETE is refused, so that nothing vanishes without a tombstone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError, IntegrityError

from desktop.foundation.errors import QingqiaoError
from desktop.store.server import capture as server
from desktop.store.tables import Synced, synced_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection


class UncapturedError(QingqiaoError):
    """A write to `table` was not stamped: it would never be handed up."""

    def __init__(self, table: str) -> None:
        super().__init__(
            "数据库的自检没有通过，没有打开它，数据没有改动。",
            f"请联系维护人员，并告诉对方：{table} 没有被记录。",
        )


def is_on_server(connection: Connection) -> bool:
    """Tell PostgreSQL from a file."""
    return connection.dialect.name == "postgresql"


@lru_cache
def field_names(kind: type[Synced]) -> tuple[str, ...]:
    """Return the columns of a synced table that people fill, with `deleted`, in order."""
    shared = Synced.model_fields
    return ("deleted", *(name for name in kind.model_fields if name not in shared))


def values_json(connection: Connection, kind: type[Synced]) -> str:
    """Return the SQL for a row's fields as a JSON object, bytes in hex."""
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    fields = {name: columns[name].type.python_type is bytes for name in field_names(kind)}
    if is_on_server(connection):
        return server.values_json(fields)
    values = ", ".join(
        f"'{name}', iif({name} IS NULL, NULL, hex({name}))" if is_bytes else f"'{name}', {name}"
        for name, is_bytes in fields.items()
    )
    return f"json_object({values})"


def _stamp(table: str, before: str, provenance: str = "") -> str:
    return f"""
        UPDATE replica SET lsn = {before} + 1;
        UPDATE {table} SET {provenance}
          epoch = (SELECT epoch FROM replica),
          lsn = (SELECT lsn FROM replica),
          seq = (SELECT lsn FROM replica),
          edited_at = unixepoch(),
          edited_by = (SELECT operator FROM replica)
        WHERE rowid = NEW.rowid;"""


_NOWHERE = "$._"
"""A path that is set where a field was not changed, and removed again."""


def _provenance(fields: Sequence[str]) -> str:
    """Return the SQL that sets `past` and `dots`, see store/provenance.py."""
    own = "(SELECT epoch FROM replica)"
    foreign = f"iif(OLD.epoch = {own}, '{_NOWHERE}', '$.\"' || OLD.epoch || '\"')"
    past = (
        f"json_remove(json_set(coalesce(OLD.past, '{{}}'), {foreign}, OLD.lsn), "
        f"'{_NOWHERE}', '$.\"' || {own} || '\"')"
    )
    before = "coalesce(OLD.dots, json_object('*', OLD.epoch || '.' || OLD.lsn))"
    dot = "(SELECT epoch || '.' || lsn FROM replica)"
    pairs = ", ".join(
        f"iif(OLD.{name} IS NOT NEW.{name}, '$.{name}', '{_NOWHERE}'), {dot}" for name in fields
    )
    dots = f"json_remove(json_set({before}, {pairs}), '{_NOWHERE}')"
    return f"past = nullif({past}, '{{}}'), dots = {dots},"


def _triggers(table: str, kind: type[Synced]) -> dict[str, str]:
    fields = ["township", *field_names(kind)]
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in fields)
    capturing = "(SELECT capture FROM replica)"
    return {
        f"capture_insert_{table}": f"""AFTER INSERT ON {table} WHEN {capturing}
            BEGIN {_stamp(table, "lsn")} END""",
        f"capture_update_{table}": f"""AFTER UPDATE OF {", ".join(fields)} ON {table}
            WHEN {capturing} AND ({changed})
            BEGIN {_stamp(table, "max(lsn, OLD.lsn)", _provenance(field_names(kind)))} END""",
        f"capture_delete_{table}": f"""BEFORE DELETE ON {table} WHEN {capturing}
            BEGIN SELECT RAISE(ABORT, 'synced rows are deleted by their field'); END""",
    }


def remove(connection: Connection) -> None:
    """Take all triggers away."""
    if is_on_server(connection):
        server.remove(connection)
        return
    for name in _present(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def install(connection: Connection, owner: str) -> None:
    """Make the triggers of the tables that `owner` writes, at every start; right ones stay.

    A schema that was changed is parsed again after each savepoint, which costs more than all else.
    """
    kinds = synced_tables(owner).items()
    if is_on_server(connection):
        server.install(connection, {table: field_names(kind) for table, kind in kinds})
        return
    wanted = {
        name: f"CREATE TRIGGER {name} {body}"
        for table, kind in kinds
        for name, body in _triggers(table, kind).items()
    }
    present = _present(connection)
    for name, statement in present.items():
        if wanted.get(name) != statement:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name, statement in wanted.items():
        if present.get(name) != statement:
            connection.exec_driver_sql(statement)


def _present(connection: Connection) -> dict[str, str]:
    """Return the statements that made the triggers of a file, by their names."""
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'capture_%'"
    )
    return dict(found.fetchall())


def check(connection: Connection, owner: str) -> None:
    """Write to every table that `owner` writes, see each write stamped, and take it all back.

    Raises `UncapturedError`.
    """
    with connection.begin_nested() as trial:
        for table, kind in synced_tables(owner).items():
            try:
                _check_table(connection, table, kind)
            except DatabaseError as error:  # a trigger or a column is not what the program thinks
                raise UncapturedError(table) from error
        trial.rollback()


def _check_table(connection: Connection, table: str, kind: type[Synced]) -> None:
    """Insert, edit and delete a row; raises `UncapturedError`."""
    trial = kind(id=b"capture check")
    _insert(connection, table, trial)
    inserted = _is_stamped(connection, table, trial.id)
    connection.exec_driver_sql(f"UPDATE {table} SET deleted = 1 WHERE id = ?", (trial.id,))
    if not (inserted and _is_stamped(connection, table, trial.id)):
        raise UncapturedError(table)
    # the delete guard; a refused statement ends the transaction on a server alone
    kept = connection.begin_nested() if is_on_server(connection) else nullcontext()
    with suppress(IntegrityError), kept:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE id = ?", (trial.id,))
        raise UncapturedError(table)


def _insert(connection: Connection, table: str, row: Synced) -> None:
    """Insert a row without what SQLAlchemy's own statement costs: it is used once a start."""
    dialect, columns = connection.dialect, row.__table__.columns  # type: ignore[attr-defined]
    values = []
    for name, value in row.model_dump().items():
        bind = columns[name].type.dialect_impl(dialect).bind_processor(dialect)
        values.append(bind(value) if bind else value)
    names, marks = ", ".join(row.model_dump()), ", ".join("?" * len(values))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    connection.exec_driver_sql(statement, tuple(values))


def _is_stamped(connection: Connection, table: str, row_id: bytes) -> bool:
    """Tell whether the row is the database's last write, and number that write."""
    query = f"SELECT 1 FROM {table} JOIN replica USING (epoch, lsn) WHERE {table}.id = ?"
    stamped = connection.exec_driver_sql(query, (row_id,)).first() is not None
    connection.exec_driver_sql("UPDATE replica SET lsn = lsn + 1")  # the next is another number
    return stamped

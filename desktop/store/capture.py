"""Change capture: triggers stamp every row a party owns, whatever path wrote it.

A write raises `replica.lsn` by one and gives the row (epoch, lsn). The first edit on top of
another replica's version keeps that version as the base, with its values, for a three-way merge.
Deleting is a field; a real DELETE is refused, so that nothing vanishes without a tombstone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.tables import Synced, synced_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection


def field_names(kind: type[Synced]) -> list[str]:
    """Return the columns of a synced table that people fill, with `deleted`, in order."""
    return ["deleted", *(name for name in kind.model_fields if name not in Synced.model_fields)]


def values_json(kind: type[Synced], row: str = "") -> str:
    """Return the SQL for a row's fields as a JSON object, bytes in hex; `row` may be "OLD."."""
    blobs = {column.name for column in kind.__table__.columns if column.type.python_type is bytes}  # type: ignore[attr-defined]
    values = ", ".join(
        f"'{name}', iif({row}{name} IS NULL, NULL, hex({row}{name}))"
        if name in blobs
        else f"'{name}', {row}{name}"
        for name in field_names(kind)
    )
    return f"json_object({values})"


def _stamp(table: str, base: str) -> str:
    return f"""
        UPDATE replica SET lsn = lsn + 1;
        UPDATE {table} SET {base}
          epoch = (SELECT epoch FROM replica),
          lsn = (SELECT lsn FROM replica),
          seq = (SELECT lsn FROM replica),
          edited_at = unixepoch(),
          edited_by = (SELECT operator FROM replica)
        WHERE rowid = NEW.rowid;"""


def _triggers(table: str, kind: type[Synced]) -> dict[str, str]:
    fields = ["township", *field_names(kind)]
    foreign = "OLD.epoch <> (SELECT epoch FROM replica)"
    base = "".join(
        f"{column} = CASE WHEN {foreign} THEN {taken} ELSE OLD.{column} END,"
        for column, taken in (
            ("base_epoch", "OLD.epoch"),
            ("base_lsn", "OLD.lsn"),
            ("base_values", values_json(kind, "OLD.")),
        )
    )
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in fields)
    capturing = "(SELECT capture FROM replica)"
    return {
        f"capture_insert_{table}": f"""AFTER INSERT ON {table} WHEN {capturing}
            BEGIN {_stamp(table, "")} END""",
        f"capture_update_{table}": f"""AFTER UPDATE OF {", ".join(fields)} ON {table}
            WHEN {capturing} AND ({changed})
            BEGIN {_stamp(table, base)} END""",
        f"capture_delete_{table}": f"""BEFORE DELETE ON {table} WHEN {capturing}
            BEGIN SELECT RAISE(ABORT, 'synced rows are deleted by their field'); END""",
    }


def install(connection: Connection, owner: str) -> None:
    """Make the triggers of the tables that `owner` writes anew; idempotent, run at every start."""
    wanted: dict[str, str] = {}
    for table, kind in synced_tables(owner).items():
        wanted |= _triggers(table, kind)
    present = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'capture_%'"
    )
    for (name,) in present.fetchall():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name, body in wanted.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")

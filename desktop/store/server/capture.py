"""Change capture on a server: what `store.capture` does in a file, for whole statements at once.

After a statement, triggers see the rows as they were and as they became (transition tables), and
stamp those that changed by one more statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_HERE = """
    SELECT * INTO here FROM replica FOR UPDATE;
    IF here.capture = 0 THEN RETURN NULL; END IF;"""

_STAMP = """
      epoch = here.epoch, lsn = here.lsn + nth, seq = here.lsn + nth,
      edited_at = extract(epoch FROM clock_timestamp())::bigint, edited_by = here.operator"""


def _insert(table: str) -> str:
    return f"""
    DECLARE here replica; many bigint;
    BEGIN {_HERE}
    UPDATE {table} AS kept SET {_STAMP}
      FROM (SELECT id, row_number() OVER () AS nth FROM became) AS came WHERE kept.id = came.id;
    GET DIAGNOSTICS many = ROW_COUNT;
    UPDATE replica SET lsn = here.lsn + many WHERE many > 0;
    RETURN NULL; END"""


def _update(table: str, fields: Sequence[str]) -> str:
    changed = " OR ".join(f"was.{name} IS DISTINCT FROM became.{name}" for name in fields)
    pairs = "FROM was JOIN became ON became.id = was.id"
    past = (
        "nullif(((coalesce(edit.past, '{}')::jsonb || CASE WHEN edit.epoch = here.epoch THEN '{}' "
        "ELSE jsonb_build_object(edit.epoch::text, edit.lsn) END) - here.epoch::text)::text, '{}')"
    )
    before = (
        "coalesce(edit.dots::jsonb, jsonb_build_object('*', concat(edit.epoch, '.', edit.lsn)))"
    )
    dot = "concat(here.epoch, '.', here.lsn + nth)"
    written = " || ".join(
        f"CASE WHEN edit.{name} IS DISTINCT FROM kept.{name} "
        f"THEN jsonb_build_object('{name}', {dot}) ELSE '{{}}' END"
        for name in fields
        if name != "township"
    )
    return f"""
    DECLARE here replica; highest bigint; many bigint;
    BEGIN {_HERE}
    SELECT max(was.lsn) INTO highest {pairs} WHERE {changed};
    IF highest IS NULL THEN RETURN NULL; END IF;
    here.lsn := greatest(here.lsn, highest);
    UPDATE {table} AS kept SET past = {past}, dots = ({before} || {written})::text, {_STAMP}
      FROM (SELECT was.*, row_number() OVER () AS nth {pairs} WHERE {changed}) AS edit
      WHERE kept.id = edit.id;
    GET DIAGNOSTICS many = ROW_COUNT;
    UPDATE replica SET lsn = here.lsn + many;
    RETURN NULL; END"""


_REFUSE = """
    BEGIN
    IF (SELECT capture FROM replica) = 0 THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'synced rows are deleted by their field'
      USING ERRCODE = 'integrity_constraint_violation';
    END"""


def install(connection: Connection, tables: Mapping[str, Sequence[str]]) -> None:
    """Make the triggers of these tables, given with their fields; others have none.

    What is there as it is to be stays: to touch it would wait for everybody who reads the table.
    """
    wanted: dict[str, tuple[str, str]] = {}
    for table, fields in tables.items():
        wanted |= _triggers(table, fields)
    if _present(connection) == {name: text for name, (_, text) in wanted.items()}:
        return
    remove(connection)
    for name, (event, text) in wanted.items():
        connection.exec_driver_sql(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${text}$$"
        )
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {name}()")


def remove(connection: Connection) -> None:
    """Take all triggers away."""
    functions = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    found = connection.exec_driver_sql(rf"{functions} AND proname LIKE 'capture\_%'")
    for (name,) in found.fetchall():
        connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")


def _present(connection: Connection) -> dict[str, str]:
    """Return the text of each trigger that is at work."""
    cursor = connection.exec_driver_sql(
        "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        r"WHERE pronamespace = current_schema()::regnamespace AND tgname LIKE 'capture\_%' "
        "AND tgenabled = 'O'"
    )
    return {name: text for name, text in cursor}  # noqa: C416 - pairs out of rows


def _triggers(table: str, fields: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return when each trigger fires, and what it does, by its name."""
    became, was = "NEW TABLE AS became", "OLD TABLE AS was"
    return {
        f"capture_insert_{table}": (
            f"AFTER INSERT ON {table} REFERENCING {became}",
            _insert(table),
        ),
        f"capture_update_{table}": (
            f"AFTER UPDATE ON {table} REFERENCING {was} {became}",
            _update(table, ["township", *fields]),
        ),
        f"capture_delete_{table}": (f"BEFORE DELETE ON {table} FOR EACH ROW", _REFUSE),
        f"capture_truncate_{table}": (f"BEFORE TRUNCATE ON {table}", _REFUSE),
    }


def values_json(fields: Mapping[str, bool]) -> str:
    """Return the SQL for a row's fields as a JSON object, bytes, those that are true, in hex."""
    values = ", ".join(
        f"'{name}', upper(encode({name}, 'hex'))" if is_bytes else f"'{name}', {name}"
        for name, is_bytes in fields.items()
    )
    return f"jsonb_build_object({values})::text"

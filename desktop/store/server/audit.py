"""On a server: the audit log is only added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAME = "audit_keep"
_REFUSAL = """
    BEGIN
    RAISE EXCEPTION 'the audit log is only added to'
      USING ERRCODE = 'integrity_constraint_violation';
    END"""


def install(connection: Connection) -> None:
    """Make the trigger where it is not at work; to touch it would wait for all who read."""
    present = connection.exec_driver_sql(
        "SELECT prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE pronamespace = current_schema()::regnamespace AND tgname = ? AND tgenabled = 'O'",
        (_NAME,),
    ).scalar()
    if present == _REFUSAL:
        return
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSAL}$$"
    )
    connection.exec_driver_sql(
        f"CREATE OR REPLACE TRIGGER {_NAME} BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        f"EXECUTE FUNCTION {_NAME}()"
    )
